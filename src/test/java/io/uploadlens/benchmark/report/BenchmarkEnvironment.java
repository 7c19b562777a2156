package io.uploadlens.benchmark.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Where and with what is measured: the first line of the result, to which a benchmark adds. */
public final class BenchmarkEnvironment {

  private BenchmarkEnvironment() {}

  /**
   * What does not depend on the benchmark. {@code load_average} is that of the last minute before
   * it, {@code commit} what is checked out, where there is git.
   */
  public static ObjectNode toJson(String benchmark) throws InterruptedException {
    ObjectNode line =
        new ObjectMapper()
            .createObjectNode()
            .put("benchmark", benchmark)
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
            .put("load_average", loadAverage())
            .put("max_heap_mb", Runtime.getRuntime().maxMemory() >> 20);
    String commit = commit();
    if (commit != null) {
      line.put("commit", commit);
    }
    return line;
  }

  /** Of the last minute, to two digits; negative where the system does not tell. */
  public static double loadAverage() {
    double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    return Math.round(load * 100) / 100.0;
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
