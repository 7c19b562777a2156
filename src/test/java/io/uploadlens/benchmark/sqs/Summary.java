package io.uploadlens.benchmark.sqs;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.uploadlens.benchmark.report.Rounds;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * The source compared with the loops. A ratio is taken within each round, whose contenders ran one
 * behind the other on the same machine in the same mood; what is told is the median over the
 * rounds. Of the two loops with twenty receives in flight the faster one is the measure.
 */
final class Summary {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Map<String, List<RoundResult>> results = new HashMap<>();

  void add(RoundResult result) {
    results.computeIfAbsent(result.contender(), name -> new ArrayList<>()).add(result);
  }

  /** The last line; without what no contender is there for. */
  ObjectNode toJson() {
    ObjectNode line = JSON.createObjectNode();
    List<RoundResult> source = results.get(Comparison.SOURCE);
    if (source == null) {
      return line;
    }
    List<RoundResult> one = results.get(Comparison.SDK_1);
    if (one != null) {
      line.put("ratio_vs_sdk_1", ratio(source, one, RoundResult::rate));
    }
    List<RoundResult> twenty = fasterOfTwenty();
    if (twenty != null) {
      line.put("ratio_vs_sdk_20", ratio(source, twenty, RoundResult::rate))
          .put(
              "ratio_vs_sdk_20_to_last_delete",
              ratio(source, twenty, RoundResult::rateToLastDelete))
          .put("sdk_20_measured_as", twenty.get(0).contender());
    }
    return line.put("messages_per_second", Math.round(rate(source)));
  }

  private List<RoundResult> fasterOfTwenty() {
    List<RoundResult> threads = results.get(Comparison.SDK_20);
    List<RoundResult> async = results.get(Comparison.SDK_20_ASYNC);
    if (threads == null || async == null) {
      return threads == null ? async : threads;
    }
    return rate(async) > rate(threads) ? async : threads;
  }

  private static double rate(List<RoundResult> rounds) {
    return Rounds.median(rounds.stream().mapToDouble(RoundResult::rate).toArray());
  }

  private static double ratio(
      List<RoundResult> source, List<RoundResult> other, ToDoubleFunction<RoundResult> rate) {
    return Rounds.ratio(
        source.stream().mapToDouble(rate).toArray(), other.stream().mapToDouble(rate).toArray());
  }
}
