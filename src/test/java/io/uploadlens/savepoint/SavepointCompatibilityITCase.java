package io.uploadlens.savepoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.uploadlens.source.sqs.split.Receipt;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.stream.Collectors;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.jobgraph.OperatorID;
import org.apache.flink.runtime.testutils.InMemoryReporter;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Today's job goes on from every savepoint that was ever kept, as if it had been the job that took
 * it.
 *
 * <p>If this fails, a release would lose or refuse the state of the jobs that run. It is mended in
 * the code, not in the savepoint: see "Which changes keep state" in {@code docs/operations.md}.
 */
class SavepointCompatibilityITCase {

  private static final InMemoryReporter METRICS = InMemoryReporter.createWithRetainedMetrics();

  @RegisterExtension
  static final MiniClusterExtension CLUSTER =
      new MiniClusterExtension(
          () ->
              new MiniClusterResourceConfiguration.Builder()
                  .setNumberTaskManagers(1)
                  .setNumberSlotsPerTaskManager(2)
                  .setConfiguration(METRICS.addToConfiguration(new Configuration()))
                  .build());

  @TempDir Path scratch;

  static List<KeptSavepoint> savepoints() {
    return KeptSavepoint.all();
  }

  @ParameterizedTest
  @MethodSource("savepoints")
  void g1g2g4TodaysJobGoesOnFromASavepointOfAnEarlierOne(KeptSavepoint savepoint) throws Exception {
    try (GoingOn world = new GoingOn(savepoint, scratch)) {
      JobRun.How how = new JobRun.How(scratch).from(savepoint);
      Map<OperatorID, String> uids = SavepointContents.uids(how.graph(world.settings()));
      SavepointContents kept = SavepointContents.read(savepoint.state());
      SortedMap<String, SortedSet<String>> states = kept.states(uids);
      assertThat(uids.values())
          .as("every operator of the savepoint is one of today's job")
          .containsAll(states.keySet());
      OperatorID queues = idOf("sqs-source", uids);
      List<Receipt> receipts = kept.receipts(queues);
      assertThat(receipts).as("messages in flight").hasSize((int) world.receiptsBefore());

      world.sendTheRest("");
      try (JobRun run = how.start(world.settings(), METRICS)) {
        world.awaitTruth(run);
        SavepointContents today = SavepointContents.read(run.stop(scratch.resolve("stopped")));
        today
            .states(uids)
            .forEach(
                (uid, names) ->
                    assertThat(states.get(uid))
                        .as("the state of " + uid + " in the savepoint, with all that today's has")
                        .isNotNull()
                        .containsAll(names));
        assertThat(ids(today.receipts(queues)))
            .as("receipts that the savepoint held and that were settled")
            .doesNotContainAnyElementsOf(ids(receipts));
      }
      // What was under way when the job stopped has not changed anything.
      world.requireOutputs();
    }
  }

  private static OperatorID idOf(String uid, Map<OperatorID, String> uids) {
    return uids.entrySet().stream()
        .filter(entry -> uid.equals(entry.getValue()))
        .map(Map.Entry::getKey)
        .findFirst()
        .orElseThrow(() -> new AssertionError("no uid " + uid + " in " + uids.values()));
  }

  private static Set<String> ids(List<Receipt> receipts) {
    return receipts.stream().map(Receipt::messageId).collect(Collectors.toSet());
  }
}
