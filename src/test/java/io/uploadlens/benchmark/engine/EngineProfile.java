package io.uploadlens.benchmark.engine;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.text.ParseException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import jdk.jfr.Configuration;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordingFile;

/**
 * A recording of the JVM's flight recorder that holds some parts of a run and not the rest, and a
 * summary of it: where the processors were, by the frame on top of the stack.
 */
final class EngineProfile {

  private static final int LINES = 20;

  private final Path file;

  /** Into a file, which is made anew. */
  EngineProfile(Path file) throws IOException {
    this.file = file;
    Files.write(file, new byte[0]);
  }

  /** Records until it is closed. */
  Part record() throws IOException, ParseException {
    Recording recording = new Recording(Configuration.getConfiguration("profile"));
    recording.start();
    return new Part(recording);
  }

  /** By package and by method, the most samples first. */
  String summary() throws IOException {
    Map<String, Integer> packages = new HashMap<>();
    Map<String, Integer> methods = new HashMap<>();
    int samples = 0;
    try (RecordingFile recording = new RecordingFile(file)) {
      while (recording.hasMoreEvents()) {
        RecordedFrame top = top(recording.readEvent());
        if (top != null) {
          samples++;
          String type = top.getMethod().getType().getName();
          packages.merge(type.substring(0, type.lastIndexOf('.') + 1), 1, Integer::sum);
          methods.merge(type + "." + top.getMethod().getName(), 1, Integer::sum);
        }
      }
    }
    return "Samples of running threads, by the top frame's package:\n"
        + most(packages, samples)
        + "By its method:\n"
        + most(methods, samples);
  }

  /** The frame that ran, or null for another event and for a native call that only waits. */
  private static RecordedFrame top(RecordedEvent event) {
    String type = event.getEventType().getName();
    boolean inNative = type.equals("jdk.NativeMethodSample");
    if (!inNative && !type.equals("jdk.ExecutionSample")
        || event.getStackTrace() == null
        || event.getStackTrace().getFrames().isEmpty()) {
      return null;
    }
    RecordedFrame top = event.getStackTrace().getFrames().get(0);
    return inNative && !top.getMethod().getType().getName().startsWith("org.rocksdb.") ? null : top;
  }

  private static String most(Map<String, Integer> counts, int samples) {
    List<String> lines =
        counts.entrySet().stream()
            .sorted(
                Comparator.<Map.Entry<String, Integer>>comparingInt(Map.Entry::getValue)
                    .reversed()
                    .thenComparing(Map.Entry::getKey))
            .limit(LINES)
            .map(
                entry ->
                    String.format(
                        "  %5.1f%%  %s%n", 100.0 * entry.getValue() / samples, entry.getKey()))
            .collect(Collectors.toList());
    return String.join("", lines);
  }

  /** A part that is being recorded; closing it appends it to the file. */
  final class Part implements AutoCloseable {
    private final Recording recording;

    private Part(Recording recording) {
      this.recording = recording;
    }

    @Override
    public void close() throws IOException {
      recording.stop();
      Path part = Files.createTempFile("uploadlens-bench", ".jfr");
      try (OutputStream whole = Files.newOutputStream(file, StandardOpenOption.APPEND)) {
        recording.dump(part);
        // A recording is a row of chunks, so two behind each other are one.
        long unused = Files.copy(part, whole);
      } finally {
        recording.close();
        Files.delete(part);
      }
    }
  }
}
