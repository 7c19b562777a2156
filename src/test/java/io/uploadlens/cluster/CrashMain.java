package io.uploadlens.cluster;

import io.uploadlens.benchmark.report.OptionLimits;
import io.uploadlens.producer.ProducerCli;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Faults, one after the other, on a cluster of its own; {@code scripts/crash.sh} starts it. */
@Command(
    name = "scripts/crash.sh",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    version = ProducerCli.VERSION,
    usageHelpWidth = 100,
    description = {
      "Starts a Flink cluster of separate processes and a local AWS, sends events to the job, and"
          + " strikes it with faults picked at random: processes killed at any moment, during a"
          + " checkpoint, during the commit; connections refused and hanging; upgrades (also one"
          + " that can't start) and rescaling by savepoint; throttling and partial failures all the"
          + " while.",
      "After each, every output is compared with all that was sent. The exit status is 0 only if"
          + " everything was exact each time."
    })
public final class CrashMain implements Callable<Integer> {

  private static final int BURST = 600;

  @Option(
      names = "--minutes",
      paramLabel = "M",
      defaultValue = "10",
      description = "No fault begins so many minutes after the job runs, 1 to 1440. Default: 10")
  private int minutes;

  @Option(
      names = "--seed",
      paramLabel = "SEED",
      defaultValue = "1",
      description = "Decides the events, the faults, and where they strike. Default: 1")
  private long seed;

  @Option(
      names = "--taskmanagers",
      paramLabel = "N",
      defaultValue = "2",
      description = "TaskManagers, 1 to 8. Default: 2")
  private int taskManagers;

  @Option(
      names = "--directory",
      paramLabel = "DIR",
      defaultValue = "target/crash",
      description = "Where the cluster keeps its files and logs. Default: target/crash")
  private Path directory;

  @Spec private CommandSpec spec;

  /** Runs it and exits with its status. */
  public static void main(String[] args) {
    System.exit(execute(System.err, args));
  }

  /** Runs it; returns its status. */
  static int execute(PrintStream err, String... args) {
    return ErrorLines.commandLine(new CrashMain(), "crash", err).execute(args);
  }

  @Override
  public Integer call() throws Exception {
    OptionLimits limits = new OptionLimits(spec);
    limits.between("--minutes", minutes, 1, 1440);
    limits.between("--taskmanagers", taskManagers, 1, 8);
    System.out.println("Seed " + seed + ", " + minutes + " minutes, logs in " + directory);
    CrashReport report =
        onCluster(
            new ClusterDirectory(directory),
            taskManagers,
            cluster ->
                new CrashRun(cluster, ClusterMain.builtJar(), seed, BURST, sinceNow())
                    .run(inRandomOrder(new Random(seed), Duration.ofMinutes(minutes))));
    System.out.println();
    report.table().forEach(System.out::println);
    System.out.println(
        report.isExact()
            ? "survived: everything was exact " + report.faults() + " times"
            : "NOT survived");
    return report.isExact() ? 0 : 1;
  }

  /** Says what happens, and how many seconds from now. */
  private static FlinkCluster.Progress sinceNow() {
    long begun = System.nanoTime();
    return text ->
        System.out.printf(
            Locale.ROOT, "%5d s  %s%n", (System.nanoTime() - begun) / 1_000_000_000, text);
  }

  /**
   * All faults in an order of chance, again and again, until the time is over: it begins when the
   * first is asked for.
   */
  static Iterator<CrashFault> inRandomOrder(Random random, Duration time) {
    List<CrashFault> left = new ArrayList<>();
    return new Iterator<>() {
      private Long begun;

      @Override
      public boolean hasNext() {
        if (begun == null) {
          begun = System.nanoTime();
        }
        return System.nanoTime() - begun < time.toNanos();
      }

      @Override
      public CrashFault next() {
        if (left.isEmpty()) {
          Collections.addAll(left, CrashFault.values());
          Collections.shuffle(left, random);
        }
        return left.remove(left.size() - 1);
      }
    };
  }

  /** Does something on a cluster on free ports, which is stopped whatever happens. */
  static CrashReport onCluster(ClusterDirectory files, int taskManagers, OnCluster what)
      throws IOException, InterruptedException {
    FlinkCluster cluster =
        FlinkCluster.of(
            files,
            new ClusterSettings(
                Ports.free(1),
                Ports.free(1),
                Ports.free(6),
                taskManagers,
                2,
                Duration.ofSeconds(2)));
    AtomicBoolean interrupted = new AtomicBoolean();
    Thread onInterrupt =
        new Thread(
            () -> {
              interrupted.set(true);
              stop(cluster);
            },
            "crash-stop");
    Runtime.getRuntime().addShutdownHook(onInterrupt);
    try {
      cluster.start(System.out::println);
      return what.run(cluster);
    } finally {
      cluster.stop();
      if (!interrupted.get()) {
        Runtime.getRuntime().removeShutdownHook(onInterrupt);
      }
    }
  }

  private static void stop(FlinkCluster cluster) {
    try {
      cluster.stop();
    } catch (IOException e) {
      System.err.println("crash: the cluster does not stop: " + e.getMessage());
    }
  }

  /** Something that is done on a cluster. */
  @FunctionalInterface
  interface OnCluster {
    CrashReport run(FlinkCluster cluster) throws IOException, InterruptedException;
  }
}
