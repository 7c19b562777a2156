package io.uploadlens.benchmark.sqs;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Where and with what is measured: the first line of the result. */
final class BenchmarkEnvironment {

  private BenchmarkEnvironment() {}

  static ObjectNode toJson(BenchmarkSetting setting) throws IOException, InterruptedException {
    ObjectNode line =
        new ObjectMapper()
            .createObjectNode()
            .put("benchmark", "sqs")
            .put("date", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString())
            .put("java", System.getProperty("java.vm.version"))
            .put(
                "os",
                System.getProperty("os.name")
                    + " "
                    + System.getProperty("os.version")
                    + " "
                    + System.getProperty("os.arch"))
            .put("cores", Runtime.getRuntime().availableProcessors())
            .put("max_heap_mb", Runtime.getRuntime().maxMemory() >> 20)
            .put("endpoint", "in a JVM of its own on the same cores")
            .put("mean_body_bytes", setting.endpoint().meanBodyBytes())
            .put("latency_ms", setting.latencyMillis())
            .put("parallelism", setting.parallelism());
    String commit = commit();
    if (commit != null) {
      line.put("commit", commit);
    }
    return line;
  }

  /** The commit that is checked out, or null where there is no git or no repository. */
  private static String commit() throws InterruptedException {
    try {
      Process git =
          new ProcessBuilder("git", "describe", "--always", "--dirty", "--abbrev=12")
              .redirectError(Redirect.DISCARD)
              .start();
      String commit =
          new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8).trim();
      return git.waitFor() == 0 ? commit : null;
    } catch (IOException e) {
      // No git here.
      return null;
    }
  }
}
