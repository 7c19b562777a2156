package io.uploadlens.source.sqs.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.uploadlens.aws.AwsService;
import io.uploadlens.aws.AwsSettings;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A queue is asked in the region that its URL names. */
class AwsSqsQueueProviderTest {

  private final AwsSettings settings =
      AwsSettings.ofRegion("eu-central-1").withCredentials("id", "secret");

  @ParameterizedTest
  @CsvSource({
    "https://sqs.us-east-1.amazonaws.com/000000000000/q, us-east-1",
    "https://us-west-2.queue.amazonaws.com/000000000000/q, us-west-2",
    "https://sqs.cn-north-1.amazonaws.com.cn/000000000000/q, cn-north-1",
    "https://vpce-1.sqs.us-east-1.vpce.amazonaws.com/000000000000/q, eu-central-1",
    "http://localhost:9324/000000000000/q, eu-central-1"
  })
  void theUrlsRegionCounts(String url, String region) {
    AwsSettings regional = new AwsSqsQueueProvider(settings).settingsFor(url);
    assertThat(regional.region()).isEqualTo(region);
    assertThat(regional.accessKeyId()).isEqualTo("id");
    assertThat(regional.secretAccessKey()).isEqualTo("secret");
  }

  @Test
  void anEndpointOfItsOwnKeepsTheSettingsRegion() {
    AwsSettings local = settings.withEndpoint(AwsService.SQS, URI.create("http://localhost:9324"));
    assertThat(
            new AwsSqsQueueProvider(local)
                .settingsFor("https://sqs.us-east-1.amazonaws.com/000000000000/q"))
        .isSameAs(local);
  }
}
