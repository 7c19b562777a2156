package io.uploadlens.cluster;

import io.uploadlens.demo.DemoResources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.TimeUnit;

/**
 * The processes of a cluster: a local AWS, ZooKeeper, which tells a new JobManager what the one
 * before it did, a JobManager and TaskManagers.
 */
final class FlinkCluster {

  static final String AWS = "aws";
  static final String ZOOKEEPER = "zookeeper";
  static final String JOBMANAGER = "jobmanager";
  static final String CLIENT = "flink-client";

  private static final Duration PATIENCE = Duration.ofSeconds(120);
  private static final Duration STOP_PATIENCE = Duration.ofSeconds(10);

  private final ClusterDirectory files;
  private final ClusterSettings settings;
  private final ProcessCommands commands;
  private final FlinkRest rest;
  private boolean stopping;

  private FlinkCluster(ClusterDirectory files, ClusterSettings settings) {
    this.files = files;
    this.settings = settings;
    this.commands = new ProcessCommands(files, settings);
    this.rest = new FlinkRest(settings.restPort);
  }

  /** A cluster that is to be started. */
  static FlinkCluster of(ClusterDirectory files, ClusterSettings settings) {
    return new FlinkCluster(files, settings);
  }

  /**
   * The cluster that was started there.
   *
   * @throws ClusterException if none was
   */
  static FlinkCluster running(ClusterDirectory files) throws IOException {
    Properties properties =
        files
            .read(ClusterSettings.FILE)
            .orElseThrow(
                () ->
                    new ClusterException(
                        "no cluster was started in " + files + "; 'up' starts one"));
    return new FlinkCluster(files, ClusterSettings.of(properties));
  }

  ClusterSettings settings() {
    return settings;
  }

  ClusterDirectory files() {
    return files;
  }

  FlinkRest rest() {
    return rest;
  }

  /** Names of the processes, in the order in which they start. */
  List<String> processes() {
    List<String> names = new ArrayList<>(List.of(AWS, ZOOKEEPER, JOBMANAGER));
    for (int i = 1; i <= settings.taskManagers; i++) {
      names.add(taskManager(i));
    }
    return names;
  }

  static String taskManager(int number) {
    return "taskmanager-" + number;
  }

  /**
   * Starts everything and waits until it works.
   *
   * @param said is told what happens
   * @throws ClusterException if a cluster runs there, a port is in use or a process ends; what was
   *     started is stopped
   */
  void start(Progress said) throws IOException, InterruptedException {
    for (String name : processes()) {
      if (process(name).isPresent()) {
        throw new ClusterException(
            name
                + " of a cluster in "
                + files
                + " runs: 'down' stops it, or take another directory");
      }
    }
    for (int port : ports()) {
      Ports.requireFree(port);
    }
    // The jobs of a cluster that was killed would be started again, with state that is gone.
    files.clear();
    files.write(ClusterSettings.FILE, settings.toProperties());
    boolean complete = false;
    try {
      said.that("Starting a local AWS and ZooKeeper ...");
      startProcess(AWS);
      startProcess(ZOOKEEPER);
      await(() -> Ports.isOpen(settings.faultPort()), "the local AWS", List.of(AWS));
      await(() -> Ports.isOpen(settings.zooKeeperPort), "ZooKeeper", List.of(ZOOKEEPER));
      said.that(
          "Starting a JobManager and "
              + settings.taskManagers
              + (settings.taskManagers == 1 ? " TaskManager ..." : " TaskManagers ..."));
      startProcess(JOBMANAGER);
      for (int i = 1; i <= settings.taskManagers; i++) {
        startProcess(taskManager(i));
      }
      awaitTaskManagers();
      complete = true;
    } finally {
      if (!complete) {
        stop();
      }
    }
  }

