package io.uploadlens.source.sqs.reader;

import static org.assertj.core.api.Assertions.assertThat;

import io.uploadlens.source.sqs.metrics.SqsSourceMetrics;
import io.uploadlens.source.sqs.queue.SqsQueue;
import io.uploadlens.source.sqs.split.SqsSplit;
import io.uploadlens.testing.FakeFifoQueue;
import io.uploadlens.testing.FakeFifoQueue.Request;
import io.uploadlens.testing.FifoFate;
import io.uploadlens.testing.ManualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Two readers share a FIFO queue, through answers that are lost, late or overtake one another,
 * visibility timeouts that end unnoticed, checkpoints that fail, crashes and restores.
 *
 * <p>Order of a group means: nobody emits a message unless all before it in its group are emitted
 * in this run of the job, or their effect is in the state that it was restored from; no reader
 * emits a message twice, or behind a later one of its group, before the next restore; and none
 * emits a message that SQS does not hide for it at that moment.
 */
class FifoOrderTest {

  private static final String URL = "http://localhost/000000000000/uploads.fifo";
  private static final Duration VISIBILITY = Duration.ofSeconds(60);
  private static final int GROUPS = 4;

  @ParameterizedTest
  @CsvSource({"1, true, 150", "1000, false, 150"})
  void g1g3TheOrderOfEveryGroupHoldsThroughFaultsCrashesAndRestores(
      int firstSeed, boolean strictlyBlocking, int runs) throws Exception {
    long repeated = 0;
    long expired = 0;
    long refused = 0;
    long restores = 0;
    for (int seed = firstSeed; seed < firstSeed + runs; seed++) {
      Run run = new Run(seed, strictlyBlocking);
      run.go();
      repeated += run.repeatedReceives();
      expired += run.expired;
      refused += run.refused;
      restores += run.restores;
    }
    // The runs meet what they are for.
    assertThat(List.of(repeated, expired, refused, restores)).allMatch(times -> times > runs / 3);
  }

  /** One job's life. */
  private static final class Run {
    private final String name;
    private final Random random;
    private final ManualClock clock = new ManualClock();
    private final FakeFifoQueue queue;
    private final Map<String, Integer> sent = new TreeMap<>();
    private final TreeMap<Long, Map<Integer, List<SqsSplit>>> states = new TreeMap<>();
    private final TreeMap<Long, Set<String>> effects = new TreeMap<>();
    private List<ReaderHarness> readers = new ArrayList<>();
    private List<SqsQueue> connections = new ArrayList<>();
    private List<Map<String, Integer>> lastEmitted = new ArrayList<>();
    private List<Integer> seen = new ArrayList<>();
    private Set<String> effect = new HashSet<>();
    private Set<String> durable = new HashSet<>();
    private long nextCheckpoint = 1;
    private long completed;
    private long expired;
    private long refused;
    private long restores;

    Run(int seed, boolean strictlyBlocking) {
      this.name = "seed " + seed;
      this.random = new Random(seed);
      this.queue = new FakeFifoQueue(URL, clock, strictlyBlocking);
      // Whatever is in it before the first checkpoint.
      states.put(0L, Map.of(0, List.of(), 1, List.of()));
      effects.put(0L, Set.of());
    }

    void go() throws Exception {
      start();
      for (int step = 0; step < 120; step++) {
        step();
        check();
      }
      queue.repair();
      for (int i = 0; queue.size() > 0 && i < 100; i++) {
        clock.advance(Duration.ofSeconds(20));
        for (int reader = 0; reader < readers.size(); reader++) {
          readers.get(reader).drain();
        }
        check();
        checkpoint(true);
      }
      assertThat(queue.size()).as("%s: all are deleted", name).isZero();
      Set<String> all = new HashSet<>();
      sent.forEach((group, count) -> bodies(all, group, count));
      assertThat(effect).as("%s: nothing is lost", name).isEqualTo(all);
      countMetrics();
    }

    long repeatedReceives() {
      return (long) queue.attemptIds().size() - new HashSet<>(queue.attemptIds()).size();
    }

    private void step() throws Exception {
      switch (random.nextInt(12)) {
        case 0:
        case 1:
          String group = "g" + random.nextInt(GROUPS) + "-";
          for (int i = random.nextInt(15); i >= 0; i--) {
            queue.send(group, group + sent.merge(group, 1, Integer::sum));
          }
          break;
        case 2:
        case 3:
        case 4:
          anyReader().poll(1 + random.nextInt(8));
          break;
        case 5:
          anyReader().drain();
          break;
        case 6:
        case 7:
          clock.advance(Duration.ofMillis(random.nextInt(15_000)));
          break;
        case 8:
          checkpoint(random.nextInt(4) > 0);
          break;
        case 9:
          disturb();
          break;
        case 10:
          queue.repair();
          clock.run();
          break;
        default:
          if (random.nextInt(5) == 0) {
            crash();
          }
      }
    }

