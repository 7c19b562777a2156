package io.uploadlens.cluster;

import io.uploadlens.aws.AwsService;
import io.uploadlens.aws.AwsSettings;
import io.uploadlens.localaws.LocalAws;
import java.time.Duration;
import java.util.Properties;

/** How large a cluster is and where it listens. Immutable. */
final class ClusterSettings {

  static final String FILE = "cluster";

  /** Flink's web interface and REST. */
  final int restPort;

  final int zooKeeperPort;

  /** SQS's; SNS, S3, Kinesis and Firehose are on the next four, faults on the one behind. */
  final int awsPort;

  final int taskManagers;
  final int slots;
  final Duration checkpointInterval;

  ClusterSettings(
      int restPort,
      int zooKeeperPort,
      int awsPort,
      int taskManagers,
      int slots,
      Duration checkpointInterval) {
    this.restPort = restPort;
    this.zooKeeperPort = zooKeeperPort;
    this.awsPort = awsPort;
    this.taskManagers = taskManagers;
    this.slots = slots;
    this.checkpointInterval = checkpointInterval;
  }

  /** Where faults are asked for. */
  int faultPort() {
    return awsPort + 5;
  }

  /** Where the local AWS is, and with which credentials. */
  AwsSettings aws() {
    AwsSettings aws =
        AwsSettings.ofRegion(LocalAws.REGION)
            .withCredentials(LocalAws.ACCESS_KEY_ID, LocalAws.SECRET_ACCESS_KEY);
    for (AwsService service : AwsService.values()) {
      aws = aws.withEndpoint(service, LocalAws.endpoint(awsPort, service));
    }
    return aws;
  }

  static ClusterSettings of(Properties properties) {
    return new ClusterSettings(
        integer(properties, "rest-port"),
        integer(properties, "zookeeper-port"),
        integer(properties, "aws-port"),
        integer(properties, "taskmanagers"),
        integer(properties, "slots"),
        Duration.ofMillis(integer(properties, "checkpoint-interval-ms")));
  }

  Properties toProperties() {
    Properties properties = new Properties();
    properties.setProperty("rest-port", Integer.toString(restPort));
    properties.setProperty("zookeeper-port", Integer.toString(zooKeeperPort));
    properties.setProperty("aws-port", Integer.toString(awsPort));
    properties.setProperty("taskmanagers", Integer.toString(taskManagers));
    properties.setProperty("slots", Integer.toString(slots));
    properties.setProperty("checkpoint-interval-ms", Long.toString(checkpointInterval.toMillis()));
    return properties;
  }

  private static int integer(Properties properties, String key) {
    return Integer.parseInt(properties.getProperty(key));
  }
}
