package io.uploadlens.demo;

import io.uploadlens.producer.generator.GeneratedMessage;
import io.uploadlens.producer.generator.GeneratorSettings;
import io.uploadlens.producer.truth.Truth;
import io.uploadlens.producer.truth.WindowSettings;
import io.uploadlens.producer.verify.VerifyReport;
import io.uploadlens.window.WindowSyntax;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * Sends a known set of events through everything and compares what comes out with what must: the
 * aggregates that Firehose stored, the archive, the late events and the dead letter.
 */
final class VerifyRun {

  private static final String WINDOWS =
      "TUMBLE(size 1 min); HOP(size 4 min, slide 2 min); CUMULATE(size 6 min, step 2 min)";
  private static final Duration LONGEST_WINDOW = Duration.ofMinutes(6);
  private static final Duration SPAN = Duration.ofMinutes(10);
  private static final Duration OUT_OF_ORDERNESS = Duration.ofSeconds(30);
  private static final Duration CHECKPOINTS = Duration.ofSeconds(2);
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final int PREFIX_DEPTH = 2;
  private static final int MAX_PREFIXES = 20;
  private static final int MAX_GROUPS = 20_000;
  private static final long SMALL_OBJECT_BYTES = 128 * 1024;

  private final long events;
  private final long seed;
  private final int crashes;
  private final int port;
  private final Path directory;
  private final PrintStream out;

  VerifyRun(long events, long seed, int crashes, int port, Path directory, PrintStream out) {
    this.events = events;
    this.seed = seed;
    this.crashes = crashes;
    this.port = port;
    this.directory = directory;
    this.out = out;
  }

  /** Whether every output is exactly what it must be. */
  boolean run() throws Exception {
    out.println("Starting a local AWS and a Flink cluster ...");
    try (DemoAws aws = DemoAws.start();
        DemoCluster cluster =
            DemoCluster.start(port, CHECKPOINTS, directory, aws.resources().s3FileSystem())) {
      DemoResources resources = aws.resources();
      cluster.submit(DemoJob.graph(cluster.configuration(), arguments(resources)));
      out.printf("The job runs: %s%n", cluster.webInterface());
      Truth truth;
      try (ThroughputWatch watch =
          new ThroughputWatch(new JobMetrics(cluster.webInterface(), cluster.job()))) {
        truth = send(resources, cluster);
        awaitOutputs(resources, cluster, truth);
        out.printf(
            Locale.ROOT,
            "The job's counters tell of %d messages in %.1f s: %.0f a second, beside the producers"
                + " and the local AWS on the same %d cores%s.%n",
            watch.messages(),
            watch.seconds(),
            watch.messages() / watch.seconds(),
            Runtime.getRuntime().availableProcessors(),
            crashes == 0 ? "" : "; what was read in the moment before a crash is not in them");
      }
      cluster.stopWithSavepoint();
      out.println("The job is stopped with a savepoint.");
      aws.flushFirehose();
      return report(resources, truth);
    }
  }

  private static List<String> arguments(DemoResources aws) {
    List<String> arguments = new ArrayList<>(aws.jobArguments());
    arguments.add("--analytics.windows=" + WINDOWS);
    arguments.add("--analytics.allowed-lateness=1h");
    arguments.add("--analytics.prefix-depth=" + PREFIX_DEPTH);
    arguments.add("--analytics.max-prefixes=" + MAX_PREFIXES);
    arguments.add("--analytics.max-groups=" + MAX_GROUPS);
    arguments.add("--analytics.small-object-bytes=" + SMALL_OBJECT_BYTES + "b");
    arguments.add("--watermarks.out-of-orderness=" + OUT_OF_ORDERNESS.toSeconds() + "s");
    arguments.add("--watermarks.idle-timeout=5s");
    arguments.add("--sqs-source.backlog-interval=1s");
    arguments.add("--sqs-source.visibility-timeout=30s");
    return arguments;
  }

  private GeneratorSettings generator() {
    // All of it in the recent past, so that no window waits for the clock.
    Instant start =
        Instant.now()
            .minus(SPAN)
            .minus(LONGEST_WINDOW)
            .minusSeconds(180)
            .truncatedTo(ChronoUnit.MINUTES);
    return GeneratorSettings.builder()
        .seed(seed)
        .events(events)
        .start(start)
        .eventsPerSecond(Math.max(1, (double) events / SPAN.toSeconds()))
        .outOfOrderness(OUT_OF_ORDERNESS)
        .duplicateShare(0.05)
        .malformedShare(0.005)
        .build();
  }

  private Truth send(DemoResources aws, DemoCluster cluster) throws Exception {
    Truth.Collector collector =
        Truth.collector(
            new WindowSettings(
                WindowSyntax.parse(WINDOWS),
                PREFIX_DEPTH,
                MAX_PREFIXES,
                MAX_GROUPS,
                SMALL_OBJECT_BYTES));
    CrashPlan crashPlan = new CrashPlan(cluster, crashes, events, out);
    Progress progress = new Progress(out, events);
    try (Feed feed = new Feed(aws, generator())) {
      long started = System.nanoTime();
      long[] carried = {0};
      feed.run(
          message -> {
            collector.accept(message);
            carried[0] += uniqueEvents(message);
            crashPlan.onSent(carried[0]);
            progress.show(carried[0]);
            return true;
          });
      out.printf(
          Locale.ROOT,
          "Sent %d messages in %.1f s.%n",
          feed.sent(),
          (System.nanoTime() - started) / 1e9);
    }
    if (crashPlan.done() < crashes) {
      throw new DemoException(
          "only " + crashPlan.done() + " of " + crashes + " crashes took place: too few events");
    }
    return collector.truth();
  }

  private static long uniqueEvents(GeneratedMessage message) {
    return message.isDuplicate() ? 0 : message.events().size();
  }

  /** Returns when the queue is empty and every output is complete, or when nothing moves on. */
  private void awaitOutputs(DemoResources aws, DemoCluster cluster, Truth truth) throws Exception {
    long lastMissing = Long.MAX_VALUE;
    long lastChange = System.nanoTime();
    while (true) {
      cluster.requireAlive();
      long left = aws.messagesLeft();
      // Reading all outputs costs the job its processor: not before the queue is empty.
      VerifyReport report = left > 0 ? null : aws.stored(truth).verify();
      long missing = left > 0 ? left : report.missing() + report.different();
      if (missing == 0) {
        out.println("All outputs are complete.");
        return;
      }
      if (missing != lastMissing) {
        lastMissing = missing;
        lastChange = System.nanoTime();
      } else if (System.nanoTime() - lastChange > PATIENCE.toNanos()) {
        out.printf(
            "No change for %d s: %d messages in the queue. What there is:%n",
            PATIENCE.toSeconds(), left);
        return;
      }
      TimeUnit.SECONDS.sleep(2);
    }
  }

  private boolean report(DemoResources aws, Truth truth) throws Exception {
    VerifyReport report = aws.everything(truth).verify();
    long left = aws.messagesLeft();
    if (left > 0) {
      out.printf("%d messages are still in the queue.%n", left);
    }
    report.lines().forEach(out::println);
    return report.isExact() && left == 0;
  }
}
