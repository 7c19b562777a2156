package io.uploadlens.savepoint;

import io.uploadlens.source.sqs.split.Receipt;
import io.uploadlens.source.sqs.split.SqsSplit;
import io.uploadlens.source.sqs.split.SqsSplitSerializer;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.flink.api.common.typeutils.base.array.BytePrimitiveArraySerializer;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.core.io.SimpleVersionedSerialization;
import org.apache.flink.core.memory.DataInputViewStreamWrapper;
import org.apache.flink.runtime.checkpoint.Checkpoints;
import org.apache.flink.runtime.checkpoint.OperatorState;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.checkpoint.metadata.CheckpointMetadata;
import org.apache.flink.runtime.jobgraph.OperatorID;
import org.apache.flink.runtime.state.KeyedBackendSerializationProxy;
import org.apache.flink.runtime.state.KeyedStateHandle;
import org.apache.flink.runtime.state.OperatorStateHandle;
import org.apache.flink.runtime.state.SavepointKeyedStateHandle;
import org.apache.flink.runtime.state.StreamStateHandle;
import org.apache.flink.runtime.state.metainfo.StateMetaInfoSnapshot;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.apache.flink.streaming.api.graph.StreamGraphHasherV2;
import org.apache.flink.streaming.api.graph.StreamNode;

/**
 * What a savepoint in canonical format holds, read from its files: which operators, and which
 * states of each. Nothing is restored, so a state is seen that no job would take.
 */
final class SavepointContents {

  /**
   * In the place of a name: what the job's coordinator of an operator, on the JobManager, holds.
   */
  static final String COORDINATOR = "(coordinator)";

  private final Map<OperatorID, OperatorState> operators = new LinkedHashMap<>();

  private SavepointContents(Collection<OperatorState> operators) {
    operators.forEach(operator -> this.operators.put(operator.getOperatorID(), operator));
  }

  /**
   * @param directory that {@code _metadata} is in
   */
  static SavepointContents read(Path directory) throws IOException {
    try (DataInputStream in =
        new DataInputStream(Files.newInputStream(directory.resolve("_metadata")))) {
      CheckpointMetadata metadata =
          Checkpoints.loadCheckpointMetadata(
              in, SavepointContents.class.getClassLoader(), directory.toUri().toString());
      return new SavepointContents(metadata.getOperatorStates());
    }
  }

  /** The uids of a job's operators by what a savepoint calls them. */
  static Map<OperatorID, String> uids(StreamGraph job) {
    Map<Integer, byte[]> hashes =
        new StreamGraphHasherV2().traverseStreamGraphAndGenerateHashes(job);
    Map<OperatorID, String> uids = new HashMap<>();
    for (StreamNode node : job.getStreamNodes()) {
      uids.put(new OperatorID(hashes.get(node.getId())), node.getTransformationUID());
    }
    return uids;
  }

  /**
   * The names of the states by the uid of their operator; of operators that the job does not have
   * by what the savepoint calls them. Operators without state are left out.
   */
  SortedMap<String, SortedSet<String>> states(Map<OperatorID, String> uids) throws IOException {
    return states(uids, false);
  }

  /** The same, with states of which no subtask holds anything. */
  SortedMap<String, SortedSet<String>> declared(Map<OperatorID, String> uids) throws IOException {
    return states(uids, true);
  }

  private SortedMap<String, SortedSet<String>> states(
      Map<OperatorID, String> uids, boolean withEmpty) throws IOException {
    SortedMap<String, SortedSet<String>> states = new TreeMap<>();
    for (OperatorState operator : operators.values()) {
      SortedSet<String> names = names(operator, withEmpty);
      if (!names.isEmpty()) {
        OperatorID id = operator.getOperatorID();
        states.put(uids.getOrDefault(id, "unknown operator " + id), names);
      }
    }
    return states;
  }

  private static SortedSet<String> names(OperatorState operator, boolean withEmpty)
      throws IOException {
    SortedSet<String> names = new TreeSet<>();
    if (operator.getCoordinatorState() != null) {
      names.add(COORDINATOR);
    }
    for (OperatorSubtaskState subtask : operator.getStates()) {
      for (OperatorStateHandle handle : subtask.getManagedOperatorState()) {
        handle
            .getStateNameToPartitionOffsets()
            .forEach(
                (name, places) -> {
                  if (withEmpty || places.getOffsets().length > 0) {
                    names.add(name);
                  }
                });
      }
      for (KeyedStateHandle handle : subtask.getManagedKeyedState()) {
        for (StateMetaInfoSnapshot state : keyed(handle)) {
          names.add(state.getName());
        }
      }
    }
    return names;
  }

  private static List<StateMetaInfoSnapshot> keyed(KeyedStateHandle handle) throws IOException {
    if (!(handle instanceof SavepointKeyedStateHandle)) {
      throw new IOException("not in canonical format: " + handle);
    }
    KeyedBackendSerializationProxy<?> header =
        new KeyedBackendSerializationProxy<>(SavepointContents.class.getClassLoader());
    try (FSDataInputStream in = ((StreamStateHandle) handle).openInputStream()) {
      header.read(new DataInputViewStreamWrapper(in));
    }
    return header.getStateMetaInfoSnapshots();
  }

  /** The receipts that the SQS source holds: of messages that are counted and not deleted. */
  List<Receipt> receipts(OperatorID source) throws IOException {
    List<Receipt> receipts = new ArrayList<>();
    for (OperatorSubtaskState subtask : operators.get(source).getStates()) {
      for (OperatorStateHandle handle : subtask.getManagedOperatorState()) {
        OperatorStateHandle.StateMetaInfo splits =
            handle.getStateNameToPartitionOffsets().get("SourceReaderState");
        try (FSDataInputStream in = handle.openInputStream()) {
          for (long offset : splits.getOffsets()) {
            in.seek(offset);
            byte[] bytes =
                BytePrimitiveArraySerializer.INSTANCE.deserialize(
                    new DataInputViewStreamWrapper(in));
            SqsSplit split =
                SimpleVersionedSerialization.readVersionAndDeSerialize(
                    SqsSplitSerializer.INSTANCE, bytes);
            receipts.addAll(split.receipts());
          }
        }
      }
    }
    return receipts;
  }
}
