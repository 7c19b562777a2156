package io.uploadlens.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import io.uploadlens.benchmark.report.OptionLimits;
import io.uploadlens.benchmark.report.TimeConverter;
import io.uploadlens.producer.ProducerCli;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** A Flink cluster on this machine; {@code scripts/cluster.sh} starts it. */
@Command(
    name = "scripts/cluster.sh",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    scope = ScopeType.INHERIT,
    version = ProducerCli.VERSION,
    usageHelpWidth = 100,
    synopsisSubcommandLabel = "COMMAND",
    description = {
      "A Flink cluster of separate processes on this machine, as on Managed Flink: RocksDB,"
          + " incremental checkpoints in S3, high availability; with a local AWS in a process of its"
          + " own. Everything listens on 127.0.0.1.",
      "up, then submit, is all it takes; scripts/produce.sh feeds it."
    })
public final class ClusterMain implements Runnable {

  /** Where a cluster is if nobody says so. */
  static final Path DIRECTORY = Path.of("target", "cluster");

  @Option(
      names = "--directory",
      paramLabel = "DIR",
      defaultValue = "target/cluster",
      scope = ScopeType.INHERIT,
      description = "Where the cluster keeps its files. Default: target/cluster")
  private Path directory;

  @Spec private CommandSpec spec;

  /** Runs a command and exits with its status. */
  public static void main(String[] args) {
    System.exit(execute(System.err, args));
  }

  /** Runs a command; returns its status. */
  static int execute(PrintStream err, String... args) {
    return ErrorLines.commandLine(new ClusterMain(), "cluster", err).execute(args);
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a command is missing");
  }

  @Command(
      description =
          "Start a local AWS, ZooKeeper, a JobManager and TaskManagers; of a cluster that runs in"
              + " part, what is down.")
  void up(
      @Option(
              names = "--taskmanagers",
              paramLabel = "N",
              defaultValue = "2",
              description = "TaskManagers, 1 to 8. Default: 2")
          int taskManagers,
      @Option(
              names = "--slots",
              paramLabel = "N",
              defaultValue = "2",
              description = "Slots of each, 1 to 8. Default: 2")
          int slots,
      @Option(
              names = "--checkpoint-interval",
              paramLabel = "TIME",
              defaultValue = "10s",
              converter = TimeConverter.class,
              description = "Time between checkpoints, 100ms to 600s. Default: 10s")
          Duration checkpointInterval,
      @Option(
              names = "--port",
              paramLabel = "P",
              defaultValue = "8081",
              description = "Flink's web interface and REST. Default: 8081")
          int port,
      @Option(
              names = "--zookeeper-port",
              paramLabel = "P",
              defaultValue = "2181",
              description = "ZooKeeper. Default: 2181")
          int zooKeeperPort,
      @Option(
              names = "--aws-port",
              paramLabel = "P",
              defaultValue = "4566",
              description =
                  "SQS; SNS, S3, Kinesis and Firehose are on the next four, and one behind takes"
                      + " faults. Default: 4566")
          int awsPort)
      throws IOException, InterruptedException {
    OptionLimits limits = new OptionLimits(spec);
    limits.between("--taskmanagers", taskManagers, 1, 8);
    limits.between("--slots", slots, 1, 8);
    limits.between(
        "--checkpoint-interval",
        checkpointInterval,
        Duration.ofMillis(100),
        Duration.ofMinutes(10));
    limits.between("--port", port, 1024, 65_535);
    limits.between("--zookeeper-port", zooKeeperPort, 1024, 65_535);
    limits.between("--aws-port", awsPort, 1024, 65_530);
    ClusterDirectory files = new ClusterDirectory(directory);
    if (repair(files)) {
      return;
    }
    FlinkCluster cluster =
        FlinkCluster.of(
            files,
            new ClusterSettings(
                port, zooKeeperPort, awsPort, taskManagers, slots, checkpointInterval));
    cluster.start(ClusterMain::say);
    say("The cluster runs: " + cluster.rest().address() + "   (logs in " + files + "/log)");
  }

