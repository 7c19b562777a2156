package io.uploadlens.source.sqs;

import static io.uploadlens.source.sqs.AuditedJob.LONG_ENOUGH;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The source in a Flink cluster, reading a FIFO queue over the network. */
class FifoSourceITCase {

  @RegisterExtension
  static final MiniClusterExtension CLUSTER =
      new MiniClusterExtension(
          new MiniClusterResourceConfiguration.Builder()
              .setNumberTaskManagers(1)
              .setNumberSlotsPerTaskManager(4)
              .build());

  private static QueueServer server;

  private final AuditedJob job = new AuditedJob(server.aws());

  @BeforeAll
  static void startServer() {
    server = new QueueServer();
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  @BeforeEach
  void forget() {
    Audit.reset();
  }

  @AfterEach
  void cancelJob() throws Exception {
    job.cancel();
  }

  @Test
  void g1g3TheOrderOfEveryGroupHoldsThroughACrash() throws Exception {
    String queue = server.createFifo("order.fifo");
    int groups = 8;
    int each = 60;
    for (int group = 0; group < groups; group++) {
      server.sendGroup(queue, "g" + group + "-", each);
    }
    // It fails once, after a checkpoint and with messages that are in none.
    Audit.failAfter(groups * each / 3);
    job.start(List.of(queue), 3, Duration.ofMillis(200), null);
    await().atMost(LONG_ENOUGH).until(() -> server.held(queue) == 0);

    assertThat(Audit.hasFailed()).isTrue();
    assertThat(Audit.seen()).hasSize(groups * each);
    assertThat(Audit.subtasksThatRead()).hasSizeGreaterThan(1);
    assertThat(Audit.deletedEarly()).isEmpty();
    assertThat(Audit.deleted()).hasSize(groups * each);
    assertInOrder(Audit.steps());
  }

  /** How fast it is depends on the machine; how fast it can't be does not. */
  @ParameterizedTest
  @ValueSource(ints = {250, 1000})
  void aGroupGivesTenMessagesPerCheckpointAtMost(int intervalMillis) throws Exception {
    String queue = server.createFifo("rate" + intervalMillis + ".fifo");
    server.sendGroup(queue, "one", 60);
    job.start(List.of(queue), 2, Duration.ofMillis(intervalMillis), null);
    await().atMost(LONG_ENOUGH).until(() -> server.held(queue) == 0);

    assertThat(Audit.seen()).hasSize(60);
    assertThat(Audit.completedCheckpoints()).isGreaterThanOrEqualTo(6);
    assertInOrder(Audit.steps());
  }

  /**
   * A message takes effect only when all before it in its group have, and in no subtask behind a
   * later one. A subtask that restarts keeps the effects that its state brings, and those alone.
   */
  private static void assertInOrder(List<Audit.Step> steps) {
    Map<String, String> bodies = new HashMap<>();
    steps.stream().filter(step -> step.body != null).forEach(s -> bodies.put(s.id, s.body));
    Map<Integer, Set<String>> effects = new HashMap<>();
    Map<Integer, Integer> restarts = new HashMap<>();
    Map<String, Integer> last = new HashMap<>();
    for (Audit.Step step : steps) {
      Integer before = restarts.put(step.subtask, step.restart);
      if (before == null || before < step.restart) {
        effects.put(step.subtask, new HashSet<>());
      }
      String body = bodies.get(step.id);
      if (step.body != null) {
        String group = body.replaceAll("[0-9]+$", "");
        int number = Integer.parseInt(body.substring(group.length()));
        String place = group + "in subtask " + step.subtask + ", restart " + step.restart;
        assertThat(last.getOrDefault(place, -1)).as("%s of %s", body, place).isLessThan(number);
        last.put(place, number);
        for (int i = 0; i < number; i++) {
          String earlier = group + i;
          assertThat(effects.values().stream().anyMatch(of -> of.contains(earlier)))
              .as("%s before %s of %s", earlier, body, place)
              .isTrue();
        }
      }
      effects.get(step.subtask).add(body);
    }
  }
}
