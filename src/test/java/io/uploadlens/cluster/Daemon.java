package io.uploadlens.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A process of the cluster, which outlives the JVM that started it. Its pid file, with its pid and
 * its start, tells it again; another process that got the same pid is not mistaken for it.
 */
final class Daemon {

  private final String name;
  private final ProcessHandle process;
  private final Path pidFile;

  private Daemon(String name, ProcessHandle process, Path pidFile) {
    this.name = name;
    this.process = process;
    this.pidFile = pidFile;
  }

  /**
   * Starts one; what it says goes to its log.
   *
   * @param name of which only one runs at a time
   */
  static Daemon start(
      String name, List<String> command, Map<String, String> environment, ClusterDirectory files)
      throws IOException {
    Path log = files.log(name);
    Files.createDirectories(log.getParent());
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")))
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.environment().putAll(environment);
    ProcessHandle process = builder.start().toHandle();
    Path pidFile = files.pidFile(name);
    Files.writeString(pidFile, process.pid() + " " + startOf(process) + "\n");
    return new Daemon(name, process, pidFile);
  }

  /** The one that was started under this name, if it still runs. */
  static Optional<Daemon> running(String name, ClusterDirectory files) throws IOException {
    Path pidFile = files.pidFile(name);
    String[] known;
    try {
      known = Files.readString(pidFile).trim().split(" ");
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
    return ProcessHandle.of(Long.parseLong(known[0]))
        .filter(process -> process.isAlive() && startOf(process) == Long.parseLong(known[1]))
        .map(process -> new Daemon(name, process, pidFile));
  }

  private static long startOf(ProcessHandle process) {
    return process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
  }

  String name() {
    return name;
  }

  long pid() {
    return process.pid();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Ends it at once, as {@code kill -9} does. */
  void kill() throws IOException {
    process.destroyForcibly();
    awaitEnd(Duration.ofSeconds(10));
    Files.deleteIfExists(pidFile);
  }

  /** Asks it to end, and ends it if it does not do so in time. */
  void stop(Duration patience) throws IOException {
    process.destroy();
    if (!awaitEnd(patience)) {
      process.destroyForcibly();
      awaitEnd(patience);
    }
    Files.deleteIfExists(pidFile);
  }

  private boolean awaitEnd(Duration patience) {
    try {
      process.onExit().get(patience.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      throw new IllegalStateException("waiting for " + name + " failed: " + e.getCause(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ClusterException("interrupted while " + name + " was ending", e);
    }
  }
}
