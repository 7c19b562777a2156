package io.uploadlens.benchmark.exact;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.uploadlens.analytics.AnalyticsMetrics;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.flink.api.common.JobStatus;

/**
 * Runs the engine over all deliveries, through failures and rescaling, and compares what a consumer
 * holds at the end with what there must be.
 */
final class ExactRun {

  private static final List<String> COUNTERS =
      List.of(
          AnalyticsMetrics.UNIQUE_EVENTS,
          AnalyticsMetrics.DUPLICATES,
          AnalyticsMetrics.EVICTED_SLICES,
          AnalyticsMetrics.EVICTED_WINDOWS,
          AnalyticsMetrics.REVISIONS_EMITTED,
          AnalyticsMetrics.RETRACTIONS_EMITTED);

  /** Turns of 20 ms: looking through all metrics takes a while. */
  private static final int LOOK_EVERY = 10;

  private final ExactSetting setting;
  private final Board board;
  private final Consumer<String> progress;
  private long checkpoints;
  private int rescales;
  private double nextReport = 0.1;

  /**
   * @param progress is told how far it is, and some of the rows that are wrong
   */
  ExactRun(ExactSetting setting, Consumer<String> progress) {
    this.setting = setting;
    this.board = new Board(setting);
    this.progress = progress;
  }

  /** What happened and whether all was as it must be, as {@code passed}. */
  ObjectNode run() throws Exception {
    board.makeCurrent();
    long started = System.nanoTime();
    try (ExactCluster cluster = ExactCluster.start(setting)) {
      Faults faults = new Faults(cluster, board);
      EngineCounters counters = new EngineCounters(cluster.metrics(), COUNTERS);
      run(cluster, faults, counters);
      double seconds = (System.nanoTime() - started) / 1e9;
      progress.accept("The job is at its end after " + Math.round(seconds) + " s ...");
      RowCheck check = new RowCheck(board, progress);
      check.run();
      check.examples().forEach(progress);
      return summary(faults, counters, check, seconds);
    }
  }

  private void run(ExactCluster cluster, Faults faults, EngineCounters counters) throws Exception {
    List<Integer> parts = setting.parallelisms();
    String from = null;
    for (int part = 0; part < parts.size(); part++) {
      RestartingJob job = RestartingJob.submit(cluster, setting, parts.get(part), from);
      boolean isLast = part == parts.size() - 1;
      double until = isLast ? Double.MAX_VALUE : (part + 1.0) / parts.size();
      drive(job, until, faults, counters);
      if (isLast) {
        job.requireEnd(JobStatus.FINISHED);
      } else {
        boolean savepoint = part % 2 == 0;
        from = savepoint ? job.stopWithSavepoint() : job.cancelAfterCheckpoint();
        rescales++;
        progress.accept(
            (savepoint ? "Stopped with a savepoint" : "Cancelled, restored from a checkpoint")
                + ": parallelism "
                + parts.get(part)
                + " becomes "
                + parts.get(part + 1)
                + " ...");
      }
      checkpoints += job.completedCheckpoints();
    }
  }

  /** Until so much is read, or the end. */
  private void drive(RestartingJob job, double until, Faults faults, EngineCounters counters)
      throws Exception {
    for (int turn = 0; !job.isAtItsEnd() && board.progress() < until; turn++) {
      if (turn % LOOK_EVERY == 0) {
        counters.look(job.id());
      }
      if (board.progress() >= nextReport) {
        progress.accept(Math.round(100 * board.progress()) + "% is read ...");
        nextReport = board.progress() + 0.1;
      }
      if (faults.isDue()) {
        Faults.Kind kind = faults.inject(job);
        if (kind != null) {
          progress.accept(
              String.format(
                  Locale.ROOT,
                  "Failed by %s and restored, at %.1f%% ...",
                  kind.name().toLowerCase(Locale.ROOT),
                  100 * board.progress()));
        }
      }
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }

  private ObjectNode summary(
      Faults faults, EngineCounters counters, RowCheck check, double seconds) {
    long again = 0;
    long throughBoth = 0;
    long daysLater = 0;
    long firstDaysLater = 0;
    for (int index = 0; index < setting.events; index++) {
      again += board.deliveries().isAgain(index) ? 1 : 0;
      throughBoth += board.deliveries().isThroughBoth(index) ? 1 : 0;
      daysLater += board.deliveries().isDaysLater(index) ? 1 : 0;
      firstDaysLater += board.deliveries().isOnlyDaysLater(index) ? 1 : 0;
    }
    boolean committed = board.committed().isExactly(check.events());
    boolean exact = check.missing() == 0 && check.extra() == 0 && check.different() == 0;
    boolean evicted =
        counters.sum(AnalyticsMetrics.EVICTED_SLICES) > 0
            && counters.sum(AnalyticsMetrics.EVICTED_WINDOWS) > 0;
    boolean passed = exact && committed && board.late().get() == 0 && evicted;
    ObjectNode line =
        new ObjectMapper()
            .createObjectNode()
            .put("result", "exact")
            .put("parallelism", setting.parallelisms().toString())
            .put("events", setting.events)
            .put("deliveries", setting.events + again + throughBoth + daysLater)
            .put("duplicates_in_source", again)
            .put("duplicates_cross_source", throughBoth)
            .put("duplicates_days_apart", daysLater)
            .put("first_delivered_days_later", firstDaysLater)
            .put("failures_exception", faults.survived(Faults.Kind.EXCEPTION))
            .put("failures_at_barrier", faults.survived(Faults.Kind.EXCEPTION_AT_BARRIER))
            .put("failures_task_manager", faults.survived(Faults.Kind.TASK_MANAGER))
            .put("rescales", rescales)
            .put("checkpoints", checkpoints)
            .put("evicted_slices", counters.sum(AnalyticsMetrics.EVICTED_SLICES))
            .put("evicted_windows", counters.sum(AnalyticsMetrics.EVICTED_WINDOWS))
            .put("rows_received", board.rows().received())
            .put("retractions_emitted", counters.sum(AnalyticsMetrics.RETRACTIONS_EMITTED))
            .put("rows_retracted_at_end", board.rows().retracted())
            .put("rows_compared", check.compared())
            .put("rows_missing", check.missing())
            .put("rows_extra", check.extra())
            .put("rows_different", check.different())
            .put("unique_events_committed", board.committed().count())
            .put("unique_events_exactly_once", committed)
            .put("late_events", board.late().get())
            .put("seconds", Math.round(10 * seconds) / 10.0);
    return line.put("passed", passed);
  }
}