  /** Starts what is down of a cluster that runs in part. */
  private static boolean repair(ClusterDirectory files) throws IOException, InterruptedException {
    if (files.read(ClusterSettings.FILE).isEmpty()) {
      return false;
    }
    FlinkCluster before = FlinkCluster.running(files);
    if (before.process(FlinkCluster.AWS).isEmpty()
        || before.process(FlinkCluster.ZOOKEEPER).isEmpty()) {
      // What they knew is gone, and with it the job.
      before.stop();
      return false;
    }
    List<String> started = before.startMissing();
    say(
        started.isEmpty()
            ? "The cluster in "
                + files
                + " runs already, with TaskManagers: "
                + before.settings().taskManagers
                + ". More come by 'down' and another 'up', which forget everything."
            : "Started " + String.join(", ", started) + " of the cluster in " + files + ".");
    return true;
  }

  @Command(description = "Start the job, by Flink's own command line, and wait until it runs.")
  void submit(
      @Option(
              names = "--jar",
              paramLabel = "JAR",
              description = "The job's jar. Default: that which 'mvn package' made")
          Path jar,
      @Option(
              names = "--parallelism",
              paramLabel = "N",
              defaultValue = "2",
              description = "Subtasks of every operator, 1 to 64. Default: 2")
          int parallelism,
      @Option(
              names = "--from",
              paramLabel = "SAVEPOINT",
              description = "Go on from a savepoint or checkpoint. Default: start without state")
          String savepoint,
      @Option(names = "--rest", description = "By the REST API and not by 'flink run'")
          boolean byRest,
      @Parameters(
              paramLabel = "ARGUMENT",
              arity = "0..*",
              description =
                  "Behind '--': the job's own arguments, such as --analytics.prefix-depth=1")
          List<String> arguments)
      throws IOException, InterruptedException {
    new OptionLimits(spec).between("--parallelism", parallelism, 1, 64);
    if (savepoint != null && savepoint.isBlank()) {
      throw new ParameterException(
          spec.commandLine(), "--from is empty: Flink would start the job without state");
    }
    FlinkCluster cluster = cluster();
    Optional<ClusterJob> before = ClusterJob.running(cluster);
    if (before.isPresent() && before.get().isLive()) {
      throw new ClusterException("the job runs already: upgrade, rescale or stop it");
    }
    Optional<ClusterJob.Start> last =
        ClusterJob.last(cluster).filter(start -> start.savepoint != null);
    if (savepoint == null && before.isEmpty() && last.isPresent()) {
      say(
          "Without state: what the job before had counted is forgotten. It would go on by "
              + goOn(last.get(), last.get().savepoint));
    }
    List<String> all = new ArrayList<>(localSettings(cluster));
    all.addAll(arguments == null ? List.of() : arguments);
    Path jobJar = jar == null ? builtJar() : jar.toAbsolutePath();
    say("Submitting " + jobJar.getFileName() + " ...");
    ClusterJob job =
        ClusterJob.submit(
            cluster, new ClusterJob.Start(jobJar, parallelism, all, savepoint, byRest));
    say("Job " + job.id() + " runs.");
  }

  @Command(description = "Tell which processes run, and how the job does.")
  void status() throws IOException, InterruptedException {
    FlinkCluster cluster = cluster();
    for (String name : cluster.processes()) {
      Optional<Daemon> process = cluster.process(name);
      say(String.format("%-14s %s", name, process.map(it -> "pid " + it.pid()).orElse("is down")));
    }
    Optional<ClusterJob> job = ClusterJob.running(cluster);
    if (job.isEmpty()) {
      say("no job");
      return;
    }
    JsonNode checkpoints = cluster.rest().checkpoints(job.get().id());
    say("job " + job.get().id() + " is " + job.get().state());
    say("  parallelism " + job.get().start().parallelism);
    say("  checkpoints: " + summary(checkpoints));
    say("  restored " + checkpoints.at("/counts/restored").asLong() + " times");
    try (var resources = cluster.resources()) {
      say("  messages in the queue, in flight or not: " + resources.messagesLeft());
    }
  }

  /** How many checkpoints there were, and how large and long the last was that completed. */
  static String summary(JsonNode checkpoints) {
    long failed = checkpoints.at("/counts/failed").asLong();
    String counts =
        checkpoints.at("/counts/completed").asLong()
            + " completed, "
            + failed
            + (failed == 0 ? " failed" : " failed (so do those that begin before all tasks run)");
    JsonNode last = checkpoints.at("/latest/completed");
    return last.isObject()
        ? String.format(
            Locale.ROOT,
            "%s, the last one %,d bytes in %d ms",
            counts,
            last.get("state_size").asLong(),
            last.get("end_to_end_duration").asLong())
        : counts;
  }

