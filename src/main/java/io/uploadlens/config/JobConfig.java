package io.uploadlens.config;

import io.uploadlens.aws.AwsService;
import io.uploadlens.aws.AwsSettings;
import java.net.URI;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * All settings of the job, checked against each other.
 *
 * <p>Where one exists the settings are complete and free of contradictions: at least one source and
 * at least one of the Firehose sink and the archive are present. Immutable.
 */
public final class JobConfig {

  private final AwsSettings aws;
  private final SqsSourceConfig sqsSource;
  private final KinesisSourceConfig kinesisSource;
  private final WatermarkConfig watermarks;
  private final AnalyticsConfig analytics;
  private final SinkConfig sinks;
  private final List<String> warnings;

  private JobConfig(ParsedSettings settings, List<String> warnings) {
    this.aws = awsSettings(settings);
    this.sqsSource = settings.has(SqsSourceOptions.GROUP) ? new SqsSourceConfig(settings) : null;
    this.kinesisSource =
        settings.has(KinesisSourceOptions.GROUP) ? new KinesisSourceConfig(settings) : null;
    this.watermarks = new WatermarkConfig(settings);
    this.analytics = new AnalyticsConfig(settings);
    this.sinks = new SinkConfig(settings);
    this.warnings = List.copyOf(warnings);
  }

  /**
   * Reads and checks everything.
   *
   * @param properties what is set; not null
   * @param environment the environment variables, asked for the region where it is not set; not
   *     null
   * @param clock tells whether a time lies in the future; not null
   * @throws InvalidSettingsException with every problem, where there is one (guarantee G7)
   */
  public static JobConfig of(
      ApplicationProperties properties, Map<String, String> environment, Clock clock) {
    Map<String, Map<String, String>> groups = new TreeMap<>(properties.groups());
    List<String> problems = new ArrayList<>(properties.problems());
    problems.addAll(RegionFallback.apply(groups, environment));
    ParsedSettings settings = new ParsedSettings(groups);
    problems.addAll(settings.problems());
    problems.addAll(new ConfigRules(settings, clock).problems());
    if (!problems.isEmpty()) {
      throw new InvalidSettingsException(properties.source(), problems);
    }
    return new JobConfig(settings, new ConfigWarnings(settings).warnings());
  }

  /** How AWS is reached. */
  public AwsSettings aws() {
    return aws;
  }

  /** The SQS source, where it is on. */
  public Optional<SqsSourceConfig> sqsSource() {
    return Optional.ofNullable(sqsSource);
  }

  /** The Kinesis source, where it is on. */
  public Optional<KinesisSourceConfig> kinesisSource() {
    return Optional.ofNullable(kinesisSource);
  }

  /** How event time advances. */
  public WatermarkConfig watermarks() {
    return watermarks;
  }

  /** Windows and groups. */
  public AnalyticsConfig analytics() {
    return analytics;
  }

  /** Where the results go. */
  public SinkConfig sinks() {
    return sinks;
  }

  /** What is allowed and probably not meant; to be logged. */
  public List<String> warnings() {
    return warnings;
  }

  private static AwsSettings awsSettings(ParsedSettings settings) {
    AwsSettings aws = AwsSettings.ofRegion(settings.get(AwsOptions.REGION));
    Map<AwsService, Setting<String>> endpoints =
        Map.of(
            AwsService.SQS, AwsOptions.ENDPOINT_SQS,
            AwsService.KINESIS, AwsOptions.ENDPOINT_KINESIS,
            AwsService.FIREHOSE, AwsOptions.ENDPOINT_FIREHOSE,
            AwsService.S3, AwsOptions.ENDPOINT_S3,
            AwsService.SNS, AwsOptions.ENDPOINT_SNS);
    for (Map.Entry<AwsService, Setting<String>> endpoint : endpoints.entrySet()) {
      Optional<String> url = settings.find(endpoint.getValue());
      if (url.isPresent()) {
        aws = aws.withEndpoint(endpoint.getKey(), URI.create(url.get()));
      }
    }
    Optional<String> keyId = settings.find(AwsOptions.ACCESS_KEY_ID);
    return keyId.isPresent()
        ? aws.withCredentials(keyId.get(), settings.get(AwsOptions.SECRET_ACCESS_KEY))
        : aws;
  }
}
