package io.uploadlens.event;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * How the values inside UploadLens's records are written to state and between tasks.
 *
 * <p>Strings may be null and of any length, and come back exactly as they were, unpaired surrogates
 * included: {@code writeUTF}, with its 65,535 bytes, is not used. Numbers of any size may be
 * written as a variable-length integer, seven bits a byte, least significant first.
 */
public final class StateEncoding {

  private StateEncoding() {}

  /** Writes a string, or null. */
  public static void writeString(DataOutputView out, String value) throws IOException {
    if (value == null) {
      writeVarLong(out, 0);
      return;
    }
    int utf8 = utf8Length(value);
    if (utf8 >= 0) {
      writeVarLong(out, 1 + 2L * utf8);
      // Of ASCII both charsets make the same bytes; the first only copies them.
      out.write(
          value.getBytes(
              utf8 == value.length() ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8));
    } else {
      // An unpaired surrogate, which JSON can escape and UTF-8 can't hold.
      writeVarLong(out, 2 + 2L * value.length());
      out.writeChars(value);
    }
  }

  /**
   * Reads what {@link #writeString} wrote.
   *
   * @throws IOException if the bytes are no such string
   */
  public static String readString(DataInputView in) throws IOException {
    long head = readVarLong(in);
    if (head == 0) {
      return null;
    }
    int length = length((head - 1) >>> 1);
    if ((head & 1) == 1) {
      byte[] utf8 = new byte[length];
      in.readFully(utf8);
      return new String(utf8, StandardCharsets.UTF_8);
    }
    char[] chars = new char[length];
    for (int i = 0; i < length; i++) {
      chars[i] = in.readChar();
    }
    return new String(chars);
  }

  /** Writes bytes; not null. */
  public static void writeBytes(DataOutputView out, byte[] value) throws IOException {
    writeVarLong(out, value.length);
    out.write(value);
  }

  /**
   * Reads what {@link #writeBytes} wrote.
   *
   * @throws IOException if the bytes are no such array
   */
  public static byte[] readBytes(DataInputView in) throws IOException {
    byte[] value = new byte[length(readVarLong(in))];
    in.readFully(value);
    return value;
  }

  /** Writes a number in one byte if it is in 0..127, in up to ten otherwise. */
  public static void writeVarLong(DataOutputView out, long value) throws IOException {
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      out.writeByte((int) (rest & 0x7F) | 0x80);
      rest >>>= 7;
    }
    out.writeByte((int) rest);
  }

  /**
   * Reads what {@link #writeVarLong} wrote.
   *
   * @throws IOException if the bytes are no such number
   */
  public static long readVarLong(DataInputView in) throws IOException {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      byte next = in.readByte();
      value |= (next & 0x7FL) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw new IOException("a variable-length number of more than ten bytes");
  }

  /** Writes an enum's constant by its ordinal: constants may be added, at the end, not moved. */
  public static void writeEnum(DataOutputView out, Enum<?> constant) throws IOException {
    out.writeByte(constant.ordinal());
  }

  /**
   * Reads what {@link #writeEnum} wrote.
   *
   * @param constants all constants in their order
   * @throws IOException if none has the ordinal that was written
   */
  public static <E extends Enum<E>> E readEnum(DataInputView in, E[] constants) throws IOException {
    return constant(in.readUnsignedByte(), constants);
  }

  /** The constant of an ordinal that was read. */
  static <E extends Enum<E>> E constant(int ordinal, E[] constants) throws IOException {
    if (ordinal >= constants.length) {
      throw new IOException(
          "ordinal "
              + ordinal
              + " is no "
              + constants[0].getDeclaringClass().getSimpleName()
              + ": those are 0 to "
              + (constants.length - 1));
    }
    return constants[ordinal];
  }

  /** A length that was read, if it is one that an array can have. */
  static int length(long length) throws IOException {
    if (length < 0 || length > Integer.MAX_VALUE - 8) {
      throw new IOException("a length of " + length + " is not one that an array can have");
    }
    return (int) length;
  }

  /** How many bytes of UTF-8 a string takes; negative if UTF-8 can't hold it. */
  private static int utf8Length(String value) {
    int length = value.length();
    long bytes = length;
    for (int i = 0; i < length; i++) {
      char c = value.charAt(i);
      if (c < 0x80) {
        continue;
      }
      bytes += c < 0x800 ? 1 : 2;
      if (Character.isSurrogate(c)) {
        if (i + 1 == length || !Character.isSurrogatePair(c, value.charAt(i + 1))) {
          return -1;
        }
        // The pair's four bytes are those of its two characters and the two just added.
        i++;
      }
    }
    return Math.toIntExact(bytes);
  }
}
