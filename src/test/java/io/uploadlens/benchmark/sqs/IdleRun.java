package io.uploadlens.benchmark.sqs;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.uploadlens.benchmark.endpoint.EndpointProcess;
import io.uploadlens.benchmark.endpoint.Operation;
import io.uploadlens.benchmark.endpoint.QueueCounts;
import io.uploadlens.benchmark.report.JsonLines;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** What the source asks of a queue in which there is nothing. */
final class IdleRun {

  private static final String QUEUE = "idle";
  private static final int LONG_POLL_SECONDS = 20;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final BenchmarkSetting setting;
  private final SourceCluster cluster;
  private final JsonLines out;

  IdleRun(BenchmarkSetting setting, SourceCluster cluster, JsonLines out) {
    this.setting = setting;
    this.cluster = cluster;
    this.out = out;
  }

  void run(Duration duration) throws Exception {
    EndpointProcess endpoint = setting.endpoint();
    String url = endpoint.fill(QUEUE, 0);
    SourceCluster.Job job = cluster.run(SourceContender.source(setting, url));
    awaitAllSubtasks(job);
    QueueCounts before = endpoint.counts(QUEUE);
    out.progress("The source waits at an empty queue for " + duration.toSeconds() + " s ...");
    TimeUnit.SECONDS.sleep(duration.toSeconds());
    QueueCounts after = endpoint.counts(QUEUE);
    job.check();
    endpoint.drop(QUEUE);
    job.stop();
    double polls = (double) duration.toSeconds() / LONG_POLL_SECONDS;
    long receives = after.messageRequests() - before.messageRequests();
    long attributes =
        after.requests(Operation.GetQueueAttributes)
            - before.requests(Operation.GetQueueAttributes);
    ObjectNode line = new ObjectMapper().createObjectNode();
    out.line(
        line.put("contender", "source_idle")
            .put("seconds", duration.toSeconds())
            .put("parallelism", setting.parallelism())
            .put("requests", receives)
            .put("requests_per_20_s_and_subtask", receives / polls / setting.parallelism())
            .put("attribute_requests", attributes)
            .put("attribute_requests_per_20_s", attributes / polls));
  }

  /** Waits until every subtask has its receive under way. */
  private void awaitAllSubtasks(SourceCluster.Job job) throws Exception {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (setting.endpoint().counts(QUEUE).requests(Operation.ReceiveMessage)
        < setting.parallelism()) {
      job.check();
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("Not every subtask receives after " + PATIENCE);
      }
      TimeUnit.MILLISECONDS.sleep(50);
    }
  }
}
