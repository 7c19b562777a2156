package io.uploadlens.benchmark.exact;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The run at its smallest: everything happens that happens in the large one, but sooner. */
class ExactITCase {

  private final List<String> progress = new ArrayList<>();

  private JsonNode run(ExactSetting setting) throws Exception {
    return new ExactRun(setting, progress::add).run();
  }

  private static ExactSetting small() {
    ExactSetting setting =
        new ExactSetting(100_000, 7, 2, Duration.ofMillis(300), Duration.ofSeconds(1));
    setting.failureShare = 0.14;
    setting.prefixes = 50;
    setting.maxPrefixes = 30;
    setting.rate = 24_000;
    setting.identitiesInMemory = 4_000;
    setting.groupsInMemory = 3_000;
    setting.watermarkInterval = Duration.ofMillis(50);
    setting.restartDelay = Duration.ofMillis(50);
    return setting;
  }

  @Test
  void g4FinalRevisionsEqualTheTruthThroughFailuresAndRescaling() throws Exception {
    assertExact(run(small()));
  }

  private void assertExact(JsonNode result) {
    assertThat(progress).isNotEmpty();
    String told = result + "\n" + String.join("\n", progress);
    assertThat(result.get("rows_missing").asLong()).as(told).isZero();
    assertThat(result.get("rows_extra").asLong()).as(told).isZero();
    assertThat(result.get("rows_different").asLong()).as(told).isZero();
    assertThat(result.get("rows_compared").asLong()).as(told).isGreaterThan(30_000);
    assertThat(result.get("unique_events_committed").asLong()).as(told).isEqualTo(100_000);
    assertThat(result.get("unique_events_exactly_once").asBoolean()).as(told).isTrue();
    assertThat(result.get("late_events").asLong()).as(told).isZero();
    assertThat(result.get("evicted_slices").asLong()).as(told).isPositive();
    assertThat(result.get("evicted_windows").asLong()).as(told).isPositive();
    assertThat(result.get("retractions_emitted").asLong()).as(told).isPositive();
    assertThat(result.get("rescales").asInt()).as(told).isEqualTo(2);
    assertThat(result.get("checkpoints").asLong()).as(told).isGreaterThan(3);
    int failures =
        result.get("failures_exception").asInt() + result.get("failures_at_barrier").asInt();
    assertThat(failures).as(told).isPositive();
    assertThat(result.get("failures_task_manager").asInt()).as(told).isPositive();
    assertThat(result.get("passed").asBoolean()).as(told).isTrue();
  }
}
