package io.uploadlens.benchmark.sqs;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.uploadlens.benchmark.endpoint.Operation;
import io.uploadlens.benchmark.endpoint.QueueCounts;

/** What one contender did in one round. Immutable. */
final class RoundResult {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final String contender;
  private final int round;
  private final BenchmarkSetting setting;
  private final RoundTimes times;
  private final QueueCounts counts;

  /**
   * @param counts of the queue when it had become empty
   */
  RoundResult(
      String contender, int round, BenchmarkSetting setting, RoundTimes times, QueueCounts counts) {
    this.contender = contender;
    this.round = round;
    this.setting = setting;
    this.times = times;
    this.counts = counts;
  }

  String contender() {
    return contender;
  }

  /** Messages a second, from the first handed on to the last. */
  double rate() {
    return times.messages() / times.secondsToLastMessage();
  }

  /** Messages a second, from the first handed on to the last deleted. */
  double rateToLastDelete() {
    return times.messages() / times.secondsToLastDelete();
  }

  ObjectNode toJson() {
    ObjectNode line =
        JSON.createObjectNode()
            .put("contender", contender)
            .put("round", round)
            .put("messages", times.messages())
            .put("seconds", rounded(times.secondsToLastMessage()))
            .put("messages_per_second", Math.round(rate()))
            .put("seconds_to_last_delete", rounded(times.secondsToLastDelete()))
            .put("messages_per_second_to_last_delete", Math.round(rateToLastDelete()))
            .put("requests", counts.messageRequests())
            .put("requests_per_message", rounded(perMessage(counts.messageRequests())))
            .put("receive_requests", counts.requests(Operation.ReceiveMessage))
            .put("delete_requests", counts.requests(Operation.DeleteMessageBatch))
            .put(
                "change_visibility_requests",
                counts.requests(Operation.ChangeMessageVisibilityBatch))
            .put("attribute_requests", counts.requests(Operation.GetQueueAttributes))
            .put("cpu_seconds_per_1000_messages", rounded(1000 * perMessage(times.cpuSeconds())))
            .put("most_in_flight", counts.mostInFlight())
            .put("redelivered", counts.received() - times.messages())
            .put("latency_ms", setting.latencyMillis());
    if (contender.equals(Comparison.SOURCE)) {
      line.put("parallelism", setting.parallelism())
          .put("concurrent_receives_per_subtask", BenchmarkSetting.RECEIVERS)
          .put("checkpoint_interval_ms", BenchmarkSetting.CHECKPOINT_INTERVAL.toMillis());
    }
    return line;
  }

  private double perMessage(double amount) {
    return amount / times.messages();
  }

  /** To four digits behind the point. */
  private static double rounded(double value) {
    return Math.round(value * 10_000) / 10_000.0;
  }
}
