package io.uploadlens.benchmark.sqs;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.uploadlens.aws.AwsClients;
import io.uploadlens.aws.AwsService;
import io.uploadlens.aws.AwsSettings;
import io.uploadlens.benchmark.report.JsonLines;
import io.uploadlens.source.sqs.SqsDeserializationSchema;
import io.uploadlens.source.sqs.SqsMessage;
import io.uploadlens.source.sqs.SqsSource;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.util.Collector;
import org.elasticmq.rest.sqs.SQSRestServer;
import org.elasticmq.rest.sqs.SQSRestServerBuilder;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;

/**
 * Measures how fast the source reads the groups of a FIFO queue that has a backlog in each. Ten
 * messages of each may come at any time before the first checkpoint, so time runs from the first
 * message after these to the first after ten more per group and checkpoint.
 */
final class FifoRate implements AutoCloseable {

  private static final int PER_RECEIVE = 10;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final JsonLines out;
  private final SQSRestServer server =
      SQSRestServerBuilder.withInterface("127.0.0.1").withDynamicPort().start();
  private final AwsSettings aws =
      AwsSettings.ofRegion("elasticmq")
          .withEndpoint(
              AwsService.SQS,
              URI.create("http://127.0.0.1:" + server.waitUntilStarted().localAddress().getPort()))
          .withCredentials("benchmark", "benchmark");
  private final SqsClient sqs = AwsClients.sqs(aws);
  private int queues;

  FifoRate(JsonLines out) {
    this.out = out;
  }

  void measure(Duration interval, int groups, int checkpoints) throws Exception {
    String queue = create();
    // One round before those that are measured, and the beginning of one after them.
    for (int group = 0; group < groups; group++) {
      for (int batch = 0; batch < checkpoints + 2; batch++) {
        send(queue, "g" + group, batch);
      }
    }
    out.progress(groups + " groups, a checkpoint every " + interval.toMillis() + " ms ...");
    Counting.begin(groups * PER_RECEIVE, groups * PER_RECEIVE * (checkpoints + 1));
    Duration allowed = interval.multipliedBy(4L * checkpoints).plusSeconds(60);
    try (SourceCluster cluster = cluster(interval)) {
      SourceCluster.Job job = cluster.run(source(queue));
      if (!Counting.LATCH.get().await(allowed.toMillis(), TimeUnit.MILLISECONDS)) {
        job.check();
        throw new IllegalStateException("Not all messages came within " + allowed);
      }
      job.stop();
    }
    double seconds = Counting.nanos() / 1e9;
    double perSecond = checkpoints * PER_RECEIVE / seconds;
    double formula = PER_RECEIVE * 1000.0 / interval.toMillis();
    out.line(
        JSON.createObjectNode()
            .put("benchmark", "fifo")
            .put("checkpoint_interval_ms", interval.toMillis())
            .put("groups", groups)
            .put("checkpoints", checkpoints)
            .put("seconds", round(seconds))
            .put("messages_per_second_and_group", round(perSecond))
            .put("ten_per_interval", round(formula))
            .put("messages_per_second", round(perSecond * groups)));
  }

  @Override
  public void close() {
    sqs.close();
    server.stopAndWait();
  }

  private static SourceCluster cluster(Duration interval) throws Exception {
    return SourceCluster.start(
        1,
        configuration -> configuration.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, interval));
  }

  private SqsSource<String> source(String queue) {
    return SqsSource.<String>builder()
        .setQueueUrls(List.of(queue))
        .setDeserializationSchema(new Counting())
        .setAwsSettings(aws)
        .build();
  }

  private String create() {
    String name = "rate" + queues++ + ".fifo";
    Map<QueueAttributeName, String> attributes =
        Map.of(
            QueueAttributeName.FIFO_QUEUE,
            "true",
            QueueAttributeName.CONTENT_BASED_DEDUPLICATION,
            "true");
    return sqs.createQueue(queue -> queue.queueName(name).attributes(attributes)).queueUrl();
  }

  private void send(String queue, String group, int batch) {
    List<SendMessageBatchRequestEntry> entries = new ArrayList<>();
    for (int i = 0; i < PER_RECEIVE; i++) {
      entries.add(
          SendMessageBatchRequestEntry.builder()
              .id("m" + i)
              .messageBody(group + "-" + batch + "-" + i)
              .messageGroupId(group)
              .build());
    }
    if (sqs.sendMessageBatch(request -> request.queueUrl(queue).entries(entries)).hasFailed()) {
      throw new IllegalStateException("ElasticMQ did not take a message");
    }
  }

  private static double round(double value) {
    return Math.round(value * 1000) / 1000.0;
  }

  /** Emits the bodies, and takes the time from the first to a given number. */
  private static final class Counting implements SqsDeserializationSchema<String> {
    private static final long serialVersionUID = 1L;

    // The cluster is in this JVM, but the schema travels to it as bytes; one task runs it.
    private static final AtomicReference<CountDownLatch> LATCH = new AtomicReference<>();
    private static volatile int from;
    private static volatile int to;
    private static volatile int count;
    private static volatile long first;
    private static volatile long last;

    static void begin(int before, int until) {
      LATCH.set(new CountDownLatch(1));
      from = before;
      to = until;
      count = 0;
    }

    static long nanos() {
      return last - first;
    }

    @Override
    @SuppressWarnings("NonAtomicVolatileUpdate")
    public void deserialize(SqsMessage message, Collector<String> out) {
      if (count == from) {
        first = System.nanoTime();
      } else if (count == to) {
        last = System.nanoTime();
        LATCH.get().countDown();
      }
      count++;
      out.collect(message.body());
    }

    @Override
    public TypeInformation<String> getProducedType() {
      return Types.STRING;
    }
  }
}
