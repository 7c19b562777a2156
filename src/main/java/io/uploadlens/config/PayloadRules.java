package io.uploadlens.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.flink.configuration.MemorySize;

/** What the settings of payloads must be together. */
final class PayloadRules {

  private PayloadRules() {}

  static List<String> problems(ParsedSettings settings) {
    List<String> problems = new ArrayList<>();
    if (settings.find(SqsSourceOptions.PAYLOAD_DELETE).orElse(false)
        && !settings.isGiven(SqsSourceOptions.PAYLOAD_BUCKETS)) {
      problems.add(
          settings.quote(SqsSourceOptions.PAYLOAD_DELETE)
              + ": no payload is read, so none would be deleted: take it out, or set "
              + SqsSourceOptions.PAYLOAD_BUCKETS);
    }
    Optional<MemorySize> size = settings.find(SqsSourceOptions.PAYLOAD_MAX_SIZE);
    Optional<MemorySize> memory = settings.find(SqsSourceOptions.PAYLOAD_MAX_MEMORY);
    if (size.isPresent() && memory.isPresent() && memory.get().compareTo(size.get()) < 0) {
      problems.add(
          SqsSourceOptions.PAYLOAD_MAX_MEMORY
              + ": "
              + memory.get()
              + " do not hold one payload of "
              + SqsSourceOptions.PAYLOAD_MAX_SIZE
              + ", "
              + size.get()
              + ": must be at least that");
    }
    return problems;
  }
}
