package io.uploadlens.demo;

import io.uploadlens.producer.generator.GeneratorSettings;
import io.uploadlens.producer.target.Pacer;
import io.uploadlens.producer.target.Timing;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/** Everything at work, to be looked at, until somebody stops it. */
final class LiveDemo {

  private static final Duration WINDOW = Duration.ofSeconds(10);
  private static final Duration CHECKPOINTS = Duration.ofSeconds(5);
  private static final long ENDLESS = 1_000_000_000L;

  private final double rate;
  private final Duration duration;
  private final long seed;
  private final int port;
  private final Path directory;
  private final PrintStream out;

  LiveDemo(double rate, Duration duration, long seed, int port, Path directory, PrintStream out) {
    this.rate = rate;
    this.duration = duration;
    this.seed = seed;
    this.port = port;
    this.directory = directory;
    this.out = out;
  }

  /**
   * Runs until the duration is over or somebody asks to stop.
   *
   * @param stop counted down when the demonstration is to end
   */
  void run(CountDownLatch stop) throws Exception {
    out.println("Starting a local AWS and a Flink cluster ...");
    try (DemoAws aws = DemoAws.start();
        DemoCluster cluster =
            DemoCluster.start(port, CHECKPOINTS, directory, aws.resources().s3FileSystem())) {
      List<String> arguments = new ArrayList<>(aws.resources().jobArguments());
      arguments.add("--analytics.windows=TUMBLE(size " + WINDOW.toSeconds() + " s)");
      arguments.add("--analytics.allowed-lateness=1min");
      arguments.add("--watermarks.out-of-orderness=5s");
      arguments.add("--watermarks.idle-timeout=5s");
      arguments.add("--sqs-source.backlog-interval=1s");
      arguments.add("--sqs-source.visibility-timeout=30s");
      if (stop.getCount() == 0) {
        return;
      }
      cluster.submit(DemoJob.graph(cluster.configuration(), arguments));
      out.printf(
          "The job runs: %s   (Flink's web interface)%n"
              + "Its output:   %s  (local S3: aggregates/, archive/, late/; any S3 client)%n"
              + "Sending %.0f events/s to SQS (S3, SNS and EventBridge forms) and Kinesis."
              + " Ctrl-C stops.%n",
          cluster.webInterface(),
          "s3://"
              + DemoResources.BUCKET
              + " at "
              + aws.resources().settings().endpoint(io.uploadlens.aws.AwsService.S3),
          rate);
      watch(aws.resources(), cluster, stop);
    }
    out.println("Stopped.");
  }

  private void watch(DemoResources resources, DemoCluster cluster, CountDownLatch stop)
      throws Exception {
    LiveTable table =
        new LiveTable(
            new Outputs(resources.s3(), DemoResources.BUCKET, DemoResources.AGGREGATES),
            new Outputs(resources.s3(), DemoResources.BUCKET, DemoResources.LATE),
            out);
    AtomicReference<Exception> failure = new AtomicReference<>();
    Instant start = Instant.now();
    try (Feed feed = new Feed(resources, settings(start))) {
      Pacer pacer = new Pacer(rate, Timing.SYSTEM);
      Thread producer =
          new Thread(
              () -> {
                try {
                  feed.run(
                      message -> {
                        pacer.awaitTime(message.dueTime());
                        return stop.getCount() > 0;
                      });
                } catch (Exception e) {
                  failure.set(e);
                  stop.countDown();
                }
              },
              "demo-producer");
      producer.setDaemon(true);
      producer.start();
      long end = duration == null ? Long.MAX_VALUE : start.plus(duration).toEpochMilli();
      while (!stop.await(1, TimeUnit.SECONDS) && System.currentTimeMillis() < end) {
        cluster.requireAlive();
        table.refresh();
      }
      stop.countDown();
      producer.join();
      if (failure.get() != null) {
        throw failure.get();
      }
      summarise(new JobMetrics(cluster.webInterface(), cluster.job()), feed, table, start);
    }
  }

  private GeneratorSettings settings(Instant start) {
    return GeneratorSettings.builder()
        .seed(seed)
        .events(ENDLESS)
        .start(start)
        .eventsPerSecond(rate)
        .outOfOrderness(Duration.ofSeconds(4))
        .build();
  }

  private void summarise(JobMetrics metrics, Feed feed, LiveTable table, Instant start)
      throws Exception {
    out.printf(
        "%nIn %d s: %d messages sent, %d read; %d events counted, %d duplicates dropped, %d late,"
            + " %d windows shown.%n",
        Duration.between(start, Instant.now()).toSeconds(),
        feed.sent(),
        metrics.sum("messagesReceived"),
        metrics.sum("uniqueEvents"),
        metrics.sum("duplicates"),
        metrics.sum("lateEvents"),
        table.windowsPrinted());
  }
}
