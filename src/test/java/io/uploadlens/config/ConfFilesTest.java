package io.uploadlens.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.uploadlens.aws.AwsService;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The files in {@code conf/} are what the job takes. */
class ConfFilesTest {

  private static final Path EXAMPLE = Path.of("conf", "application-properties-example.json");

  @Test
  void theLocalFileIsValidAndNamesTheLocalAws() {
    JobConfig config = read();
    assertThat(config.aws().accessKeyId()).isEqualTo("local");
    for (AwsService service : AwsService.values()) {
      assertThat(config.aws().endpoint(service))
          .as("the local AWS has its services side by side")
          .isEqualTo(URI.create("http://127.0.0.1:" + (4566 + service.ordinal())));
    }
    assertThat(config.sqsSource().orElseThrow().queueUrls())
        .containsExactly("http://127.0.0.1:4566/000000000000/uploadlens-events");
    assertThat(config.kinesisSource().orElseThrow().streamName()).isEqualTo("uploadlens-events");
    assertThat(config.sinks().deliveryStream()).contains("uploadlens-aggregates");
    assertThat(config.sinks().archivePath().orElseThrow().getAuthority())
        .isEqualTo("uploadlens-output");
    assertThat(config.sinks().deadLetterQueueUrl()).endsWith("/uploadlens-dead-letter");
    assertThat(config.warnings()).isEmpty();
  }

  @Test
  void theExampleIsValidUsesEverySourceAndSinkAndNamesNobodysAccount() throws IOException {
    JobConfig config = read("--config", EXAMPLE.toString());
    assertThat(config.sqsSource()).isPresent();
    assertThat(config.kinesisSource()).isPresent();
    assertThat(config.sinks().deliveryStream()).isPresent();
    assertThat(config.sinks().archivePath()).isPresent();
    assertThat(config.aws().accessKeyId()).isNull();
    assertThat(config.warnings()).isEmpty();
    assertThat(Files.readString(EXAMPLE)).doesNotContainPattern("(?<!\\d)(?!0{12})\\d{12}(?!\\d)");
  }

  private static JobConfig read(String... args) {
    return JobConfig.of(ApplicationProperties.load(args, true), Map.of(), Settings.CLOCK);
  }
}
