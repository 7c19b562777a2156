package io.uploadlens.benchmark.exact;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.flink.api.common.JobID;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Metric;
import org.apache.flink.runtime.testutils.InMemoryReporter;

/**
 * The engine's own counters over all attempts: an attempt's counters leave the reporter with it, so
 * they are looked for again and again. Not thread-safe.
 */
final class EngineCounters {

  private final InMemoryReporter reporter;
  private final Map<String, Set<Counter>> counters = new TreeMap<>();

  EngineCounters(InMemoryReporter reporter, List<String> names) {
    this.reporter = reporter;
    names.forEach(name -> counters.put(name, Collections.newSetFromMap(new IdentityHashMap<>())));
  }

  /** Finds those of the present attempt. */
  void look(JobID job) {
    counters.forEach(
        (name, found) -> {
          for (Metric metric : reporter.findMetrics(job, name).values()) {
            found.add((Counter) metric);
          }
        });
  }

  /** What was counted in all attempts that were seen. */
  long sum(String name) {
    return counters.get(name).stream().mapToLong(Counter::getCount).sum();
  }
}
