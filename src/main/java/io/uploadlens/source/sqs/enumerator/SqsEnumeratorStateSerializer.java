package io.uploadlens.source.sqs.enumerator;

import io.uploadlens.source.sqs.split.SqsSplit;
import io.uploadlens.source.sqs.split.SqsSplitSerializer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.flink.core.io.SimpleVersionedSerialization;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;

/**
 * Writes and reads {@link SqsEnumeratorState}.
 *
 * <p>Version 1: the number of splits (int), then each with the version of its own serializer.
 */
public final class SqsEnumeratorStateSerializer
    implements SimpleVersionedSerializer<SqsEnumeratorState> {

  /** The one instance needed. */
  public static final SqsEnumeratorStateSerializer INSTANCE = new SqsEnumeratorStateSerializer();

  private static final int CURRENT_VERSION = 1;
  private static final Set<Integer> ACCEPTED_VERSIONS = Set.of(1);

  private SqsEnumeratorStateSerializer() {}

  @Override
  public int getVersion() {
    return CURRENT_VERSION;
  }

  @Override
  public byte[] serialize(SqsEnumeratorState state) throws IOException {
    DataOutputSerializer out = new DataOutputSerializer(64);
    out.writeInt(state.unassigned().size());
    for (SqsSplit split : state.unassigned()) {
      SimpleVersionedSerialization.writeVersionAndSerialize(
          SqsSplitSerializer.INSTANCE, split, out);
    }
    return out.getCopyOfBuffer();
  }

  @Override
  public SqsEnumeratorState deserialize(int version, byte[] serialized) throws IOException {
    if (!ACCEPTED_VERSIONS.contains(version)) {
      throw new IOException(
          "The state of the SQS enumerator has version "
              + version
              + "; this job reads versions "
              + new TreeSet<>(ACCEPTED_VERSIONS)
              + ".");
    }
    DataInputDeserializer in = new DataInputDeserializer(serialized);
    int count = in.readInt();
    List<SqsSplit> unassigned = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      unassigned.add(
          SimpleVersionedSerialization.readVersionAndDeSerialize(SqsSplitSerializer.INSTANCE, in));
    }
    return new SqsEnumeratorState(unassigned);
  }
}
