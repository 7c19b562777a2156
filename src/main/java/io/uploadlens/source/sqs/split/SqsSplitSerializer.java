package io.uploadlens.source.sqs.split;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;

/**
 * Writes and reads {@link SqsSplit}.
 *
 * <p>Version 1: queue URL, ordinal (int), number of receipts (int), then of each receipt message
 * id, handle and time of receipt (long). A string is its length in bytes (int) and its UTF-8.
 */
public final class SqsSplitSerializer implements SimpleVersionedSerializer<SqsSplit> {

  /** The one instance needed. */
  public static final SqsSplitSerializer INSTANCE = new SqsSplitSerializer();

  private static final int CURRENT_VERSION = 1;
  private static final Set<Integer> ACCEPTED_VERSIONS = Set.of(1);

  private SqsSplitSerializer() {}

  @Override
  public int getVersion() {
    return CURRENT_VERSION;
  }

  @Override
  public byte[] serialize(SqsSplit split) throws IOException {
    DataOutputSerializer out = new DataOutputSerializer(128 + 512 * split.receipts().size());
    writeString(out, split.queueUrl());
    out.writeInt(split.ordinal());
    out.writeInt(split.receipts().size());
    for (Receipt receipt : split.receipts()) {
      writeString(out, receipt.messageId());
      writeString(out, receipt.handle());
      out.writeLong(receipt.receivedAt());
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
    List<Receipt> receipts = new ArrayList<>(Math.min(count, 1 << 17));
    for (int i = 0; i < count; i++) {
      receipts.add(new Receipt(readString(in), readString(in), in.readLong()));
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

  private static void writeString(DataOutputSerializer out, String value) throws IOException {
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private static String readString(DataInputDeserializer in) throws IOException {
    int length = in.readInt();
    if (length < 0 || length > in.available()) {
      throw new IOException(
          "The state of an SQS split is damaged: a string of "
              + length
              + " bytes where "
              + in.available()
              + " are left.");
    }
    byte[] bytes = new byte[length];
    in.readFully(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
