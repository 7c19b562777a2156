package io.uploadlens.benchmark.sqs;

import io.uploadlens.aws.AwsService;
import io.uploadlens.aws.AwsSettings;
import io.uploadlens.benchmark.endpoint.EndpointProcess;
import java.time.Duration;

/** What all contenders of a run share. Immutable. */
final class BenchmarkSetting {

  /** Concurrent receives of the source, per subtask at most, and of the larger loops. */
  static final int RECEIVERS = 20;

  /** The source's; it deletes what a checkpoint covers. */
  static final Duration CHECKPOINT_INTERVAL = Duration.ofSeconds(1);

  private final EndpointProcess endpoint;
  private final Duration latency;
  private final int messages;
  private final int parallelism;
  private final int rounds;

  BenchmarkSetting(
      EndpointProcess endpoint, Duration latency, int messages, int parallelism, int rounds) {
    this.endpoint = endpoint;
    this.latency = latency;
    this.messages = messages;
    this.parallelism = parallelism;
    this.rounds = rounds;
  }

  EndpointProcess endpoint() {
    return endpoint;
  }

  /** How clients reach the endpoint. */
  AwsSettings aws() {
    return AwsSettings.ofRegion("eu-central-1")
        .withEndpoint(AwsService.SQS, endpoint.uri())
        .withCredentials("benchmark", "benchmark");
  }

  /** The latency in milliseconds. */
  double latencyMillis() {
    return latency.toNanos() / 1e6;
  }

  /** How many messages a contender of full size gets in a round. */
  int messages() {
    return messages;
  }

  int parallelism() {
    return parallelism;
  }

  int rounds() {
    return rounds;
  }
}
