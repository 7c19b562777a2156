package io.uploadlens.producer.verify;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/**
 * The objects of one output. Objects of which a part of the path begins with {@code _} or {@code .}
 * are no output: the file sinks hide there what is not finished.
 */
public interface ObjectStore {

  /** The keys of the output's objects, sorted. */
  List<String> keys() throws IOException;

  /** The bytes of one; the caller closes the stream. */
  InputStream open(String key) throws IOException;

  /** Whether a path is one of output, not of something unfinished. */
  static boolean isOutput(String path) {
    for (String part : path.split("/", -1)) {
      if (part.startsWith("_") || part.startsWith(".")) {
        return false;
      }
    }
    return !path.isEmpty() && !path.endsWith("/");
  }
}
