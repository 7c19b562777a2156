package io.uploadlens.benchmark.engine;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.uploadlens.benchmark.report.Rounds;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The engine compared with the others. A ratio is taken within each round; what is told is the
 * median over the rounds. Of the two ways to deduplicate in SQL the faster one is the measure.
 */
final class EngineSummary {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Map<String, List<EngineResult>> results = new HashMap<>();

  void add(EngineResult result) {
    results.computeIfAbsent(result.contender(), name -> new ArrayList<>()).add(result);
  }

  /** The last line; without what no contender is there for. */
  ObjectNode toJson() {
    ObjectNode line = JSON.createObjectNode();
    double[] ours = rates(EngineComparison.UPLOADLENS);
    if (ours == null) {
      return line;
    }
    String sql = fasterSql();
    if (sql != null) {
      line.put("ratio_vs_flink_sql", Rounds.ratio(ours, rates(sql)))
          .put("flink_sql_measured_as", sql)
          .put("flink_sql_events_per_second", Math.round(Rounds.median(rates(sql))));
    }
    double[] datastream = rates(EngineComparison.DATASTREAM);
    if (datastream != null) {
      line.put("ratio_vs_datastream", Rounds.ratio(ours, datastream))
          .put("datastream_events_per_second", Math.round(Rounds.median(datastream)));
    }
    double[] plain = rates(EngineComparison.PLAIN_JAVA);
    if (plain != null) {
      line.put("ratio_vs_plain_java", Rounds.ratio(ours, plain));
    }
    List<EngineResult> rounds = results.get(EngineComparison.UPLOADLENS);
    return line.put("events_per_second", Math.round(Rounds.median(ours)))
        .put(
            "state_bytes_per_event",
            Rounds.median(rounds.stream().mapToDouble(EngineResult::stateBytesPerEvent).toArray()))
        .put(
            "checkpoint_bytes",
            rounds.stream().mapToLong(EngineResult::checkpointBytes).max().orElse(0));
  }

  private String fasterSql() {
    double[] rowNumber = rates(EngineComparison.SQL_ROW_NUMBER);
    double[] window = rates(EngineComparison.SQL_WINDOW_DEDUPLICATION);
    if (rowNumber == null) {
      return window == null ? null : EngineComparison.SQL_WINDOW_DEDUPLICATION;
    }
    return window != null && Rounds.median(window) > Rounds.median(rowNumber)
        ? EngineComparison.SQL_WINDOW_DEDUPLICATION
        : EngineComparison.SQL_ROW_NUMBER;
  }

  private double[] rates(String contender) {
    List<EngineResult> rounds = results.get(contender);
    return rounds == null ? null : rounds.stream().mapToDouble(EngineResult::rate).toArray();
  }
}
