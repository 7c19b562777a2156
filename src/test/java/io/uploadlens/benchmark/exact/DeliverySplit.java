package io.uploadlens.benchmark.exact;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.flink.api.connector.source.SourceSplit;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/** Every n-th block of a source, from a position on. Immutable; part of checkpoints. */
final class DeliverySplit implements SourceSplit {

  static final SimpleVersionedSerializer<DeliverySplit> SERIALIZER = new Serializer();

  private final int source;
  private final int ordinal;
  private final int block;
  private final int offset;

  /**
   * @param block the block to go on with
   * @param offset how many of its deliveries were emitted
   */
  DeliverySplit(int source, int ordinal, int block, int offset) {
    this.source = source;
    this.ordinal = ordinal;
    this.block = block;
    this.offset = offset;
  }

  int source() {
    return source;
  }

  int ordinal() {
    return ordinal;
  }

  int block() {
    return block;
  }

  int offset() {
    return offset;
  }

  @Override
  public String splitId() {
    return source + "-" + ordinal;
  }

  private static final class Serializer implements SimpleVersionedSerializer<DeliverySplit> {

    @Override
    public int getVersion() {
      return 1;
    }

    @Override
    public byte[] serialize(DeliverySplit split) {
      return ByteBuffer.allocate(4 * Integer.BYTES)
          .putInt(split.source)
          .putInt(split.ordinal)
          .putInt(split.block)
          .putInt(split.offset)
          .array();
    }

    @Override
    public DeliverySplit deserialize(int version, byte[] serialized) throws IOException {
      if (version != 1) {
        throw new IOException("a split has version " + version + "; this build reads version 1");
      }
      ByteBuffer bytes = ByteBuffer.wrap(serialized);
      return new DeliverySplit(bytes.getInt(), bytes.getInt(), bytes.getInt(), bytes.getInt());
    }
  }
}
