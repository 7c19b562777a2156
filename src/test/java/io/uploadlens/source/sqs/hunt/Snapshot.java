package io.uploadlens.source.sqs.hunt;

import io.uploadlens.source.sqs.split.SqsSplit;
import io.uploadlens.source.sqs.split.SqsSplitSerializer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.apache.flink.core.io.SimpleVersionedSerialization;

/**
 * A checkpoint or savepoint: of every subtask the source's state, in bytes, and what stands behind
 * the source, which is the set of messages that have taken effect.
 */
final class Snapshot {

  /** What it was taken as. */
  enum Kind {
    CHECKPOINT,
    SAVEPOINT
  }

  private final long id;
  private final Kind kind;
  private final byte[] enumerator;
  private final List<List<byte[]>> splits = new ArrayList<>();
  private final List<BitSet> effects = new ArrayList<>();

  /**
   * @param enumerator the enumerator's state; null for none
   */
  Snapshot(long id, Kind kind, int parallelism, byte[] enumerator) {
    this.id = id;
    this.kind = kind;
    this.enumerator = enumerator;
    for (int i = 0; i < parallelism; i++) {
      splits.add(null);
      effects.add(null);
    }
  }

  long id() {
    return id;
  }

  Kind kind() {
    return kind;
  }

  byte[] enumerator() {
    return enumerator;
  }

  /** The barrier has reached the subtask. */
  void arrived(int subtask, List<SqsSplit> state, BitSet effect) {
    List<byte[]> bytes = new ArrayList<>();
    for (SqsSplit split : state) {
      try {
        bytes.add(
            SimpleVersionedSerialization.writeVersionAndSerialize(
                SqsSplitSerializer.INSTANCE, split));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    splits.set(subtask, bytes);
    effects.set(subtask, (BitSet) effect.clone());
  }

  boolean hasArrived(int subtask) {
    return splits.get(subtask) != null;
  }

  /** The state of one subtask, read back. */
  List<SqsSplit> splits(int subtask) {
    List<SqsSplit> read = new ArrayList<>();
    for (byte[] bytes : splits.get(subtask)) {
      try {
        read.add(
            SimpleVersionedSerialization.readVersionAndDeSerialize(
                SqsSplitSerializer.INSTANCE, bytes));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return read;
  }

  /** A copy of what has taken effect in one subtask. */
  BitSet effects(int subtask) {
    return (BitSet) effects.get(subtask).clone();
  }

  boolean holds(int message) {
    return effects.stream().anyMatch(set -> set.get(message));
  }

  /**
   * The same for another parallelism, as Flink deals out an operator's list state: subtask by
   * subtask in turn; unchanged when the parallelism is.
   */
  Snapshot redistributed(int parallelism) {
    if (parallelism == splits.size()) {
      return this;
    }
    Snapshot dealt = new Snapshot(id, kind, parallelism, enumerator);
    for (int i = 0; i < parallelism; i++) {
      dealt.splits.set(i, new ArrayList<>());
      dealt.effects.set(i, new BitSet());
    }
    int next = 0;
    for (List<byte[]> all : splits) {
      for (byte[] split : all) {
        dealt.splits.get(next++ % parallelism).add(split);
      }
    }
    effects.forEach(set -> dealt.effects.get(0).or(set));
    return dealt;
  }
}
