package io.uploadlens.demo;

import io.uploadlens.aws.AwsService;
import io.uploadlens.producer.ProducerCli;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The demonstration's command line; {@code scripts/demo.sh} starts it. */
@Command(
    name = "scripts/demo.sh",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    version = ProducerCli.VERSION,
    usageHelpWidth = 100,
    description = {
      "Runs UploadLens with a local AWS, a Flink cluster and producers in one JVM: no account,"
          + " no container.",
      "Without --verify it shows the latest windows until Ctrl-C. With --verify it sends a fixed"
          + " number of events, waits for the end and compares every output with the truth, row"
          + " by row; the exit status is 0 only if all is exact."
    })
public final class DemoMain implements Callable<Integer> {

  /** As in conf/application-properties-local.json. */
  static final int LOCAL_PORT = 4566;

  @Option(
      names = "--rate",
      paramLabel = "N",
      defaultValue = "200",
      description = "Events per second of the live demonstration, 1 to 20000. Default: 200")
  private double rate;

  @Option(
      names = "--duration",
      paramLabel = "S",
      description = "End the live demonstration after so many seconds. Default: Ctrl-C ends it")
  private Integer duration;

  @Option(
      names = "--port",
      paramLabel = "P",
      defaultValue = "8081",
      description = "Port of Flink's web interface on 127.0.0.1; 0 for any free one. Default: 8081")
  private int port;

  @Option(
      names = "--verify",
      description = "Send --events events, compare all outputs with the truth")
  private boolean verify;

  @Option(
      names = "--aws-only",
      description =
          "Only the local AWS, on the ports 4566 to 4570 that conf/application-properties-local.json"
              + " names, for a job that runs in an IDE; until Ctrl-C")
  private boolean awsOnly;

  @Option(
      names = "--events",
      paramLabel = "N",
      defaultValue = "50000",
      description = "Events of --verify, 1 to 5000000. Default: 50000")
  private long events;

  @Option(
      names = "--seed",
      paramLabel = "S",
      defaultValue = "1",
      description = "The same seed sends the same events. Default: 1")
  private long seed;

  @Option(
      names = "--crash",
      paramLabel = "K",
      defaultValue = "0",
      description = "End the TaskManager so many times in mid-run of --verify, 0 to 20. Default: 0")
  private int crashes;

  @Spec private CommandSpec spec;

  /** Runs the demonstration and exits with its status. */
  public static void main(String[] args) {
    int status =
        new CommandLine(new DemoMain())
            .setParameterExceptionHandler(
                (error, args1) -> {
                  System.err.println("demo: " + error.getMessage());
                  System.err.println("scripts/demo.sh --help lists the options.");
                  return CommandLine.ExitCode.USAGE;
                })
            .setExecutionExceptionHandler(
                (error, commandLine, parsed) -> {
                  if (error instanceof DemoException
                      || error instanceof io.uploadlens.config.InvalidSettingsException) {
                    System.err.println("demo: " + error.getMessage());
                  } else {
                    error.printStackTrace(System.err);
                  }
                  return 1;
                })
            .execute(args);
    System.exit(status);
  }

  @Override
  public Integer call() throws Exception {
    requireBetween("--rate", rate, 1, 20_000);
    requireBetween("--port", port, 0, 65_535);
    requireBetween("--events", events, 1, 5_000_000);
    requireBetween("--crash", crashes, 0, 20);
    if (duration != null) {
      requireBetween("--duration", duration, 1, 86_400);
    }
    refuseWhatIsIgnored();
    if (awsOnly) {
      runUntilStopped(DemoMain::serveAws, false);
      return 0;
    }
    DemoCluster.requireFree(port);
    String log = System.getProperty("uploadlens.log");
    if (log != null) {
      System.out.println("Log: " + log);
    }
    if (verify) {
      boolean[] exact = {false};
      runUntilStopped(
          stop ->
              inDirectory(
                  directory ->
                      exact[0] =
                          new VerifyRun(events, seed, crashes, port, directory, System.out).run()),
          true);
      return exact[0] ? 0 : 1;
    }
    Duration limit = duration == null ? null : Duration.ofSeconds(duration);
    runUntilStopped(
        stop ->
            inDirectory(
                directory ->
                    new LiveDemo(rate, limit, seed, port, directory, System.out).run(stop)),
        false);
    return 0;
  }

