package io.uploadlens.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What the settings may be, and had better not. */
class JobConfigWarningsTest {

  @Test
  void slicesShorterThanEveryWindowAreAWarning() {
    assertThat(warningsOfWindows("TUMBLE(size 25 s); TUMBLE(size 27 s)"))
        .singleElement()
        .asString()
        .contains("share are only 1 s long", "multiples of the shortest, 25 s, cost less");
    assertThat(warningsOfWindows("HOP(size 1 h, slide 5 min); TUMBLE(size 10 min)")).isEmpty();
    assertThat(warningsOfWindows("TUMBLE(size 1 d)")).isEmpty();
  }

  private static List<String> warningsOfWindows(String windows) {
    return Settings.complete().with("analytics.windows", windows).read().warnings();
  }

  @Test
  void aShortLatenessIsAWarning() {
    Settings settings = Settings.complete().with("analytics.allowed-lateness", "4 min");
    assertThat(settings.read().warnings())
        .singleElement()
        .asString()
        .startsWith(
            "analytics.allowed-lateness = 4 min is shorter than sqs-source.visibility-timeout = 5"
                + " min");
    assertThat(settings.with("analytics.allowed-lateness", "5 min").read().warnings()).isEmpty();
    assertThat(
            settings
                .with("analytics.allowed-lateness", "4 min")
                .withoutGroup("sqs-source")
                .read()
                .warnings())
        .isEmpty();
  }

  @Test
  void keysOnAwsItselfAreAWarning() {
    Settings settings =
        Settings.complete().with("aws.access-key-id", "id").with("aws.secret-access-key", "s");
    assertThat(settings.read().warnings())
        .singleElement()
        .asString()
        .startsWith("aws.secret-access-key is set with the endpoints of AWS itself");
    assertThat(settings.with("aws.endpoint-s3", "http://127.0.0.1:9000").read().warnings())
        .isEmpty();
  }

  @Test
  void theAccountOfAStreamsArnIsAWarning() {
    assertThat(
            Settings.complete()
                .with("kinesis-source.stream", "arn:aws:kinesis:eu-central-1:000000000000:stream/u")
                .read()
                .warnings())
        .singleElement()
        .asString()
        .contains("in the job's own account");
  }
}
