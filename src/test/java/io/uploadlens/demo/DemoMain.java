package io.uploadlens.demo;

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
    version = "UploadLens demonstration",
    usageHelpWidth = 100,
    description = {
      "Runs UploadLens with a local AWS, a Flink cluster and producers in one JVM: no account,"
          + " no container.",
      "Without --verify it shows the latest windows until Ctrl-C. With --verify it sends a fixed"
          + " number of events, waits for the end and compares every output with the truth, row"
          + " by row; the exit status is 0 only if all is exact."
    })
public final class DemoMain implements Callable<Integer> {

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
    if (verify && duration != null) {
      throw new ParameterException(
          spec.commandLine(), "--duration is of the live demonstration; --verify ends by itself");
    }
    if (!verify && crashes > 0) {
      throw new ParameterException(spec.commandLine(), "--crash goes with --verify");
    }
    Path directory = Files.createTempDirectory("uploadlens-demo");
    try {
      if (verify) {
        return new VerifyRun(events, seed, crashes, port, directory, System.out).run() ? 0 : 1;
      }
      runUntilStopped(directory);
      return 0;
    } finally {
      delete(directory);
    }
  }

  private void runUntilStopped(Path directory) throws Exception {
    CountDownLatch stop = new CountDownLatch(1);
    CountDownLatch stopped = new CountDownLatch(1);
    Thread onInterrupt =
        new Thread(
            () -> {
              stop.countDown();
              try {
                // The JVM goes on ending when this returns: let the summary come first.
                stopped.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            },
            "demo-stop");
    Runtime.getRuntime().addShutdownHook(onInterrupt);
    try {
      Duration limit = duration == null ? null : Duration.ofSeconds(duration);
      new LiveDemo(rate, limit, seed, port, directory, System.out).run(stop);
    } finally {
      stopped.countDown();
    }
  }

  private void requireBetween(String option, double value, double least, double most) {
    if (value < least || value > most) {
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
