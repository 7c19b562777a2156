package io.uploadlens.benchmark.engine;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.uploadlens.benchmark.report.BenchmarkEnvironment;
import org.apache.flink.runtime.checkpoint.CheckpointStatsSnapshot;
import org.apache.flink.runtime.checkpoint.CompletedCheckpointStats;

/** What one contender did in one round. Immutable. */
final class EngineResult {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final String contender;
  private final String tuning;
  private final int round;
  private final int events;
  private final double seconds;
  private final double cpuSeconds;
  private final Checkpoints checkpoints;
  private final long heapBytes;
  private final double loadAverage = BenchmarkEnvironment.loadAverage();

  /**
   * @param tuning how the contender is set, or empty
   * @param checkpoints null for what takes none
   * @param heapBytes what the job kept on the heap behind the last watermark, rows apart
   */
  EngineResult(
      String contender,
      String tuning,
      int round,
      int events,
      double seconds,
      double cpuSeconds,
      Checkpoints checkpoints,
      long heapBytes) {
    this.contender = contender;
    this.tuning = tuning;
    this.round = round;
    this.events = events;
    this.seconds = seconds;
    this.cpuSeconds = cpuSeconds;
    this.checkpoints = checkpoints;
    this.heapBytes = heapBytes;
  }

  String contender() {
    return contender;
  }

  /** Events a second. */
  double rate() {
    return events / seconds;
  }

  /** The bytes of the last checkpoint for each identity that it must hold, or null. */
  Double stateBytesPerEvent() {
    return checkpoints == null || checkpoints.identities == 0
        ? null
        : (Double) (Math.round(10.0 * checkpoints.lastBytes / checkpoints.identities) / 10.0);
  }

  /** What the job kept on the heap behind the last watermark; rows are not in it. */
  long heapBytes() {
    return heapBytes;
  }

  /** The largest checkpoint, bytes; 0 for what takes none. */
  long checkpointBytes() {
    return checkpoints == null ? 0 : checkpoints.largestBytes;
  }

  ObjectNode toJson() {
    ObjectNode line =
        JSON.createObjectNode()
            .put("contender", contender)
            .put("round", round)
            .put("events", events)
            .put("seconds", Math.round(seconds * 1000) / 1000.0)
            .put("events_per_second", Math.round(rate()))
            .put("cpu_seconds_per_million_events", Math.round(cpuSeconds / events * 1e9) / 1000.0);
    if (!tuning.isEmpty()) {
      line.put("tuning", tuning);
    }
    if (checkpoints != null) {
      line.put("checkpoints", checkpoints.during)
          .put("checkpoint_bytes", checkpoints.largestBytes)
          .put("checkpoint_written_bytes", checkpoints.meanWrittenBytes)
          .put("state_bytes", checkpoints.lastBytes)
          .put("state_identities", checkpoints.identities)
          .put("state_checkpoint_ms", checkpoints.lastMillis);
      if (stateBytesPerEvent() != null) {
        line.put("state_bytes_per_event", stateBytesPerEvent());
      }
    }
    return line.put("load_average", loadAverage);
  }

  /** A job's checkpoints: those during the run, and one behind its last watermark. Immutable. */
  static final class Checkpoints {
    private final long during;
    private final long largestBytes;
    private final long meanWrittenBytes;
    private final long lastBytes;
    private final long lastMillis;
    private final int identities;

    Checkpoints(
        long during,
        long largestBytes,
        long meanWrittenBytes,
        long lastBytes,
        long lastMillis,
        int identities) {
      this.during = during;
      this.largestBytes = largestBytes;
      this.meanWrittenBytes = meanWrittenBytes;
      this.lastBytes = lastBytes;
      this.lastMillis = lastMillis;
      this.identities = identities;
    }

    /**
     * @param during those that had completed when the last watermark had come
     * @param last the one behind it
     * @param identities how many identities that one must hold
     */
    static Checkpoints of(
        CheckpointStatsSnapshot during, CompletedCheckpointStats last, int identities) {
      return new Checkpoints(
          during.getCounts().getNumberOfCompletedCheckpoints(),
          Math.max(during.getSummaryStats().getStateSizeStats().getMaximum(), last.getStateSize()),
          during.getSummaryStats().getCheckpointedSize().getAverage(),
          last.getStateSize(),
          last.getEndToEndDuration(),
          identities);
    }
  }
}
