package io.uploadlens.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NearMissTest {

  private static final List<String> KEYS = List.of("queue-urls", "max-in-flight", "receive-wait");

  @Test
  void countsEditsAndSwaps() {
    assertThat(NearMiss.distance("shards", "shards")).isZero();
    assertThat(NearMiss.distance("shrads", "shards")).isEqualTo(1);
    assertThat(NearMiss.distance("", "abc")).isEqualTo(3);
    assertThat(NearMiss.distance("kitten", "sitting")).isEqualTo(3);
  }

  @Test
  void findsSlipsAndOtherSpellingHabits() {
    assertThat(NearMiss.find("queue-url", KEYS)).contains("queue-urls");
    assertThat(NearMiss.find("queueUrls", KEYS)).contains("queue-urls");
    assertThat(NearMiss.find("MAX_IN_FLIGHT", KEYS)).contains("max-in-flight");
    assertThat(NearMiss.find("recieve.wait", KEYS)).contains("receive-wait");
  }

  @Test
  void findsANameThatGoesOn() {
    assertThat(NearMiss.find("queue-urls-of-mine", KEYS)).contains("queue-urls");
    assertThat(NearMiss.find("queueUrlOfMine", KEYS)).contains("queue-urls");
    assertThat(NearMiss.find("window-size", List.of("windowed", "windows"))).contains("windows");
    assertThat(NearMiss.find("queue-length", KEYS)).isEmpty();
  }

  @Test
  void guessesNothingFarAway() {
    assertThat(NearMiss.find("timeout", KEYS)).isEmpty();
    assertThat(NearMiss.find("", KEYS)).isEmpty();
  }
}
