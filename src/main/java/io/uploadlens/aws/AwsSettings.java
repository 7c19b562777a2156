package io.uploadlens.aws;

import java.io.Serializable;
import java.net.URI;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/**
 * How AWS is reached: region, and for a local AWS the endpoints and fixed credentials.
 *
 * <p>Immutable and serializable, since it travels to the tasks with the sources and sinks.
 */
public final class AwsSettings implements Serializable {

  private static final long serialVersionUID = 1L;

  private final String region;
  private final EnumMap<AwsService, URI> endpoints;
  private final String accessKeyId;
  private final String secretAccessKey;

  private AwsSettings(
      String region, Map<AwsService, URI> endpoints, String accessKeyId, String secretAccessKey) {
    this.region = Objects.requireNonNull(region, "region");
    this.endpoints = new EnumMap<>(AwsService.class);
    this.endpoints.putAll(endpoints);
    this.accessKeyId = accessKeyId;
    this.secretAccessKey = secretAccessKey;
  }

  /**
   * The region's own endpoints, with the credentials that the SDK's default chain finds.
   *
   * @param region for example {@code eu-central-1}; not null
   */
  public static AwsSettings ofRegion(String region) {
    return new AwsSettings(region, Map.of(), null, null);
  }

  /** The same with another endpoint for one service. */
  public AwsSettings withEndpoint(AwsService service, URI endpoint) {
    EnumMap<AwsService, URI> changed = new EnumMap<>(endpoints);
    changed.put(service, endpoint);
    return new AwsSettings(region, changed, accessKeyId, secretAccessKey);
  }

  /** The same with fixed credentials, as a local AWS wants them; neither may be null. */
  public AwsSettings withCredentials(String accessKeyId, String secretAccessKey) {
    return new AwsSettings(
        region,
        endpoints,
        Objects.requireNonNull(accessKeyId, "accessKeyId"),
        Objects.requireNonNull(secretAccessKey, "secretAccessKey"));
  }

  /** The region. */
  public String region() {
    return region;
  }

  /** The endpoint of a service, or null for the region's own. */
  public URI endpoint(AwsService service) {
    return endpoints.get(service);
  }

  /** The fixed access key id, or null for the SDK's default chain. */
  public String accessKeyId() {
    return accessKeyId;
  }

  /** The fixed secret access key, or null for the SDK's default chain. */
  public String secretAccessKey() {
    return secretAccessKey;
  }

  /** Without the secret. */
  @Override
  public String toString() {
    return "region " + region + (endpoints.isEmpty() ? "" : ", endpoints " + endpoints);
  }
}
