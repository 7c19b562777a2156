package io.uploadlens.savepoint;

import io.uploadlens.producer.generator.Destination;
import io.uploadlens.producer.truth.Truth;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * A savepoint as it is kept, in a directory with all that is needed to go on from it:
 *
 * <pre>
 *  state/              the savepoint, in canonical format
 *  s3/                 what S3 held when it was taken: uploads that the state wants completed
 *  messages.ndjson.gz  what was sent before, and what is to be sent after, in this order
 *  truth.ndjson.gz     what must come of all of it
 *  README.md           how and with what it was made
 * </pre>
 *
 * <p>The messages and the truth are files, not made anew by the generator: that may change, a
 * savepoint stays. What S3 held is in the form of the local S3 of the tests; should that take
 * another one day, the JSON in there is to be put into it, and the parts stay.
 */
final class KeptSavepoint {

  private static final String ROOT = "/savepoints";

  private final Path directory;

  KeptSavepoint(Path directory) {
    this.directory = directory;
  }

  /** All that are kept, oldest first by name. */
  static List<KeptSavepoint> all() {
    URL root = KeptSavepoint.class.getResource(ROOT);
    if (root == null) {
      throw new IllegalStateException("no savepoints under " + ROOT + " on the class path");
    }
    try (Stream<Path> names = Files.list(Path.of(root.toURI()))) {
      return names
          .filter(Files::isDirectory)
          .sorted()
          .map(KeptSavepoint::new)
          .collect(Collectors.toList());
    } catch (IOException | URISyntaxException e) {
      throw new IllegalStateException("can't list " + root, e);
    }
  }

  /** The newest. */
  static KeptSavepoint latest() {
    List<KeptSavepoint> all = all();
    return all.get(all.size() - 1);
  }

  /** Flink's own directory. */
  Path state() {
    return directory.resolve("state");
  }

  /** What S3 held; to be copied, not written to. */
  Path s3() {
    return directory.resolve("s3");
  }

  Truth truth() throws IOException {
    return Truth.read(truthFile());
  }

  Path truthFile() {
    return directory.resolve("truth.ndjson.gz");
  }

  Path readme() {
    return directory.resolve("README.md");
  }

  List<SentMessage> messages() throws IOException {
    List<SentMessage> messages = new ArrayList<>();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(messagesFile())),
                StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        messages.add(SentMessage.ofLine(line));
      }
    }
    return messages;
  }

  void writeMessages(List<SentMessage> messages) throws IOException {
    try (Writer out =
        new OutputStreamWriter(
            new GZIPOutputStream(Files.newOutputStream(messagesFile())), StandardCharsets.UTF_8)) {
      for (SentMessage message : messages) {
        out.write(message.toLine());
        out.write('\n');
      }
    }
  }

  private Path messagesFile() {
    return directory.resolve("messages.ndjson.gz");
  }

  /** Copies a directory and what is in it. */
  static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      files.forEach(
          file -> {
            Path target = to.resolve(from.relativize(file).toString());
            try {
              if (Files.isDirectory(file)) {
                Files.createDirectories(target);
              } else {
                Files.copy(file, target);
              }
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
    }
  }

  /** Those for one destination, in their order. */
  static List<SentMessage> select(
      List<SentMessage> messages, Destination destination, Predicate<SentMessage> which) {
    return messages.stream()
        .filter(message -> message.destination == destination)
        .filter(which)
        .collect(Collectors.toList());
  }

  @Override
  public String toString() {
    return directory.getFileName().toString();
  }
}
