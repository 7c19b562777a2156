package io.uploadlens.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import java.util.zip.ZipException;
import org.apache.flink.configuration.PipelineOptionsInternal;

/**
 * The job on a cluster: how it was started, so that it can be started again from a savepoint, at
 * another parallelism or from another jar.
 */
final class ClusterJob {

  static final String FILE = "job";

  private static final Duration PATIENCE = Duration.ofSeconds(180);

  /** Failures after which a job that has never run is taken for one that can't. */
  private static final int FAILURES_AT_START = 3;

  /** For how long a job may still arrive whose client has given up. */
  private static final Duration LATE_ARRIVAL = Duration.ofSeconds(10);

  private final FlinkCluster cluster;
  private final Start start;
  private final String id;

  private ClusterJob(FlinkCluster cluster, Start start, String id) {
    this.cluster = cluster;
    this.start = start;
    this.id = id;
  }

  /** How a job is started. Immutable. */
  static final class Start {
    final Path jar;
    final int parallelism;
    final List<String> arguments;

    /** Null to start without state. */
    final String savepoint;

    /** By Flink's REST API; else by its command line. */
    final boolean byRest;

    Start(Path jar, int parallelism, List<String> arguments, String savepoint, boolean byRest) {
      this.jar = jar;
      this.parallelism = parallelism;
      this.arguments = List.copyOf(arguments);
      this.savepoint = savepoint;
      this.byRest = byRest;
    }

    Start from(String otherSavepoint) {
      return new Start(jar, parallelism, arguments, otherSavepoint, byRest);
    }

    Start at(int otherParallelism) {
      return new Start(jar, otherParallelism, arguments, savepoint, byRest);
    }

    Start of(Path otherJar, List<String> otherArguments) {
      return new Start(otherJar, parallelism, otherArguments, savepoint, byRest);
    }
  }

  /**
   * The job that runs on a cluster, as far as this program started it.
   *
   * @return nothing if none was started, or it was stopped
   */
  static Optional<ClusterJob> running(FlinkCluster cluster) throws IOException {
    Optional<Properties> known = cluster.files().read(FILE);
    if (known.isEmpty() || known.get().getProperty("id").isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(new ClusterJob(cluster, read(known.get()), known.get().getProperty("id")));
  }

  /** How the last job was started, and from where it would go on; nothing if there was none. */
  static Optional<Start> last(FlinkCluster cluster) throws IOException {
    return cluster.files().read(FILE).map(ClusterJob::read);
  }

  /**
   * Starts a job and waits until all its tasks run.
   *
   * @throws ClusterException if it does not, with the reason; it is canceled then
   */
  static ClusterJob submit(FlinkCluster cluster, Start start)
      throws IOException, InterruptedException {
    requirePossible(cluster, start);
    ClusterJob job = new ClusterJob(cluster, start, UUID.randomUUID().toString().replace("-", ""));
    // Before it is begun: a cluster may take a job whose client is told nothing of it any more.
    job.remember(job.id, start.savepoint);
    try {
      job.begin();
      job.awaitRunning(FAILURES_AT_START);
    } catch (ClusterException | IOException failure) {
      try {
        job.cancel();
      } catch (ClusterException | IOException runsPerhaps) {
        failure.addSuppressed(runsPerhaps);
      }
      throw failure;
    }
    return job;
  }

  /** Tells what is wrong before a job that runs is stopped for it. */
  private static void requirePossible(FlinkCluster cluster, Start start)
      throws IOException, InterruptedException {
    if (!Files.isRegularFile(start.jar)) {
      throw new ClusterException("there is no jar " + start.jar);
    }
    try {
      new JarFile(start.jar.toFile()).close();
    } catch (ZipException e) {
      throw new ClusterException(start.jar + " is no jar: " + e.getMessage());
    }
    int slots = cluster.rest().overview().get("slots-total").asInt();
    if (start.parallelism > slots) {
      throw new ClusterException(
          "parallelism "
              + start.parallelism
              + " needs as many slots, and the cluster has "
              + slots
              + " ('up' has --taskmanagers and --slots)");
    }
  }

  private void begin() throws IOException, InterruptedException {
    if (start.byRest) {
      String jar = cluster.rest().upload(start.jar);
      cluster.rest().run(jar, id, start.parallelism, start.arguments, start.savepoint);
      return;
    }
    List<String> arguments = new ArrayList<>(List.of("run", "--detached"));
    arguments.add("-D" + PipelineOptionsInternal.PIPELINE_FIXED_JOB_ID.key() + "=" + id);
    arguments.add("--parallelism");
    arguments.add(Integer.toString(start.parallelism));
    if (start.savepoint != null) {
      arguments.add("--fromSavepoint");
      arguments.add(start.savepoint);
    }
    arguments.add(start.jar.toString());
    arguments.addAll(start.arguments);
    cluster.flink(arguments);
  }

  String id() {
    return id;
  }

  Start start() {
    return start;
  }

  /** The job's state in Flink, such as RUNNING. */
  String state() throws IOException, InterruptedException {
    return cluster.rest().job(id).get("state").asText();
  }

  /** Whether the cluster has it, and it has not ended. */
  boolean isLive() throws IOException, InterruptedException {
    return cluster.rest().knows(id) && !FlinkRest.ENDED.contains(state());
  }

  /**
   * Waits until all tasks run, be it after a failure.
   *
   * @throws ClusterException if the job ends, or does not run in time
   */
  void awaitRunning() throws IOException, InterruptedException {
    awaitRunning(Integer.MAX_VALUE);
  }

  private void awaitRunning(int failures) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    String state = "unknown";
    while (System.nanoTime() < deadline) {
      try {
        JsonNode job = cluster.rest().job(id);
        state = job.get("state").asText();
        if (state.equals("RUNNING") && allTasksRun(job)) {
          return;
        }
        if (FlinkRest.ENDED.contains(state)) {
          throw new ClusterException("the job is " + state + ": " + reason());
        }
        if (cluster.rest().exceptions(id).size() >= failures) {
          throw new ClusterException("the job fails again and again: " + reason());
        }
      } catch (IOException notNow) {
        // A JobManager that has just begun does not know its jobs yet.
        state = notNow.getMessage();
      }
      TimeUnit.MILLISECONDS.sleep(200);
    }
    throw new ClusterException(
        "the job does not run after " + PATIENCE.toSeconds() + " s, it is " + state);
  }

