package io.uploadlens.sink.s3;

import io.uploadlens.event.UploadEvent;
import org.apache.flink.api.java.functions.KeySelector;

/**
 * Sends the events of one bucket and hour to few of the archive's subtasks, so that a checkpoint
 * leaves few files for them, but never to one alone: a bucket may have most of the traffic.
 *
 * <p>For {@code DataStream.partitionCustom(partitioner, ArchivePartitioner.key())}.
 */
public final class ArchivePartitioner
    implements org.apache.flink.api.common.functions.Partitioner<Long> {

  private static final long serialVersionUID = 1L;
  private static final long MILLIS_PER_HOUR = 3_600_000;

  private final int subtasksPerHour;

  /**
   * @param subtasksPerHour over how many subtasks the events of one bucket and hour spread, at
   *     least 1; more than there are subtasks is as many as there are
   */
  public ArchivePartitioner(int subtasksPerHour) {
    if (subtasksPerHour < 1) {
      throw new IllegalArgumentException(
          "subtasks per hour " + subtasksPerHour + " is not at least 1");
    }
    this.subtasksPerHour = subtasksPerHour;
  }

  /** What the partitioner goes by: bucket and hour in the upper half, the event in the lower. */
  public static KeySelector<UploadEvent, Long> key() {
    return event -> {
      long hour = Math.floorDiv(event.eventTime(), MILLIS_PER_HOUR);
      int place = event.bucket().hashCode() * 31 + Long.hashCode(hour);
      return (long) place << 32 | (event.idLow() & 0xFFFF_FFFFL);
    };
  }

  @Override
  public int partition(Long key, int subtasks) {
    int place = (int) (key >>> 32);
    int spread = Math.min(subtasksPerHour, subtasks);
    // Hour follows hour in the sum of hashes; mixed, they do not all end on neighbours.
    int first = Math.floorMod(place * 0x9E3779B9 >>> 7, subtasks);
    return (first + Math.floorMod(key.intValue(), spread)) % subtasks;
  }
}
