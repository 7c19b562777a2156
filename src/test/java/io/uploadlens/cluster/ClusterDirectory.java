package io.uploadlens.cluster;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import org.apache.flink.util.FileUtils;

/** The files of one cluster: configuration, logs, which processes run, which job. */
final class ClusterDirectory {

  private final Path root;

  ClusterDirectory(Path root) {
    this.root = root.toAbsolutePath().normalize();
  }

  Path root() {
    return root;
  }

  /** What Flink takes for its configuration directory. */
  Path conf() {
    return root.resolve("conf");
  }

  /** What a process keeps while it runs. */
  Path temporary(String process) {
    return run().resolve(process);
  }

  /** What a new JobManager goes on from: the jobs that ran, and their jars. */
  Path highAvailability() {
    return run().resolve("high-availability");
  }

  /** Its name is its own, since it is deleted, and the directory may be anybody's. */
  private Path run() {
    return root.resolve("uploadlens-run");
  }

  /**
   * Makes an empty place for what a process keeps. One that takes the place of another begins
   * without its files, as on a new machine; Flink would check all jars that it finds first.
   */
  void renew(String process) throws IOException {
    Path place = temporary(process);
    FileUtils.deleteDirectory(place.toFile());
    Files.createDirectories(place);
  }

  /** Deletes what a cluster that does not run any more has left, but for its logs. */
  void clear() throws IOException {
    FileUtils.deleteDirectory(run().toFile());
  }

  /** What a process says. */
  Path log(String process) {
    return root.resolve("log").resolve(process + ".log");
  }

  Path pidFile(String process) {
    return root.resolve(process + ".pid");
  }

  /** Properties that were written, or nothing. */
  Optional<Properties> read(String name) throws IOException {
    Properties properties = new Properties();
    try (Reader in = Files.newBufferedReader(file(name))) {
      properties.load(in);
      return Optional.of(properties);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  /** Writes properties as a whole: a reader sees all of them or those before. */
  void write(String name, Properties properties) throws IOException {
    Files.createDirectories(root);
    Path whole = file(name);
    Path part = whole.resolveSibling(whole.getFileName() + ".part");
    try (Writer out = Files.newBufferedWriter(part, StandardCharsets.UTF_8)) {
      Properties sorted = new Properties();
      sorted.putAll(new TreeMap<>(properties));
      sorted.store(out, null);
    }
    Files.move(part, whole, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
  }

  void delete(String name) throws IOException {
    Files.deleteIfExists(file(name));
  }

  private Path file(String name) {
    return root.resolve(name + ".properties");
  }

  @Override
  public String toString() {
    return root.toString();
  }
}
