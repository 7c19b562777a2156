package io.uploadlens.aws;

import java.net.URI;
import java.util.Objects;
import java.util.Properties;
import org.apache.flink.connector.aws.config.AWSConfigConstants;
import org.apache.flink.connector.aws.config.AWSConfigConstants.CredentialProvider;

/**
 * {@link AwsSettings} in the words of Flink's AWS connectors, which build their clients themselves
 * from the keys of {@link AWSConfigConstants}.
 */
public final class ConnectorProperties {

  private ConnectorProperties() {}

  /**
   * The properties with which a connector reaches one service: the region, the credentials (the
   * SDK's default chain where the settings have none), and where the settings have an endpoint of
   * their own, that endpoint, spoken to in HTTP/1.1 since local ones seldom know HTTP/2.
   *
   * @param settings how AWS is reached; not null
   * @param service the service that the connector talks to; not null
   * @return a new object, which the caller may add to
   */
  public static Properties of(AwsSettings settings, AwsService service) {
    Objects.requireNonNull(service, "service");
    Properties properties = new Properties();
    properties.setProperty(AWSConfigConstants.AWS_REGION, settings.region());
    if (settings.accessKeyId() == null) {
      properties.setProperty(
          AWSConfigConstants.AWS_CREDENTIALS_PROVIDER, CredentialProvider.AUTO.name());
    } else {
      properties.setProperty(
          AWSConfigConstants.AWS_CREDENTIALS_PROVIDER, CredentialProvider.BASIC.name());
      properties.setProperty(AWSConfigConstants.AWS_ACCESS_KEY_ID, settings.accessKeyId());
      properties.setProperty(AWSConfigConstants.AWS_SECRET_ACCESS_KEY, settings.secretAccessKey());
    }
    URI endpoint = settings.endpoint(service);
    if (endpoint != null) {
      properties.setProperty(AWSConfigConstants.AWS_ENDPOINT, endpoint.toString());
      properties.setProperty(AWSConfigConstants.HTTP_PROTOCOL_VERSION, "HTTP1_1");
    }
    return properties;
  }
}
