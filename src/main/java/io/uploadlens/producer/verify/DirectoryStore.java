package io.uploadlens.producer.verify;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The files below a directory, for a pipeline that wrote to the local disk. */
public final class DirectoryStore implements ObjectStore {

  private final Path directory;

  /** The directory need not exist: it is empty then. */
  public DirectoryStore(Path directory) {
    this.directory = Objects.requireNonNull(directory, "directory");
  }

  @Override
  public List<String> keys() throws IOException {
    if (!Files.exists(directory)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(directory)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> directory.relativize(file).toString().replace('\\', '/'))
          .filter(ObjectStore::isOutput)
          .sorted()
          .collect(Collectors.toList());
    }
  }

  @Override
  public InputStream open(String key) throws IOException {
    return Files.newInputStream(directory.resolve(key));
  }

  @Override
  public String toString() {
    return directory.toUri().toString();
  }
}
