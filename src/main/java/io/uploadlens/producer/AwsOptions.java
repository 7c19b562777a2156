package io.uploadlens.producer;

import io.uploadlens.aws.AwsService;
import io.uploadlens.aws.AwsSettings;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.EnumMap;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How AWS is reached, the same for every command. */
final class AwsOptions {

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--region",
      paramLabel = "REGION",
      defaultValue = "${AWS_REGION:-eu-central-1}",
      description = "AWS region (default: $AWS_REGION, else eu-central-1)")
  private String region;

  @Option(
      names = "--endpoint-url",
      paramLabel = "URL",
      description = "endpoint of every service, for a local AWS")
  private String endpoint;

  @Option(
      names = "--endpoint",
      paramLabel = "SERVICE=URL",
      description = "endpoint of one service: sqs, sns, s3 or kinesis; may be given several times")
  private Map<String, String> endpoints = Map.of();

  /**
   * The settings.
   *
   * @throws ParameterException if an endpoint is no URL or of no service
   */
  AwsSettings settings() {
    Map<AwsService, URI> chosen = new EnumMap<>(AwsService.class);
    if (endpoint != null) {
      for (AwsService service : AwsService.values()) {
        chosen.put(service, uri("--endpoint-url", endpoint));
      }
    }
    endpoints.forEach((name, url) -> chosen.put(service(name), uri("--endpoint " + name, url)));
    AwsSettings settings = AwsSettings.ofRegion(region);
    for (Map.Entry<AwsService, URI> entry : chosen.entrySet()) {
      settings = settings.withEndpoint(entry.getKey(), entry.getValue());
    }
    return settings;
  }

  private AwsService service(String name) {
    for (AwsService service : AwsService.values()) {
      if (service.name().equalsIgnoreCase(name)) {
        return service;
      }
    }
    throw new ParameterException(
        spec.commandLine(),
        "--endpoint is '" + name + "=…': the service must be sqs, sns, s3 or kinesis");
  }

  private URI uri(String option, String text) {
    try {
      URI uri = new URI(text);
      if (uri.getHost() != null && uri.getScheme() != null && uri.getScheme().startsWith("http")) {
        return uri;
      }
    } catch (URISyntaxException e) {
      throw new ParameterException(
          spec.commandLine(), option + " is '" + text + "': " + e.getMessage(), e);
    }
    throw new ParameterException(
        spec.commandLine(), option + " is '" + text + "': must be http://HOST:PORT or https://…");
  }
}
