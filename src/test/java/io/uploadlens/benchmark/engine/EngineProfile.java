package io.uploadlens.benchmark.engine;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.text.ParseException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import jdk.jfr.Configuration;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedStackTrace;
import jdk.jfr.consumer.RecordedThread;
import jdk.jfr.consumer.RecordingFile;

/**
 * A recording of the JVM's flight recorder that holds some parts of a run and not the rest, and a
 * summary of it: where the processors were.
 */
final class EngineProfile {

  private static final int LINES = 15;

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

  /** By thread, by package and by method, the most samples first. */
  String summary() throws IOException {
    Map<String, Integer> threads = new HashMap<>();
    Map<String, Integer> packages = new HashMap<>();
    Map<String, Integer> callers = new HashMap<>();
    Map<String, Integer> methods = new HashMap<>();
    try (RecordingFile recording = new RecordingFile(file)) {
      while (recording.hasMoreEvents()) {
        RecordedEvent event = recording.readEvent();
        RecordedFrame top = top(event);
        if (top != null) {
          threads.merge(thread(event), 1, Integer::sum);
          packages.merge(packageOf(top), 1, Integer::sum);
          callers.merge(packageOf(ofNoJdk(event.getStackTrace())), 1, Integer::sum);
          methods.merge(typeOf(top) + "." + top.getMethod().getName(), 1, Integer::sum);
        }
      }
    }
    return "Samples of running threads, by thread:\n"
        + most(threads)
        + "By the package of the frame on top of the stack:\n"
        + most(packages)
        + "By the package of the first frame that is not of the JDK:\n"
        + most(callers)
        + "By the method on top of the stack:\n"
        + most(methods);
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
    return inNative && !typeOf(top).startsWith("org.rocksdb.") ? null : top;
  }

  private static String thread(RecordedEvent event) {
    RecordedThread thread = event.getThread("sampledThread");
    return thread == null || thread.getJavaName() == null ? "(no name)" : thread.getJavaName();
  }

  private static RecordedFrame ofNoJdk(RecordedStackTrace stack) {
    for (RecordedFrame frame : stack.getFrames()) {
      if (!typeOf(frame).matches("(java|jdk|sun)\\..*")) {
        return frame;
      }
    }
    return stack.getFrames().get(0);
  }

  private static String typeOf(RecordedFrame frame) {
    return frame.getMethod().getType().getName();
  }

  /** Cut before the class, and so before the address that hidden classes have in their names. */
  private static String packageOf(RecordedFrame frame) {
    String type = typeOf(frame);
    int end = 0;
    while (end < type.length() && !Character.isUpperCase(type.charAt(end))) {
      end++;
    }
    return type.substring(0, end);
  }

  private static String most(Map<String, Integer> counts) {
    int samples = counts.values().stream().mapToInt(Integer::intValue).sum();
    return counts.entrySet().stream()
        .sorted(
            Comparator.<Map.Entry<String, Integer>>comparingInt(Map.Entry::getValue)
                .reversed()
                .thenComparing(Map.Entry::getKey))
        .limit(LINES)
        .map(
            entry ->
                String.format(
                    "  %5.1f%%  %s%n", 100.0 * entry.getValue() / samples, entry.getKey()))
        .collect(Collectors.joining());
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
