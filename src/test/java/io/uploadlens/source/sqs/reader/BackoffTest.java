package io.uploadlens.source.sqs.reader;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How long to wait after a failure. */
class BackoffTest {

  private static final Duration FIRST = Duration.ofMillis(200);
  private static final Duration MAX = Duration.ofSeconds(20);

  @Test
  void waitsDoubleUpToTheMaximumAndAreDrawnFromTheirUpperHalf() {
    Backoff backoff = new Backoff(FIRST, MAX, 1);
    for (int failures = 1; failures <= 100; failures++) {
      long whole = Math.min(200L << Math.min(failures - 1, 20), MAX.toMillis());
      for (int draw = 0; draw < 50; draw++) {
        assertThat(backoff.after(failures).toMillis()).isBetween(whole / 2, whole);
      }
    }
  }

  @Test
  void readersThatFailTogetherDoNotTryAgainTogether() {
    Set<Duration> waits =
        IntStream.range(0, 20)
            .mapToObj(seed -> new Backoff(FIRST, MAX, seed).after(5))
            .collect(Collectors.toSet());
    assertThat(waits).hasSizeGreaterThan(15);
  }
}
