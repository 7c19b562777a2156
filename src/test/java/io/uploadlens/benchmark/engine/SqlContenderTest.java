package io.uploadlens.benchmark.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.Test;

/** That SQL is what it is said to be: the operators made for this, and none that is not needed. */
class SqlContenderTest {

  private static String plan(SqlContender contender) {
    String plan = contender.plan(StreamExecutionEnvironment.getExecutionEnvironment());
    String executed = plan.substring(plan.indexOf("== Optimized Execution Plan =="));
    assertThat(executed)
        .doesNotContain("ChangelogNormalize", "GroupAggregate(", "WatermarkAssigner");
    return executed;
  }

  @Test
  void rowNumberIsADeduplicationThatRetractsNothing() {
    assertThat(plan(SqlContender.rowNumber(false, false)))
        .contains("Deduplicate(keep=[FirstRow], key=[id_high, id_low], order=[PROCTIME])")
        .contains("WindowAggregate(groupBy=[bucket, prefix], window=[TUMBLE(time_col=[event_time]")
        .doesNotContain("LocalWindowAggregate", "MiniBatchAssigner");
  }

  @Test
  void twoPhasesAggregateBeforeTheShuffle() {
    assertThat(plan(SqlContender.rowNumber(false, true)))
        .contains("LocalWindowAggregate(", "GlobalWindowAggregate(");
    assertThat(plan(SqlContender.windowDeduplication(true)))
        .contains("LocalWindowAggregate(", "GlobalWindowAggregate(");
  }

  @Test
  void miniBatchesFollowTheEventTime() {
    assertThat(plan(SqlContender.rowNumber(true, true)))
        .contains("MiniBatchAssigner(interval=[1000ms], mode=[RowTime])");
  }

  @Test
  void windowDeduplicationHasAnOperatorOfItsOwn() {
    assertThat(plan(SqlContender.windowDeduplication(false)))
        .contains("WindowDeduplicate(window=[", "keep=[FirstRow]")
        .doesNotContain(" Deduplicate(");
  }
}
