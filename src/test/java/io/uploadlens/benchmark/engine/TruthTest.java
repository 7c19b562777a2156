package io.uploadlens.benchmark.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.uploadlens.event.UploadEvent;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What the contenders are compared with, and that the comparison notices. */
class TruthTest {

  private static final int EVENTS = 20_000;

  private final Workload workload = WorkloadGenerator.generate(7, EVENTS, 50);

  @Test
  void theSameSeedMakesTheSameEvents() {
    Workload again = WorkloadGenerator.generate(7, EVENTS, 50);
    Workload other = WorkloadGenerator.generate(8, EVENTS, 50);
    int different = 0;
    for (int i = 0; i < EVENTS; i++) {
      assertThat(again.event(i)).isEqualTo(workload.event(i));
      different += other.event(i).equals(workload.event(i)) ? 0 : 1;
    }
    assertThat(different).isGreaterThan(EVENTS / 2);
  }

  @Test
  void theWorkloadIsWhatItsDescriptionSays() {
    Set<String> identities = new HashSet<>();
    Set<String> keys = new HashSet<>();
    int[] perBucket = new int[WorkloadGenerator.BUCKETS];
    long newest = 0;
    for (int i = 0; i < EVENTS; i++) {
      UploadEvent event = workload.event(i);
      boolean first = identities.add(event.eventId());
      assertThat(keys.add(event.bucket() + event.key())).isEqualTo(first);
      if (first) {
        assertThat(event.eventTime())
            .isGreaterThan(newest - Workload.OUT_OF_ORDERNESS.toMillis() - 1);
      }
      newest = Math.max(newest, event.eventTime());
      perBucket[workload.bucketOf(i)]++;
      assertThat(workload.buckets().get(workload.bucketOf(i))).isEqualTo(event.bucket());
      assertThat(event.key()).startsWith(workload.prefixes().get(workload.prefixOf(i)));
      assertThat(workload.principals().get(workload.principalOf(i))).isEqualTo(event.principal());
    }
    assertThat(EVENTS - identities.size()).isBetween(EVENTS / 100, EVENTS / 33);
    assertThat(perBucket[0]).isBetween(EVENTS * 78 / 100, EVENTS * 82 / 100);
    assertThat(Truth.of(workload).unique()).isEqualTo(identities.size());
  }

  @Test
  void rowsOfBucketsAndShorterPrefixesAddUpToAllEvents() {
    Truth truth = Truth.of(workload);
    long[] uploads = new long[Workload.PREFIX_DEPTH + 1];
    truth.rows(true).forEach((key, tally) -> uploads[key.level()] += tally.uploads);
    assertThat(uploads).containsOnly(truth.unique());
    assertThat(truth.rows(false).keySet())
        .allSatisfy(key -> assertThat(key.level()).isEqualTo(Workload.PREFIX_DEPTH));
    assertThat(truth.uniqueInOpenWindows(Workload.ALLOWED_LATENESS))
        .isBetween(EVENTS / 4, EVENTS / 2);
  }

  @Test
  void aWrongAMissingAndASurplusRowAreNoticed() {
    Map<GroupKey, Tally> right = new HashMap<>();
    GroupKey key = new GroupKey(60_000, 2, "bucket", "a/b/");
    right.put(key, new Tally(3, 30, 5, 20, 100, 1));
    accept(right, key, new Tally(3, 30, 5, 20, 100, 1), 0);
    accept(right, key, new Tally(3, 30, 5, 20, 109, 1), 0.1);
    accept(right, key, new Tally(3, 30, 5, 20, Tally.NOT_COUNTED, Tally.NOT_COUNTED), 0);
    refuse(right, key, new Tally(4, 30, 5, 20, 100, 1), 0);
    refuse(right, key, new Tally(3, 31, 5, 20, 100, 1), 0);
    refuse(right, key, new Tally(3, 30, 6, 20, 100, 1), 0);
    refuse(right, key, new Tally(3, 30, 5, 21, 100, 1), 0);
    refuse(right, key, new Tally(3, 30, 5, 20, 101, 1), 0);
    refuse(right, key, new Tally(3, 30, 5, 20, 111, 1), 0.1);
    refuse(right, key, new Tally(3, 30, 5, 20, 100, 2), 0);

    EngineRun nothing = EngineRun.begin(workload, 1);
    assertThatThrownBy(() -> nothing.check("some", right, 0)).hasMessageContaining("is wrong");

    EngineRun more = EngineRun.begin(workload, 1);
    more.row(key, right.get(key));
    more.row(new GroupKey(0, 2, "bucket", "a/b/"), right.get(key));
    assertThatThrownBy(() -> more.check("some", right, 0)).hasMessageContaining("a row too many");
    assertThatThrownBy(() -> more.row(key, right.get(key))).hasMessageContaining("Two rows");
  }

  @Test
  void theHighestRevisionHolds() {
    GroupKey key = new GroupKey(60_000, 2, "bucket", "a/b/");
    Tally right = new Tally(3, 30, 5, 20, 2, 0);
    Tally wrong = new Tally(2, 20, 5, 20, 2, 0);
    EngineRun run = EngineRun.begin(workload, 1);
    run.revision(key, 6, right);
    run.revision(key, 4, wrong);
    run.check("some", Map.of(key, right), 0);
    run.revision(key, 8, wrong);
    assertThatThrownBy(() -> run.check("some", Map.of(key, right), 0))
        .hasMessageContaining("revision 8");
  }

  private void accept(Map<GroupKey, Tally> right, GroupKey key, Tally row, double error) {
    EngineRun run = EngineRun.begin(workload, 1);
    run.row(key, row);
    run.check("some", right, error);
  }

  private void refuse(Map<GroupKey, Tally> right, GroupKey key, Tally row, double error) {
    EngineRun run = EngineRun.begin(workload, 1);
    run.row(key, row);
    assertThatThrownBy(() -> run.check("some", right, error)).hasMessageContaining("is wrong");
  }
}
