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

  /** What processes keep while they run. */
  Path temporary() {
    return root.resolve("tmp");
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