  @Command(description = "Take a savepoint; the job goes on.")
  void savepoint() throws IOException, InterruptedException {
    say(job().savepoint());
  }

  @Command(description = "Stop the job with a savepoint and start it with another parallelism.")
  void rescale(
      @Parameters(paramLabel = "N", description = "Subtasks of every operator, 1 to 64")
          int parallelism)
      throws IOException, InterruptedException {
    new OptionLimits(spec).between("N", parallelism, 1, 64);
    ClusterJob job = job();
    job.restart(job.start().at(parallelism), ClusterMain::say);
    say("The job runs at parallelism " + parallelism + ".");
  }

  @Command(
      description =
          "Stop the job with a savepoint and start another jar, or other settings, from it. If that"
              + " does not start, the job goes on as it was.")
  void upgrade(
      @Parameters(paramLabel = "JAR", description = "The new jar") Path jar,
      @Parameters(
              paramLabel = "ARGUMENT",
              index = "1..*",
              arity = "0..*",
              description =
                  "Behind '--': settings that are changed; one that was given before is replaced")
          List<String> arguments)
      throws IOException, InterruptedException {
    ClusterJob job = job();
    List<String> changed = arguments == null ? List.of() : arguments;
    job.restart(
        job.start().of(jar.toAbsolutePath(), replaced(job.start().arguments, changed)),
        ClusterMain::say);
    say("The job runs from " + jar.getFileName() + ".");
  }

  @Command(description = "Stop the job with a savepoint.")
  void stop() throws IOException, InterruptedException {
    ClusterJob job = job();
    String savepoint = job.stop();
    say(savepoint);
    say("To go on from it: " + goOn(job.start(), savepoint));
    say("A plain 'submit' starts without state.");
  }

  private String goOn(ClusterJob.Start start, String savepoint) throws IOException {
    return SubmitCommand.of(directory, start, savepoint, localSettings(cluster()));
  }

  @Command(description = "Stop all processes. What is in the local AWS is gone then.")
  void down() throws IOException {
    cluster().stop();
    say("The cluster is down.");
  }

  /** Arguments with others in place of those of the same key. */
  static List<String> replaced(List<String> arguments, List<String> others) {
    List<String> all = new ArrayList<>(arguments);
    for (String other : others) {
      int equals = other.indexOf('=');
      if (equals > 0) {
        all.removeIf(argument -> argument.startsWith(other.substring(0, equals + 1)));
      }
      all.add(other);
    }
    return all;
  }

  /** The local settings, with this cluster's AWS in them. */
  static List<String> localSettings(FlinkCluster cluster) {
    List<String> arguments = new ArrayList<>();
    arguments.add("--config");
    arguments.add(Path.of("conf", "application-properties-local.json").toAbsolutePath().toString());
    try (var resources = cluster.resources()) {
      arguments.addAll(resources.jobArguments());
    }
    return arguments;
  }

  /**
   * The jar that the build has made.
   *
   * @throws ClusterException if there is none, or more than one
   */
  static Path builtJar() throws IOException {
    return builtJar(Path.of("target").toAbsolutePath());
  }

  static Path builtJar(Path target) throws IOException {
    try (Stream<Path> files = Files.list(target)) {
      List<Path> jars =
          files
              .filter(
                  file ->
                      file.getFileName().toString().matches("uploadlens-[0-9].*(?<!-shaded)\\.jar"))
              .collect(Collectors.toList());
      if (jars.size() != 1) {
        throw new ClusterException(
            jars.isEmpty()
                ? "there is no jar in target: 'mvn -DskipTests package' makes it"
                : "several jars are in target: say which with --jar, or 'mvn clean'");
      }
      return jars.get(0);
    }
  }

  private FlinkCluster cluster() throws IOException {
    return FlinkCluster.running(new ClusterDirectory(directory));
  }

  private ClusterJob job() throws IOException {
    return ClusterJob.running(cluster())
        .orElseThrow(() -> new ClusterException("no job runs; 'submit' starts it"));
  }

  private static void say(String text) {
    System.out.println(text);
  }
}
