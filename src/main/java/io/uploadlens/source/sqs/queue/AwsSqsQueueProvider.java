package io.uploadlens.source.sqs.queue;

import io.uploadlens.aws.AwsClients;
import io.uploadlens.aws.AwsService;
import io.uploadlens.aws.AwsSettings;
import java.net.URI;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Opens queues of Amazon SQS, each with a client of its own.
 *
 * <p>A queue is asked in the region that its URL names, whatever the settings' region: SQS answers
 * for a queue of another region that it does not exist. With an endpoint of its own (a local AWS, a
 * VPC endpoint) the settings' region holds.
 */
public final class AwsSqsQueueProvider implements SqsQueueProvider {

  private static final long serialVersionUID = 1L;

  private static final Pattern HOST =
      Pattern.compile("(?:sqs\\.([a-z0-9-]+)|([a-z0-9-]+)\\.queue)\\.amazonaws\\.com(?:\\.cn)?");

  private final AwsSettings settings;

  /**
   * @param settings region, endpoint and credentials; not null
   */
  public AwsSqsQueueProvider(AwsSettings settings) {
    this.settings = Objects.requireNonNull(settings, "settings");
  }

  @Override
  public SqsQueue open(String queueUrl, int maxConcurrency) {
    return new AwsSqsQueue(queueUrl, AwsClients.sqsAsync(settingsFor(queueUrl), maxConcurrency));
  }

  /** The settings, in the queue's region. */
  AwsSettings settingsFor(String queueUrl) {
    String host = URI.create(queueUrl).getHost();
    if (settings.endpoint(AwsService.SQS) != null || host == null) {
      return settings;
    }
    Matcher matcher = HOST.matcher(host);
    if (!matcher.matches()) {
      return settings;
    }
    String region = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
    AwsSettings regional = AwsSettings.ofRegion(region);
    return settings.accessKeyId() == null
        ? regional
        : regional.withCredentials(settings.accessKeyId(), settings.secretAccessKey());
  }
}
