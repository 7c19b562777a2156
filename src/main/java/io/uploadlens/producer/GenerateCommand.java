package io.uploadlens.producer;

import io.uploadlens.aws.AwsSettings;
import io.uploadlens.producer.generator.Destination;
import io.uploadlens.producer.generator.Envelope;
import io.uploadlens.producer.generator.EventGenerator;
import io.uploadlens.producer.generator.GeneratedMessage;
import io.uploadlens.producer.generator.GeneratorSettings;
import io.uploadlens.producer.target.KinesisTarget;
import io.uploadlens.producer.target.MessageTarget;
import io.uploadlens.producer.target.Pacer;
import io.uploadlens.producer.target.S3Target;
import io.uploadlens.producer.target.SendSettings;
import io.uploadlens.producer.target.SnsTarget;
import io.uploadlens.producer.target.SqsTarget;
import io.uploadlens.producer.target.Timing;
import io.uploadlens.producer.truth.TruthWriter;
import io.uploadlens.producer.truth.WindowSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Sends generated events, and writes the truth about them. */
@Command(
    name = "generate",
    description = "Sends S3 events to a queue, topic, stream or bucket.",
    sortOptions = false,
    mixinStandardHelpOptions = true)
final class GenerateCommand implements Callable<Integer> {

  private static final long SHUTDOWN_SECONDS = 30;

  @Spec private CommandSpec spec;
  @Mixin private AwsOptions aws;
  @Mixin private GeneratorOptions generator;
  @Mixin private WindowOptions windows;

  @Option(names = "--sqs-queue-url", paramLabel = "URL", description = "send to this SQS queue")
  private String queueUrl;

  @Option(
      names = "--sns-topic-arn",
      paramLabel = "ARN",
      description = "publish to this SNS topic instead of SQS")
  private String topicArn;

  @Option(
      names = "--kinesis-stream",
      paramLabel = "NAME",
      description = "put into this Kinesis stream, all or a share")
  private String stream;

  @Option(
      names = "--kinesis-share",
      paramLabel = "SHARE",
      converter = ShareConverter.class,
      description =
          "how much goes to Kinesis, from 0 to 1 (default: 0.3 beside a queue or topic, else 1)")
  private Double kinesisShare;

  @Option(
      names = "--s3-bucket",
      paramLabel = "NAME",
      description = "upload to this bucket, whose own notifications then make the events")
  private String s3Bucket;

  @Option(
      names = "--events",
      paramLabel = "N",
      description = "how many distinct events (default: 10000, with --duration no limit)")
  private Long events;

  @Option(
      names = "--duration",
      paramLabel = "DURATION",
      converter = DurationConverter.class,
      description = "stop after that time, like 30s, 5min or 2h (default: no limit)")
  private Duration duration;

  @Option(
      names = "--rate",
      paramLabel = "N",
      converter = RateConverter.class,
      description = "messages a second (default: as fast as they are taken)")
  private Double rate;

  @Option(
      names = "--concurrency",
      paramLabel = "N",
      defaultValue = "4",
      description = "requests at once; 1 keeps the order (default: ${DEFAULT-VALUE})")
  private int concurrency;

  @Option(
      names = "--truth",
      paramLabel = "FILE",
      description = "write what a perfect pipeline makes of it, for verify (.gz: compressed)")
  private Path truthFile;

  private final CountDownLatch stopRequested = new CountDownLatch(1);