    private ReaderHarness anyReader() {
      return readers.get(random.nextInt(readers.size()));
    }

    /** Some requests fail, lose their answers or get them late; sometimes no extension succeeds. */
    private void disturb() {
      int share = random.nextInt(100);
      boolean noExtensions = random.nextInt(3) == 0;
      queue.fates(
          request -> {
            if (noExtensions && request == Request.EXTEND) {
              return FifoFate.FAILED;
            }
            if (random.nextInt(100) >= share) {
              return FifoFate.DONE;
            }
            switch (random.nextInt(4)) {
              case 0:
                return FifoFate.FAILED;
              case 1:
                return FifoFate.answeredAfter(Duration.ofMillis(random.nextInt(30_000)));
              case 2:
                return FifoFate.answeredAfter(VISIBILITY.plusSeconds(21 + random.nextInt(30)));
              default:
                return FifoFate.LOST;
            }
          });
    }

    /** All readers' barriers at once; the checkpoint completes later, or never. */
    private void checkpoint(boolean completes) throws Exception {
      long id = nextCheckpoint++;
      Map<Integer, List<SqsSplit>> state = new HashMap<>();
      for (int i = 0; i < readers.size(); i++) {
        state.put(i, readers.get(i).reader.snapshotState(id));
      }
      states.put(id, state);
      effects.put(id, Set.copyOf(effect));
      clock.advance(Duration.ofMillis(random.nextInt(5_000)));
      if (completes) {
        completed = id;
        durable.addAll(effects.get(id));
        for (ReaderHarness reader : readers) {
          // The notification may come late or not at all.
          if (random.nextInt(10) > 0) {
            reader.complete(id);
          }
        }
      }
      clock.run();
    }

    /** The job ends, cleanly or killed, and is restored from its last completed checkpoint. */
    private void crash() throws Exception {
      restores++;
      countMetrics();
      boolean clean = random.nextBoolean();
      for (ReaderHarness reader : readers) {
        if (clean) {
          assertThat(reader.shutDown()).isNotNull();
          clock.advance(Duration.ofMillis(random.nextInt(2_000)));
        }
        // In a test's own time this ends it at once.
        reader.reader.close();
      }
      clock.advance(Duration.ofMillis(random.nextInt(90_000)));
      start();
    }

    private void start() {
      effect = new HashSet<>(effects.get(completed));
      readers = new ArrayList<>();
      connections = new ArrayList<>();
      lastEmitted = new ArrayList<>();
      seen = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        SqsQueue connection = queue.connect();
        connections.add(connection);
        readers.add(
            new ReaderHarness(
                List.of(URL),
                2,
                i,
                settings ->
                    settings
                        .setVisibilityTimeout(VISIBILITY)
                        .setReceiveWait(Duration.ofSeconds(random.nextInt(5) * 5))
                        .setMaxConcurrentReceives(4)
                        .setMaxPrefetch(20),
                clock,
                (url, concurrency) -> connection));
        lastEmitted.add(new HashMap<>());
        seen.add(0);
      }
      for (int i = 0; i < readers.size(); i++) {
        List<SqsSplit> state = states.get(completed).get(i);
        if (state.isEmpty()) {
          readers.get(i).start();
        } else {
          readers.get(i).restore(state);
        }
      }
    }

    private void check() {
      for (int i = 0; i < readers.size(); i++) {
        List<String> records = readers.get(i).output.records();
        for (String body : records.subList(seen.get(i), records.size())) {
          String group = body.substring(0, body.indexOf('-') + 1);
          int number = Integer.parseInt(body.substring(group.length()));
          assertThat(lastEmitted.get(i).getOrDefault(group, 0))
              .as("%s: reader %s emits %s behind", name, i, body)
              .isLessThan(number);
          assertThat(queue.isHeldBy(connections.get(i), body))
              .as("%s: reader %s emits %s, which others may have", name, i, body)
              .isTrue();
          lastEmitted.get(i).put(group, number);
          emitted(group, number);
        }
        seen.set(i, records.size());
      }
      assertThat(durable).as("%s: deleted too early", name).containsAll(queue.deleted());
    }

    private void emitted(String group, int number) {
      for (int before = 1; before < number; before++) {
        assertThat(effect.contains(group + before))
            .as("%s: %s%s is emitted, and %s%s never was", name, group, number, group, before)
            .isTrue();
      }
      effect.add(group + number);
    }

    private void countMetrics() {
      for (ReaderHarness reader : readers) {
        expired += reader.counter(SqsSourceMetrics.EXPIRED_UNEMITTED);
        refused += reader.counter(SqsSourceMetrics.EXPIRED_HANDLES);
        assertThat(reader.counter(SqsSourceMetrics.OUT_OF_ORDER)).as(name).isZero();
      }
    }

    private static void bodies(Set<String> all, String group, int count) {
      for (int number = 1; number <= count; number++) {
        all.add(group + number);
      }
    }
  }
}
