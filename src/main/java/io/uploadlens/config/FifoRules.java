package io.uploadlens.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.flink.util.TimeUtils;

/** What the settings must be together where a queue is a FIFO queue. */
final class FifoRules {

  private FifoRules() {}

  /** The source counts the visibility from when a receive was made, be the answer late. */
  static List<String> problems(ParsedSettings settings) {
    List<String> problems = new ArrayList<>();
    Optional<Duration> timeout = settings.find(SqsSourceOptions.VISIBILITY_TIMEOUT);
    Optional<Duration> wait = settings.find(SqsSourceOptions.RECEIVE_WAIT);
    if (timeout.isEmpty()
        || wait.isEmpty()
        || timeout.get().compareTo(wait.get().multipliedBy(2)) > 0) {
      return problems;
    }
    for (String url : settings.find(SqsSourceOptions.QUEUE_URLS).orElse(List.of())) {
      if (url.endsWith(".fifo")) {
        problems.add(
            SqsSourceOptions.VISIBILITY_TIMEOUT.name()
                + " = "
                + TimeUtils.formatWithHighestUnit(timeout.get())
                + " is not more than twice "
                + SqsSourceOptions.RECEIVE_WAIT.name()
                + " = "
                + TimeUtils.formatWithHighestUnit(wait.get())
                + ", which counts as part of it for the FIFO queue "
                + url
                + ": must be more");
      }
    }
    return problems;
  }
}
