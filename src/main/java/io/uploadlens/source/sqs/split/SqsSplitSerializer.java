package io.uploadlens.source.sqs.split;

import io.uploadlens.source.sqs.payload.PayloadPointer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;

/**
 * Writes version 2 of {@link SqsSplit} and reads versions 1 and 2.
 *
 * <p>Both: queue URL, ordinal (int), number of receipts (int), the receipts. Strings and bytes are
 * led by their length (int); a string is its UTF-8.
 *
 * <p>A receipt of version 1: message id, handle, time of receipt (long). A receipt of version 2: a
 * byte of flags, message id, handle, time of receipt (long). By the flags the id is the 16 bytes of
 * a UUID instead of a string, and the handle the bytes that its Base64 stands for: SQS's are such,
 * and state shrinks by a quarter. By a third flag the bucket and the key of a payload follow, which
 * is to be deleted after the message. Other flags are refused.
 */
public final class SqsSplitSerializer implements SimpleVersionedSerializer<SqsSplit> {

  /** The one instance needed. */
  public static final SqsSplitSerializer INSTANCE = new SqsSplitSerializer();

  private static final int CURRENT_VERSION = 2;
  private static final Set<Integer> ACCEPTED_VERSIONS = Set.of(1, 2);

  private static final int ID_IS_UUID = 1;
  private static final int HANDLE_IS_BASE64 = 2;
  private static final int HAS_PAYLOAD = 4;

  /** A little more than SQS's ids and handles need. */
  private static final int BYTES_PER_RECEIPT = 352;

  private SqsSplitSerializer() {}

  @Override
  public int getVersion() {
    return CURRENT_VERSION;
  }

  @Override
  public byte[] serialize(SqsSplit split) throws IOException {
    DataOutputSerializer out =
        new DataOutputSerializer(256 + BYTES_PER_RECEIPT * split.receipts().size());
    writeBytes(out, utf8(split.queueUrl()));
    out.writeInt(split.ordinal());
    out.writeInt(split.receipts().size());
    for (Receipt receipt : split.receipts()) {
      write(out, receipt);
    }
    return out.getCopyOfBuffer();
  }

  @Override
  public SqsSplit deserialize(int version, byte[] serialized) throws IOException {
    if (!ACCEPTED_VERSIONS.contains(version)) {
      throw new IOException(
          "The state of an SQS split has version "
              + version
              + "; this job reads versions "
              + new TreeSet<>(ACCEPTED_VERSIONS)
              + ".");
    }
    DataInputDeserializer in = new DataInputDeserializer(serialized);
    String queueUrl = readString(in);
    int ordinal = in.readInt();
    int count = in.readInt();
    List<Receipt> receipts = new ArrayList<>(Math.max(0, Math.min(count, 1 << 17)));
    for (int i = 0; i < count; i++) {
      receipts.add(version == 1 ? readVersion1(in) : readVersion2(in));
    }
    if (in.available() > 0) {
      throw new IOException(
          "The state of split "
              + queueUrl
              + "#"
              + ordinal
              + " ends in "
              + in.available()
              + " bytes too many.");
    }
    return new SqsSplit(queueUrl, ordinal, receipts);
  }

  private static void write(DataOutputSerializer out, Receipt receipt) throws IOException {
    UUID uuid = uuidOf(receipt.messageId());
    byte[] decoded = bytesOfBase64(receipt.handle());
    PayloadPointer payload = receipt.payload();
    out.writeByte(
        (uuid == null ? 0 : ID_IS_UUID)
            | (decoded == null ? 0 : HANDLE_IS_BASE64)
            | (payload == null ? 0 : HAS_PAYLOAD));
    if (uuid == null) {
      writeBytes(out, utf8(receipt.messageId()));
    } else {
      out.writeLong(uuid.getMostSignificantBits());
      out.writeLong(uuid.getLeastSignificantBits());
    }
    writeBytes(out, decoded == null ? utf8(receipt.handle()) : decoded);
    out.writeLong(receipt.receivedAt());
    if (payload != null) {
      writeBytes(out, utf8(payload.bucket()));
      writeBytes(out, utf8(payload.key()));
    }
  }

  private static Receipt readVersion1(DataInputDeserializer in) throws IOException {
    return new Receipt(readString(in), readString(in), in.readLong());
  }

  private static Receipt readVersion2(DataInputDeserializer in) throws IOException {
    int flags = in.readUnsignedByte();
    if ((flags & ~(ID_IS_UUID | HANDLE_IS_BASE64 | HAS_PAYLOAD)) != 0) {
      throw new IOException(
          "The state of an SQS split is damaged: a receipt has the flags " + flags + ".");
    }
    String messageId =
        (flags & ID_IS_UUID) == 0
            ? readString(in)
            : new UUID(in.readLong(), in.readLong()).toString();
    String handle =
        (flags & HANDLE_IS_BASE64) == 0
            ? readString(in)
            : Base64.getEncoder().encodeToString(readBytes(in));
    long receivedAt = in.readLong();
    PayloadPointer payload =
        (flags & HAS_PAYLOAD) == 0 ? null : new PayloadPointer(readString(in), readString(in));
    return new Receipt(messageId, handle, receivedAt, payload);
  }

  /** The UUID that is written so and in no other way, or null. */
  private static UUID uuidOf(String messageId) {
    if (messageId.length() != 36) {
      return null;
    }
    try {
      UUID uuid = UUID.fromString(messageId);
      return uuid.toString().equals(messageId) ? uuid : null;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /** The bytes whose Base64 this is to the last bit, or null. */
  private static byte[] bytesOfBase64(String handle) {
    if (handle.length() % 4 != 0) {
      return null;
    }
    try {
      byte[] decoded = Base64.getDecoder().decode(handle);
      return Base64.getEncoder().encodeToString(decoded).equals(handle) ? decoded : null;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static byte[] utf8(String value) {
    return value.getBytes(StandardCharsets.UTF_8);
  }

  private static void writeBytes(DataOutputSerializer out, byte[] bytes) throws IOException {
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private static String readString(DataInputDeserializer in) throws IOException {
    return new String(readBytes(in), StandardCharsets.UTF_8);
  }

  private static byte[] readBytes(DataInputDeserializer in) throws IOException {
    int length = in.readInt();
    if (length < 0 || length > in.available()) {
      throw new IOException(
          "The state of an SQS split is damaged: a value of "
              + length
              + " bytes where "
              + in.available()
              + " are left.");
    }
    byte[] bytes = new byte[length];
    in.readFully(bytes);
    return bytes;
  }
}