  /**
   * Starts the processes that do not run, as they were before, and waits until all take part.
   *
   * @return their names
   */
  List<String> startMissing() throws IOException, InterruptedException {
    List<String> missing = new ArrayList<>();
    for (String name : processes()) {
      if (process(name).isEmpty()) {
        startProcess(name);
        missing.add(name);
      }
    }
    awaitTaskManagers();
    return missing;
  }

  /** Waits until all TaskManagers take part. */
  void awaitTaskManagers() throws IOException, InterruptedException {
    await(
        () -> rest.overview().get("taskmanagers").asInt() == settings.taskManagers,
        "the JobManager with " + settings.taskManagers + " TaskManagers",
        processes());
  }

  /**
   * Starts one of the processes, be it for the first time or after it was killed.
   *
   * @throws ClusterException if {@link #stop()} was called: somebody who interrupts what strikes
   *     the cluster wants none of it left
   */
  private synchronized void startProcess(String name) throws IOException {
    if (stopping) {
      throw new ClusterException("the cluster is being stopped");
    }
    files.renew(name);
    Daemon.start(name, commands.of(name), commands.environment(), files);
  }

  /** A process that runs. */
  Optional<Daemon> process(String name) throws IOException {
    return Daemon.running(name, files);
  }

  /** Ends one as {@code kill -9} does. */
  void kill(String name) throws IOException {
    Daemon process = process(name).orElseThrow(() -> new ClusterException(name + " does not run"));
    process.kill();
  }

  /** Stops everything, the last started first; what does not run is left alone. */
  void stop() throws IOException {
    synchronized (this) {
      stopping = true;
    }
    List<String> names = processes();
    for (int i = names.size() - 1; i >= 0; i--) {
      Optional<Daemon> process = process(names.get(i));
      if (process.isPresent()) {
        process.get().stop(STOP_PATIENCE);
      }
    }
    files.delete(ClusterSettings.FILE);
    files.delete(ClusterJob.FILE);
    files.clear();
  }

  /**
   * Runs Flink's command line, {@code bin/flink}.
   *
   * @throws ClusterException if it fails, with the reason that it told
   */
  void flink(List<String> arguments) throws IOException, InterruptedException {
    Path log = files.log(CLIENT);
    ProcessBuilder builder =
        new ProcessBuilder(commands.client(arguments))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder.environment().putAll(commands.environment());
    Process process = builder.start();
    try {
      if (process.waitFor() != 0) {
        throw new ClusterException(
            "'flink "
                + arguments.get(0)
                + "' failed: "
                + RootCause.of(Files.readString(log))
                + " (all of it: "
                + log
                + ")");
      }
    } finally {
      process.destroy();
    }
  }

  private List<Integer> ports() {
    List<Integer> ports = new ArrayList<>(List.of(settings.restPort, settings.zooKeeperPort));
    for (int port = settings.awsPort; port <= settings.faultPort(); port++) {
      ports.add(port);
    }
    return ports;
  }

  /** Waits for something that processes of this cluster do. */
  private void await(Condition condition, String what, List<String> doneBy)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!holds(condition)) {
      for (String name : doneBy) {
        if (process(name).isEmpty()) {
          throw new ClusterException(name + " has ended; see " + files.log(name));
        }
      }
      if (System.nanoTime() > deadline) {
        throw new ClusterException(
            what + " is not there after " + PATIENCE.toSeconds() + " s; see " + files.root());
      }
      TimeUnit.MILLISECONDS.sleep(200);
    }
  }

  /** Nobody listens yet, or somebody that has just begun says so with an error. */
  private static boolean holds(Condition condition) throws InterruptedException {
    try {
      return condition.holds();
    } catch (IOException notYet) {
      return false;
    }
  }

  /** Resources of the local AWS; to be closed. */
  DemoResources resources() {
    return new DemoResources(settings.aws());
  }

  /** Something to wait for. */
  @FunctionalInterface
  private interface Condition {
    boolean holds() throws IOException, InterruptedException;
  }

  /** Is told what happens. */
  @FunctionalInterface
  interface Progress {
    void that(String happens);
  }
}
