package io.uploadlens.producer.verify;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPInputStream;

/** Lines of an output's objects, plain or compressed with gzip, which their first bytes tell. */
final class JsonLines {

  private static final int BUFFER = 1 << 16;

  private JsonLines() {}

  /** What takes a line. */
  interface Handler {
    /**
     * @param place the object and the line's number, for people
     */
    void take(String line, String place);
  }

  static void forEach(ObjectStore store, Handler handler) throws IOException {
    for (String key : store.keys()) {
      try (BufferedReader lines =
          new BufferedReader(
              new InputStreamReader(unzipped(store.open(key)), StandardCharsets.UTF_8), BUFFER)) {
        int number = 0;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          number++;
          if (!line.isBlank()) {
            handler.take(line, key + " line " + number);
          }
        }
      }
    }
  }

  private static InputStream unzipped(InputStream in) throws IOException {
    BufferedInputStream bytes = new BufferedInputStream(in, BUFFER);
    bytes.mark(2);
    boolean zipped = bytes.read() == 0x1f && bytes.read() == 0x8b;
    bytes.reset();
    return zipped ? new GZIPInputStream(bytes, BUFFER) : bytes;
  }
}