  private void refuseWhatIsIgnored() {
    refuse("--duration", "--verify", "--aws-only");
    refuse("--rate", "--verify", "--aws-only");
    refuse("--verify", "--aws-only");
    for (String option : new String[] {"--events", "--crash"}) {
      if (isGiven(option) && !verify) {
        throw new ParameterException(spec.commandLine(), option + " goes with --verify");
      }
    }
  }

  private void refuse(String option, String... others) {
    for (String other : others) {
      if (isGiven(option) && isGiven(other)) {
        throw new ParameterException(
            spec.commandLine(), option + " means nothing with " + other + ": leave one out");
      }
    }
  }

  private boolean isGiven(String option) {
    return spec.commandLine().getParseResult().hasMatchedOption(option);
  }

  private static void inDirectory(InDirectory what) throws Exception {
    Path directory = Files.createTempDirectory("uploadlens-demo");
    try {
      what.run(directory);
    } finally {
      delete(directory);
    }
  }

  private static void serveAws(CountDownLatch stop) throws Exception {
    try (DemoAws aws = DemoAws.start(LOCAL_PORT)) {
      System.out.printf(
          "The local AWS runs; region %s, access key id %s, secret access key %s.%n",
          aws.resources().settings().region(),
          aws.resources().settings().accessKeyId(),
          aws.resources().settings().secretAccessKey());
      for (AwsService service : AwsService.values()) {
        System.out.printf("  %-9s %s%n", service, aws.resources().settings().endpoint(service));
      }
      System.out.printf(
          "Queue %s%nDead letter queue %s%nStream %s, bucket %s. Ctrl-C stops.%n",
          aws.resources().queueUrl(),
          aws.resources().deadLetterQueueUrl(),
          DemoResources.STREAM,
          DemoResources.BUCKET);
      stop.await();
    }
    System.out.println("Stopped.");
  }

  /**
   * Runs something, and lets it end in its own way on Ctrl-C.
   *
   * @param interrupt whether Ctrl-C interrupts it; else it looks at the latch itself
   */
  private static void runUntilStopped(UntilStopped what, boolean interrupt) throws Exception {
    CountDownLatch stop = new CountDownLatch(1);
    CountDownLatch stopped = new CountDownLatch(1);
    Thread runner = Thread.currentThread();
    Thread onInterrupt =
        new Thread(
            () -> {
              System.out.println("Stopping ...");
              stop.countDown();
              if (interrupt) {
                runner.interrupt();
              }
              try {
                // The JVM goes on ending when this returns: let everything be closed first.
                stopped.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            },
            "demo-stop");
    Runtime.getRuntime().addShutdownHook(onInterrupt);
    try {
      what.run(stop);
    } catch (Exception e) {
      if (stop.getCount() > 0 || !interrupt) {
        throw e;
      }
      System.out.println("Interrupted: nothing was verified.");
    } finally {
      stopped.countDown();
      if (stop.getCount() > 0) {
        Runtime.getRuntime().removeShutdownHook(onInterrupt);
      }
    }
  }

  /** Something that needs a directory for its time. */
  @FunctionalInterface
  private interface InDirectory {
    void run(Path directory) throws Exception;
  }

  /** Something that runs until it is told to stop. */
  @FunctionalInterface
  private interface UntilStopped {
    void run(CountDownLatch stop) throws Exception;
  }

  private void requireBetween(String option, double value, double least, double most) {
    if (!(value >= least && value <= most)) {
      throw new ParameterException(
          spec.commandLine(),
          String.format(
              "%s is %s; allowed: %s to %s", option, number(value), number(least), number(most)));
    }
  }

  private static String number(double value) {
    return value == Math.rint(value) ? String.valueOf((long) value) : String.valueOf(value);
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> paths = Files.walk(directory)) {
      for (Path path : (Iterable<Path>) paths.sorted(Comparator.reverseOrder())::iterator) {
        Files.deleteIfExists(path);
      }
    }
  }
}