  private static boolean allTasksRun(JsonNode job) {
    for (JsonNode vertex : job.get("vertices")) {
      if (vertex.at("/tasks/RUNNING").asInt() != vertex.get("parallelism").asInt()) {
        return false;
      }
    }
    return true;
  }

  /** Why it failed last. */
  String reason() throws IOException, InterruptedException {
    JsonNode failures = cluster.rest().exceptions(id);
    return failures.isEmpty()
        ? "no reason is told"
        : RootCause.of(failures.get(0).path("stacktrace").asText());
  }

  /** Ends the job without a savepoint; fine if the cluster never took it. */
  private void cancel() throws IOException, InterruptedException {
    if (!isTaken()) {
      remember("", start.savepoint);
      return;
    }
    if (!FlinkRest.ENDED.contains(state())) {
      cluster.rest().cancel(id);
    }
    awaitEnd();
    remember("", lastState());
  }

  private void awaitEnd() throws IOException, InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!FlinkRest.ENDED.contains(state())) {
      if (System.nanoTime() > deadline) {
        throw new ClusterException("the job does not end after " + PATIENCE.toSeconds() + " s");
      }
      TimeUnit.MILLISECONDS.sleep(100);
    }
  }

  /** Whether the cluster has the job, or takes it within a moment. */
  private boolean isTaken() throws IOException, InterruptedException {
    long deadline = System.nanoTime() + LATE_ARRIVAL.toNanos();
    boolean taken = cluster.rest().knows(id);
    while (!taken && System.nanoTime() < deadline) {
      TimeUnit.MILLISECONDS.sleep(100);
      taken = cluster.rest().knows(id);
    }
    return taken;
  }

  /**
   * From where a job goes on that was canceled: of what its checkpoints hold, messages are deleted,
   * so nothing older will do. A JobManager knows no checkpoints of the one before it but that from
   * which it went on.
   */
  private String lastState() throws IOException, InterruptedException {
    JsonNode latest = cluster.rest().checkpoints(id).path("latest");
    JsonNode completed = latest.path("completed");
    JsonNode restored = latest.path("restored");
    JsonNode newest =
        restored.path("id").asLong(-1) > completed.path("id").asLong(-1) ? restored : completed;
    JsonNode path = newest.path("external_path");
    return path.isTextual() ? path.asText() : start.savepoint;
  }

  /** Takes a savepoint; the job goes on. Returns its path. */
  String savepoint() throws IOException, InterruptedException {
    return awaitSavepoint(cluster.rest().triggerSavepoint(id));
  }

  /** Ends the job behind a savepoint. Returns its path. */
  String stop() throws IOException, InterruptedException {
    String savepoint = awaitStop(cluster.rest().stopWithSavepoint(id));
    remember("", savepoint);
    return savepoint;
  }

  private String awaitStop(String request) throws IOException, InterruptedException {
    try {
      return awaitSavepoint(request);
    } catch (ClusterException failure) {
      if (!failure.getMessage().contains("StopWithSavepointStoppingException")) {
        throw failure;
      }
      // It failed behind its savepoint, and does not run again. What the savepoint holds is
      // complete; what it has not committed, the job does that goes on from there.
      awaitEnd();
      JsonNode path = cluster.rest().checkpoints(id).at("/latest/savepoint/external_path");
      if (!path.isTextual()) {
        throw failure;
      }
      return path.asText();
    }
  }

  private String awaitSavepoint(String request) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < deadline) {
      String path = cluster.rest().savepoint(id, request);
      if (path != null) {
        return path;
      }
      TimeUnit.MILLISECONDS.sleep(100);
    }
    throw new ClusterException("no savepoint after " + PATIENCE.toSeconds() + " s");
  }

  /**
   * Stops the job with a savepoint and starts it in another way from there. If it does not start,
   * it goes on as it was.
   *
   * @param said is told what happens
   * @throws ClusterException if it did not start the other way; it runs as before then
   */
  ClusterJob restart(Start otherwise, FlinkCluster.Progress said)
      throws IOException, InterruptedException {
    requirePossible(cluster, otherwise);
    String savepoint = stop();
    said.that("Stopped with " + savepoint);
    try {
      return submit(cluster, otherwise.from(savepoint));
    } catch (ClusterException | IOException failure) {
      said.that("It does not start so: " + failure.getMessage());
      if (running(cluster).isPresent()) {
        throw failure;
      }
      said.that("Starting it again as it was ...");
      String state = last(cluster).orElseThrow().savepoint;
      try {
        submit(cluster, start.from(state));
      } catch (ClusterException | IOException again) {
        if (running(cluster).isPresent()) {
          throw again;
        }
        throw new ClusterException(
            "no job runs: 'submit --from "
                + last(cluster).orElseThrow().savepoint
                + "' would go on; without it, what was counted is lost. "
                + again.getMessage(),
            again);
      }
      throw new ClusterException("the job runs as before", failure);
    }
  }

  private void remember(String runningId, String savepoint) throws IOException {
    Properties properties = new Properties();
    properties.setProperty("id", runningId);
    properties.setProperty("jar", start.jar.toString());
    properties.setProperty("parallelism", Integer.toString(start.parallelism));
    properties.setProperty("by-rest", Boolean.toString(start.byRest));
    for (int i = 0; i < start.arguments.size(); i++) {
      properties.setProperty("argument-" + i, start.arguments.get(i));
    }
    if (savepoint != null) {
      properties.setProperty("savepoint", savepoint);
    }
    cluster.files().write(FILE, properties);
  }

  private static Start read(Properties properties) {
    List<String> arguments = new ArrayList<>();
    for (int i = 0; properties.containsKey("argument-" + i); i++) {
      arguments.add(properties.getProperty("argument-" + i));
    }
    return new Start(
        Path.of(properties.getProperty("jar")),
        Integer.parseInt(properties.getProperty("parallelism")),
        arguments,
        properties.getProperty("savepoint"),
        Boolean.parseBoolean(properties.getProperty("by-rest")));
  }
}
