package io.uploadlens.aws;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.Map;
import org.apache.flink.connector.aws.util.AWSGeneralUtil;
import org.junit.jupiter.api.Test;

class ConnectorPropertiesTest {

  private static final AwsSettings REGION = AwsSettings.ofRegion("eu-central-1");

  @Test
  void aRegionAloneTakesTheDefaultChainAndItsOwnEndpoint() {
    assertThat(ConnectorProperties.of(REGION, AwsService.FIREHOSE))
        .containsExactlyInAnyOrderEntriesOf(
            Map.of("aws.region", "eu-central-1", "aws.credentials.provider", "AUTO"));
  }

  @Test
  void aLocalAwsHasItsEndpointItsCredentialsAndPlainHttp() {
    AwsSettings local =
        REGION
            .withCredentials("id", "secret")
            .withEndpoint(AwsService.SQS, URI.create("http://127.0.0.1:9324"));

    assertThat(ConnectorProperties.of(local, AwsService.SQS))
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "aws.region", "eu-central-1",
                "aws.credentials.provider", "BASIC",
                "aws.credentials.provider.basic.accesskeyid", "id",
                "aws.credentials.provider.basic.secretkey", "secret",
                "aws.endpoint", "http://127.0.0.1:9324",
                "aws.http.protocol.version", "HTTP1_1"));
  }

  @Test
  void anEndpointIsOfItsServiceAlone() {
    AwsSettings local = REGION.withEndpoint(AwsService.SQS, URI.create("http://127.0.0.1:9324"));

    assertThat(ConnectorProperties.of(local, AwsService.FIREHOSE))
        .doesNotContainKeys("aws.endpoint", "aws.http.protocol.version");
  }

  @Test
  void theConnectorsOwnValidationTakesThem() {
    AwsSettings local = REGION.withCredentials("id", "secret");

    AWSGeneralUtil.validateAwsCredentials(ConnectorProperties.of(local, AwsService.KINESIS));
  }
}
