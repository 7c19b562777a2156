package io.uploadlens.event;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * The bytes of one record on their way to state or another task, or back: values are put one behind
 * the other into one array, which goes out at once, behind its length; and the same back.
 *
 * <p>Text is written as Java keeps it: a byte a character where all are below 256, two bytes
 * otherwise. So nothing has to be validated, unpaired surrogates come back, and most text is copied
 * as it is. A text of few different values is read as {@linkplain #readCommonText() the same
 * string} again and again. Numbers of variable length are those of {@link StateEncoding}.
 *
 * <p>Not thread-safe; one record at a time.
 */
final class RecordBuffer {

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private static final int FIRST_SIZE = 1024;

  /** A larger array serves one record and is let go. */
  private static final int LARGEST_KEPT = 1 << 16;

  private static final int LONGEST_NUMBER = 10;
  private static final int LARGEST_ARRAY = Integer.MAX_VALUE - 8;

  private static final int SLOT_BITS = 9;
  private static final int MIX = 0x9E3779B9;
  private static final int LONGEST_REMEMBERED = 128;

  private final BytesCache texts = new BytesCache();
  private final String[] commonTexts = new String[1 << SLOT_BITS];
  private final byte[][] commonBytes = new byte[1 << SLOT_BITS][];
  private byte[] bytes = new byte[FIRST_SIZE];
  private int at;
  private int end;

  /** Begins a record that is to be written. */
  void begin() {
    at = 0;
  }

  /** Writes the record: its length and what was put since {@link #begin()}. */
  void writeTo(DataOutputView out) throws IOException {
    StateEncoding.writeVarLong(out, at);
    out.write(bytes, 0, at);
    letGo();
  }

  void putByte(int value) {
    reserve(1);
    bytes[at++] = (byte) value;
  }

  void putLong(long value) {
    reserve(Long.BYTES);
    LONGS.set(bytes, at, value);
    at += Long.BYTES;
  }

  /** A number that is mostly small and not negative. */
  void putVarLong(long value) {
    reserve(LONGEST_NUMBER);
    byte[] into = bytes;
    int to = at;
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      into[to++] = (byte) (rest & 0x7F | 0x80);
      rest >>>= 7;
    }
    into[to++] = (byte) rest;
    at = to;
  }

  /** A number that is mostly near to 0, on either side. */
  void putSignedVarLong(long value) {
    putVarLong(value << 1 ^ value >> 63);
  }

  /** A text; not null. */
  void putText(String text) {
    int length = text.length();
    int head = at;
    putVarLong((long) length << 1);
    if (isWide(text)) {
      at = head;
      putWideText(text);
      return;
    }
    reserve(length);
    copyLowBytes(text);
    at += length;
  }

  /** A text that has few different values; not null. What it became is remembered. */
  void putCommonText(String text) {
    int slot = text.hashCode() * MIX >>> (Integer.SIZE - SLOT_BITS);
    if (text.equals(commonTexts[slot])) {
      byte[] written = commonBytes[slot];
      reserve(written.length);
      System.arraycopy(written, 0, bytes, at, written.length);
      at += written.length;
      return;
    }
    int head = at;
    putText(text);
    if (at - head <= LONGEST_REMEMBERED) {
      commonTexts[slot] = text;
      commonBytes[slot] = Arrays.copyOfRange(bytes, head, at);
    }
  }

  private static boolean isWide(String text) {
    int all = 0;
    for (int i = 0; i < text.length(); i++) {
      all |= text.charAt(i);
    }
    return all > 0xFF;
  }

  @SuppressWarnings("deprecation") // It leaves the high bytes out, which are all 0 here.
  private void copyLowBytes(String text) {
    text.getBytes(0, text.length(), bytes, at);
  }

  private void putWideText(String text) {
    int length = text.length();
    putVarLong((long) length << 1 | 1);
    reserve(2L * length);
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      bytes[at++] = (byte) (c >> 8);
      bytes[at++] = (byte) c;
    }
  }

  /**
   * Takes in a record that {@link #writeTo} wrote.
   *
   * @throws IOException if the bytes are no record or end too early
   */
  void readFrom(DataInputView in) throws IOException {
    int length = arrayLength(StateEncoding.readVarLong(in));
    at = 0;
    end = 0;
    reserve(length);
    in.readFully(bytes, 0, length);
    end = length;
  }

  /**
   * Copies a record that {@link #writeTo} wrote, without a look at it.
   *
   * @throws IOException if the bytes are no record or end too early
   */
  void copy(DataInputView in, DataOutputView out) throws IOException {
    readFrom(in);
    at = end;
    writeTo(out);
  }

  byte readByte() throws IOException {
    return bytes[take(1)];
  }

  long readLong() throws IOException {
    return (long) LONGS.get(bytes, take(Long.BYTES));
  }

  long readVarLong() throws IOException {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      byte next = readByte();
      value |= (next & 0x7FL) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw new IOException("a variable-length number of more than ten bytes");
  }

  long readSignedVarLong() throws IOException {
    long value = readVarLong();
    return value >>> 1 ^ -(value & 1);
  }

  /** One of the constants, by its ordinal. */
  <E extends Enum<E>> E readEnum(E[] constants) throws IOException {
    return StateEncoding.constant(readByte() & 0xFF, constants);
  }

  /** A text. */
  String readText() throws IOException {
    long head = readVarLong();
    int length = textLength(head);
    return (head & 1) == 0
        ? new String(bytes, take(length), length, StandardCharsets.ISO_8859_1)
        : wideText(length);
  }

  /** A text that has few different values: mostly the string that was read for it before. */
  String readCommonText() throws IOException {
    long head = readVarLong();
    int length = textLength(head);
    return (head & 1) == 0 ? texts.latin1(bytes, take(length), length) : wideText(length);
  }

  /**
   * Ends a record that was read.
   *
   * @throws IOException if some of it was not read
   */
  void endOfRecord() throws IOException {
    if (at != end) {
      throw new IOException((end - at) + " bytes are left over at the end of a record");
    }
    letGo();
  }

  private String wideText(int length) throws IOException {
    int from = take(2L * length);
    char[] chars = new char[length];
    for (int i = 0; i < length; i++) {
      chars[i] = (char) (bytes[from + 2 * i] << 8 | bytes[from + 2 * i + 1] & 0xFF);
    }
    return new String(chars);
  }

  /** Moves on, over bytes that must be there. */
  private int take(long count) throws IOException {
    if (count > end - at) {
      throw new IOException("a record ends " + (count - (end - at)) + " bytes too early");
    }
    int from = at;
    at += (int) count;
    return from;
  }

  private void reserve(long more) {
    if (at + more > bytes.length) {
      grow(at + more);
    }
  }

  private void grow(long least) {
    if (least > LARGEST_ARRAY) {
      throw new IllegalStateException("a record of " + least + " bytes is longer than an array");
    }
    bytes = Arrays.copyOf(bytes, (int) Math.max(least, Math.min(2L * bytes.length, LARGEST_ARRAY)));
  }

  private void letGo() {
    if (bytes.length > LARGEST_KEPT) {
      bytes = new byte[FIRST_SIZE];
    }
  }

  private static int textLength(long head) throws IOException {
    return arrayLength(head >>> 1);
  }

  private static int arrayLength(long length) throws IOException {
    return StateEncoding.length(length);
  }
}
