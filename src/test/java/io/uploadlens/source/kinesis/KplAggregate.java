package io.uploadlens.source.kinesis;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * A record as the Kinesis Producer Library aggregates several into one, made by hand after its <a
 * href="https://github.com/awslabs/amazon-kinesis-producer/blob/master/aggregation-format.md">format</a>:
 * four magic bytes, a protocol buffer, the MD5 of that.
 */
public final class KplAggregate {

  private static final byte[] MAGIC = {(byte) 0xF3, (byte) 0x89, (byte) 0x9A, (byte) 0xC2};

  private KplAggregate() {}

  /** One aggregate of records that all have the partition key {@code p}. */
  public static byte[] of(String... records) {
    ByteArrayOutputStream message = new ByteArrayOutputStream();
    field(message, 1, "p".getBytes(StandardCharsets.UTF_8));
    for (String record : records) {
      ByteArrayOutputStream entry = new ByteArrayOutputStream();
      // Field 1, a varint: the index of its partition key.
      entry.write(0x08);
      entry.write(0);
      field(entry, 3, record.getBytes(StandardCharsets.UTF_8));
      field(message, 3, entry.toByteArray());
    }
    ByteArrayOutputStream aggregate = new ByteArrayOutputStream();
    aggregate.writeBytes(MAGIC);
    aggregate.writeBytes(message.toByteArray());
    aggregate.writeBytes(md5(message.toByteArray()));
    return aggregate.toByteArray();
  }

  /** A length-delimited field. */
  private static void field(ByteArrayOutputStream out, int number, byte[] content) {
    out.write(number << 3 | 2);
    int rest = content.length;
    while (rest > 0x7F) {
      out.write(rest & 0x7F | 0x80);
      rest >>>= 7;
    }
    out.write(rest);
    out.writeBytes(content);
  }

  private static byte[] md5(byte[] content) {
    try {
      return MessageDigest.getInstance("MD5").digest(content);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
