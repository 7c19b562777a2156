package io.uploadlens.analytics;

import com.dynatrace.hash4j.hashing.HashValue128;
import com.dynatrace.hash4j.hashing.Hasher128;
import com.dynatrace.hash4j.hashing.Hashing;

/** The upsert key of a row: 128 bits of a hash over everything that tells its group apart. */
final class AggregateId {

  private static final Hasher128 HASHER = Hashing.murmur3_128();

  private AggregateId() {}

  /** 32 lower-case hexadecimal digits, the same in every run and release. */
  static String of(WindowGroup group) {
    HashValue128 hash =
        HASHER
            .hashStream()
            .putString(group.windowType().name())
            .putLong(group.windowStart())
            .putLong(group.windowEnd())
            .putString(group.bucket())
            .putInt(group.level())
            .putString(group.prefix())
            .get();
    char[] digits = new char[32];
    hexadecimal(hash.getMostSignificantBits(), digits, 0);
    hexadecimal(hash.getLeastSignificantBits(), digits, 16);
    return new String(digits);
  }

  /** A row has one, so that a formatter would be felt. */
  private static void hexadecimal(long bits, char[] digits, int from) {
    for (int i = 0; i < 16; i++) {
      digits[from + i] = Character.forDigit((int) (bits >>> (60 - 4 * i)) & 0xF, 16);
    }
  }
}