  @Override
  public Integer call() throws IOException, InterruptedException {
    CountDownLatch finished = new CountDownLatch(1);
    // Stays when this is done, and then has nothing to wait for.
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(finished), "stop on Ctrl-C"));
    try {
      return run();
    } finally {
      finished.countDown();
    }
  }

  /** Runs when the JVM is told to end: lets the sending come to its end first. */
  private void stop(CountDownLatch finished) {
    stopRequested.countDown();
    try {
      if (!finished.await(SHUTDOWN_SECONDS, TimeUnit.SECONDS)) {
        spec.commandLine().getErr().println("generate: gave up waiting for what is under way");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean isStopped() {
    return stopRequested.getCount() == 0;
  }

  /** The machine's clock, with sleeps that Ctrl-C ends. */
  private Timing timing() {
    return new Timing() {
      @Override
      public long nanoTime() {
        return SYSTEM.nanoTime();
      }

      @Override
      public long currentTimeMillis() {
        return SYSTEM.currentTimeMillis();
      }

      @Override
      public void sleepNanos(long nanos) throws InterruptedException {
        stopRequested.await(nanos, TimeUnit.NANOSECONDS);
      }
    };
  }

  private int run() throws IOException, InterruptedException {
    GeneratorSettings settings = settings();
    WindowSettings windowSettings = windowSettings();
    Pacer pacer = new Pacer(rate == null ? Double.POSITIVE_INFINITY : rate, timing());
    Map<Destination, MessageTarget> targets = targets(aws.settings());
    try (TruthWriter truth =
        truthFile == null ? null : new TruthWriter(truthFile, windowSettings)) {
      send(settings, targets, pacer, truth);
    } finally {
      targets.values().forEach(MessageTarget::close);
    }
    return isStopped() ? ProducerCli.STOPPED : ProducerCli.OK;
  }

  private void send(
      GeneratorSettings settings,
      Map<Destination, MessageTarget> targets,
      Pacer pacer,
      TruthWriter truth)
      throws IOException, InterruptedException {
    List<MessageTarget> distinct = new ArrayList<>(targets.values());
    Progress progress =
        new Progress(distinct, settings.events(), spec.commandLine().getErr(), Timing.SYSTEM);
    long end = duration == null ? Long.MAX_VALUE : System.nanoTime() + duration.toNanos();
    EventGenerator messages = new EventGenerator(settings);
    long sentEvents = 0;
    while (messages.hasNext() && !isStopped() && System.nanoTime() < end) {
      GeneratedMessage message = messages.next();
      if (generator.isLive()) {
        pacer.awaitTime(message.dueTime());
      }
      pacer.await(1);
      targets.get(message.destination()).send(message);
      if (truth != null) {
        truth.accept(message);
      }
      sentEvents += message.isDuplicate() ? 0 : message.events().size();
      progress.at(sentEvents);
    }
    for (MessageTarget target : distinct) {
      target.flush();
    }
    if (truth != null) {
      spec.commandLine().getErr().println("truth: " + truth.finish() + ", in " + truthFile);
    }
    spec.commandLine()
        .getErr()
        .println((isStopped() ? "stopped: " : "done: ") + progress.summary());
  }

  private GeneratorSettings settings() {
    boolean sqs = queueUrl != null || topicArn != null;
    if (queueUrl != null && topicArn != null) {
      throw wrong("--sqs-queue-url and --sns-topic-arn: only one of them");
    }
    if (s3Bucket != null && (sqs || stream != null)) {
      throw wrong("--s3-bucket can't go with another target");
    }
    if (s3Bucket == null && !sqs && stream == null) {
      throw wrong(
          "no target: give --sqs-queue-url, --sns-topic-arn, --kinesis-stream or --s3-bucket");
    }
    if (s3Bucket != null && truthFile != null) {
      throw wrong("--truth can't go with --s3-bucket: S3 gives its events times of its own");
    }
    if (topicArn != null && truthFile != null && generator.hasMalformed()) {
      throw wrong(
          "--truth with --sns-topic-arn needs --malformed 0: SNS puts its envelope around messages");
    }
    try {
      long count = events != null ? events : duration != null ? Long.MAX_VALUE : 10_000;
      GeneratorSettings.Builder builder = generator.settings(count, Instant.now());
      builder.region(aws.settings().region());
      builder.kinesisShare(
          stream == null ? 0 : !sqs ? 1 : kinesisShare == null ? 0.3 : kinesisShare);
      if (topicArn != null && !generator.hasSqsMix()) {
        builder.mix(
            Destination.SQS,
            Map.of(Envelope.S3, 0.6, Envelope.S3_MULTI, 0.2, Envelope.EVENTBRIDGE, 0.2));
      }
      return builder.build();
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private WindowSettings windowSettings() {
    try {
      return windows.settings();
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private Map<Destination, MessageTarget> targets(AwsSettings settings) {
    Map<Destination, MessageTarget> targets = new EnumMap<>(Destination.class);
    try {
      SendSettings sending = SendSettings.defaults().withConcurrency(concurrency);
      if (queueUrl != null) {
        targets.put(Destination.SQS, new SqsTarget(settings, queueUrl, sending));
      }
      if (topicArn != null) {
        targets.put(Destination.SQS, new SnsTarget(settings, topicArn, sending));
      }
      if (stream != null) {
        targets.put(Destination.KINESIS, new KinesisTarget(settings, stream, sending));
      }
      if (s3Bucket != null) {
        targets.put(Destination.SQS, new S3Target(settings, s3Bucket, sending));
      }
      return targets;
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
