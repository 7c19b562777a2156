package io.uploadlens.benchmark.sqs;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.uploadlens.benchmark.endpoint.EndpointProcess;
import io.uploadlens.benchmark.endpoint.Operation;
import io.uploadlens.benchmark.endpoint.QueueCounts;
import io.uploadlens.benchmark.report.JsonLines;
import io.uploadlens.source.sqs.SqsSource;
import io.uploadlens.source.sqs.metrics.SqsSourceMetrics;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.flink.metrics.Counter;
import org.apache.flink.runtime.testutils.InMemoryReporter;

/**
 * Messages held for a long time because no checkpoint completes, and deleted when one does: none
 * may come back meanwhile, and the heap may not pass its bound.
 */
final class HoldRun {

  /** What the whole JVM with the cluster and the source in it may need, bytes. */
  static final long MAX_HEAP = 512L << 20;

  /** Shorter than the default, so that more extensions are needed. */
  private static final Duration VISIBILITY = Duration.ofSeconds(60);

  private static final Duration CHECKPOINT_INTERVAL = Duration.ofSeconds(10);
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final String QUEUE = "held";

  /** Comes in the midst of the holding, to see whether receives still have their share. */
  private static final int LATE_PART = 10;

  private final BenchmarkSetting setting;
  private final SourceCluster cluster;
  private final InMemoryReporter metrics;
  private final JsonLines out;

  HoldRun(
      BenchmarkSetting setting, SourceCluster cluster, InMemoryReporter metrics, JsonLines out) {
    this.setting = setting;
    this.cluster = cluster;
    this.metrics = metrics;
    this.out = out;
  }

  /**
   * Runs it.
   *
   * @return whether all went well
   */
  boolean run(Duration hold) throws Exception {
    EndpointProcess endpoint = setting.endpoint();
    int messages = setting.messages();
    int late = messages / LATE_PART;
    String url = endpoint.fill(QUEUE, messages);
    RoundClock clock = new RoundClock(messages);
    CountingSchema.countOn(clock);
    FailingCheckpoints.fail(true);
    try (HeapWatch heap = new HeapWatch()) {
      URI checkpoints = cluster.directory().resolve("held").toUri();
      SourceCluster.Job job =
          cluster.run(
              source(url),
              env -> {
                env.enableCheckpointing(CHECKPOINT_INTERVAL.toMillis());
                env.getCheckpointConfig().setCheckpointStorage(new FailingCheckpoints(checkpoints));
                env.getCheckpointConfig().setTolerableCheckpointFailureNumber(Integer.MAX_VALUE);
              });
      double first = secondsUntil(job, clock, messages);
      out.progress(
          "All " + messages + " messages are held; no checkpoint completes for " + hold + " ...");
      QueueCounts before = endpoint.counts(QUEUE);
      sleep(job, hold.dividedBy(2));
      endpoint.fill(QUEUE, late);
      double second = secondsUntil(job, clock, messages + late);
      sleep(job, hold.dividedBy(2));
      QueueCounts after = endpoint.counts(QUEUE);
      int failed = FailingCheckpoints.failed();
      out.progress("Checkpoints may complete now ...");
      FailingCheckpoints.fail(false);
      CompletableFuture<Void> empty = endpoint.whenEmpty(QUEUE);
      empty.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      QueueCounts end = endpoint.counts(QUEUE);
      job.check();
      long heapNeeded = heap.mostLeft();
      ObjectNode line = new ObjectMapper().createObjectNode();
      line.put("contender", "source_hold")
          .put("held", after.inFlight())
          .put("hold_seconds", hold.toSeconds())
          .put("visibility_timeout_s", VISIBILITY.toSeconds())
          .put("checkpoints_failed", failed)
          .put("redelivered_by_endpoint", end.received() - messages - late)
          .put("visibility_ended", end.expired())
          .put("emitted", clock.counted())
          .put("redelivered_seen_by_source", sum(job, SqsSourceMetrics.REDELIVERED))
          .put("expired_handles", sum(job, SqsSourceMetrics.EXPIRED_HANDLES))
          .put("requests_failed", sum(job, SqsSourceMetrics.REQUESTS_FAILED))
          .put("extensions", sum(job, SqsSourceMetrics.VISIBILITY_EXTENSIONS))
          .put(
              "extension_requests_per_second",
              (after.requests(Operation.ChangeMessageVisibilityBatch)
                      - before.requests(Operation.ChangeMessageVisibilityBatch))
                  / hold.toSeconds())
          .put("received_per_second_at_first", Math.round(messages / first))
          .put("received_per_second_while_holding", Math.round(late / second))
          .put("deleted", end.deleted())
          .put("heap_mb_after_gc", heapNeeded >> 20)
          .put("heap_mb_peak", heap.peak() >> 20)
          .put("max_heap_mb", Runtime.getRuntime().maxMemory() >> 20);
      boolean good =
          after.inFlight() == messages + late
              && end.received() == messages + late
              && end.expired() == 0
              && clock.counted() == messages + late
              && end.deleted() == messages + late
              && failed > 0
              && Math.max(heapNeeded, heap.peak()) <= MAX_HEAP;
      out.line(line.put("passed", good));
      endpoint.drop(QUEUE);
      job.stop();
      return good;
    }
  }

  private SqsSource<String> source(String queueUrl) {
    return SqsSource.<String>builder()
        .setQueueUrls(List.of(queueUrl))
        .setDeserializationSchema(new CountingSchema())
        .setAwsSettings(setting.aws())
        .setVisibilityTimeout(VISIBILITY)
        .setMaxInFlight(120_000)
        .build();
  }

  private long sum(SourceCluster.Job job, String counter) {
    return metrics.findMetrics(job.id(), counter).values().stream()
        .mapToLong(metric -> ((Counter) metric).getCount())
        .sum();
  }

  private static double secondsUntil(SourceCluster.Job job, RoundClock clock, int messages)
      throws Exception {
    long from = System.nanoTime();
    while (clock.counted() < messages) {
      job.check();
      if (System.nanoTime() - from > PATIENCE.toNanos()) {
        throw new IllegalStateException(
            "Only " + clock.counted() + " of " + messages + " messages came in " + PATIENCE);
      }
      TimeUnit.MILLISECONDS.sleep(10);
    }
    return (System.nanoTime() - from) / 1e9;
  }

  private static void sleep(SourceCluster.Job job, Duration duration) throws Exception {
    long until = System.nanoTime() + duration.toNanos();
    while (System.nanoTime() < until) {
      job.check();
      TimeUnit.SECONDS.sleep(1);
    }
  }
}
