package io.uploadlens.config;

import io.uploadlens.aws.AwsService;
import io.uploadlens.window.WindowDefinition;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** A good value of every setting, and bad ones. */
final class OptionExamples {

  private static final String QUEUE = "https://sqs.eu-central-1.amazonaws.com/000000000000/";

  private OptionExamples() {}

  /** A good value of a setting that differs from its default, and bad ones. */
  static final class Example {
    final String name;
    final String good;
    final Function<JobConfig, Object> getter;
    final Object expected;
    final List<String> bad;
    final List<String[]> needs = new ArrayList<>();

    Example(
        String name,
        String good,
        Function<JobConfig, Object> getter,
        Object expected,
        String... bad) {
      this.name = name;
      this.good = good;
      this.getter = getter;
      this.expected = expected;
      this.bad = List.of(bad);
    }

    Example needs(String other, String value) {
      needs.add(new String[] {other, value});
      return this;
    }

    Settings with(String value) {
      Settings settings = Settings.complete();
      needs.forEach(it -> settings.with(it[0], it[1]));
      return settings.with(name, value);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  private static Example endpoint(String key, AwsService service) {
    return new Example(
        "aws.endpoint-" + key,
        "http://127.0.0.1:4567",
        config -> config.aws().endpoint(service),
        URI.create("http://127.0.0.1:4567"),
        "127.0.0.1:4567",
        "ftp://host",
        "http://user:hunter2@host",
        "http://host/path",
        "http://",
        "http://host?x=1",
        "not a url");
  }

  private static Example path(String name, Function<JobConfig, Object> getter, String good) {
    return new Example(
        name,
        good,
        getter,
        URI.create(good),
        "bucket/prefix",
        "/tmp/x",
        "s3n://bucket/x",
        "s3a:///x",
        "s3a://Bad_Bucket/x",
        "file://relative/x",
        "file:relative",
        "s3a://bucket/x?y",
        "hdfs://host/x");
  }

  static List<Example> examples() {
    return List.of(
        new Example(
            "aws.region",
            "eu-central-1",
            config -> config.aws().region(),
            "eu-central-1",
            "Frankfurt",
            "eu-central",
            "EU-CENTRAL-1",
            " eu-central-1"),
        new Example("aws.access-key-id", "id", config -> config.aws().accessKeyId(), "id", " ")
            .needs("aws.secret-access-key", "s"),
        new Example(
                "aws.secret-access-key",
                "s",
                config -> config.aws().secretAccessKey(),
                "s",
                " ",
                "\t")
            .needs("aws.access-key-id", "id"),
        endpoint("sqs", AwsService.SQS),
        endpoint("kinesis", AwsService.KINESIS),
        endpoint("firehose", AwsService.FIREHOSE),
        endpoint("s3", AwsService.S3),
        endpoint("sns", AwsService.SNS),
        new Example(
            "sqs-source.queue-urls",
            QUEUE + "a;" + QUEUE + "b.fifo",
            config -> config.sqsSource().orElseThrow().queueUrls(),
            List.of(QUEUE + "a", QUEUE + "b.fifo"),
            "uploads",
            "arn:aws:sqs:eu-central-1:000000000000:uploads",
            QUEUE,
            QUEUE + "a," + QUEUE + "b",
            QUEUE + "a;b",
            QUEUE + "a?x",
            ";"),
        new Example(
            "sqs-source.visibility-timeout",
            "10 s",
            config -> config.sqsSource().orElseThrow().visibilityTimeout(),
            Duration.ofSeconds(10),
            "9 s",
            "43201 s",
            "30500 ms",
            "300000",
            "five minutes",
            "-1 min"),
        new Example(
            "sqs-source.max-in-flight",
            "120000",
            config -> config.sqsSource().orElseThrow().maxInFlight(),
            120_000,
            "120001",
            "9",
            "1e3",
            "100k"),
        new Example(
            "sqs-source.max-concurrent-receives",
            "1",
            config -> config.sqsSource().orElseThrow().maxConcurrentReceives(),
            1,
            "0",
            "101",
            "1.5"),
        new Example(
            "sqs-source.receive-wait",
            "0 s",
            config -> config.sqsSource().orElseThrow().receiveWait(),
            Duration.ZERO,
            "21 s",
            "1500 ms",
            "20"),
        new Example(
            "sqs-source.backlog-interval",
            "1 s",
            config -> config.sqsSource().orElseThrow().backlogInterval(),
            Duration.ofSeconds(1),
            "999 ms",
            "6 min",
            "5000"),
        new Example(
            "sqs-source.catch-up-threshold",
            "1 h",
            config -> config.sqsSource().orElseThrow().catchUpThreshold(),
            Duration.ofHours(1),
            "0 s",
            "61 min",
            "5000"),
        new Example(
            "sqs-source.payload.buckets",
            "payloads;more-payloads/uploads/",
            config -> config.sqsSource().orElseThrow().payloadBuckets(),
            List.of("payloads", "more-payloads/uploads/"),
            "s3://payloads",
            "Payloads",
            "payloads,more",
            "/uploads",
            ";"),
        new Example(
            "sqs-source.payload.max-size",
            "1 mb",
            config -> config.sqsSource().orElseThrow().maxPayloadSize(),
            1 << 20,
            "1023",
            "268435457",
            "large"),
        new Example(
            "sqs-source.payload.max-memory",
            "1 gb",
            config -> config.sqsSource().orElseThrow().maxPayloadMemory(),
            1L << 30,
            "1023",
            "large"),
        new Example(
            "sqs-source.payload.max-concurrent",
            "256",
            config -> config.sqsSource().orElseThrow().maxConcurrentPayloads(),
            256,
            "0",
            "257"),
        new Example(
                "sqs-source.payload.delete",
                "true",
                config -> config.sqsSource().orElseThrow().deletePayloads(),
                true,
                "yes",
                "1")
            .needs("sqs-source.payload.buckets", "payloads"),
        new Example(
            "kinesis-source.stream",
            "arn:aws:kinesis:eu-central-1:000000000000:stream/other_stream",
            config -> config.kinesisSource().orElseThrow().streamName(),
            "other_stream",
            "up loads",
            "arn:aws:sqs:eu-central-1:000000000000:uploads",
            "arn:aws:kinesis:eu-central-1:000000000000:stream/",
            "x".repeat(129)),
        new Example(
            "kinesis-source.initial-position",
            "TRIM_HORIZON",
            config -> config.kinesisSource().orElseThrow().initialPosition(),
            KinesisSourceOptions.InitialPosition.TRIM_HORIZON,
            "EARLIEST",
            "TRIM HORIZON"),
        new Example(
                "kinesis-source.initial-timestamp",
                "2026-11-01T02:00:00+02:00",
                config -> config.kinesisSource().orElseThrow().initialTimestamp().orElseThrow(),
                Instant.parse("2026-11-01T00:00:00Z"),
                "2026-11-01",
                "2026-11-01T00:00:00",
                "1793491200",
                "2026-11-22T12:00:01Z")
            .needs("kinesis-source.initial-position", "AT_TIMESTAMP"),
        new Example(
                "kinesis-source.read-mode",
                "EFO",
                config -> config.kinesisSource().orElseThrow().readMode(),
                KinesisSourceOptions.ReadMode.EFO,
                "FANOUT",
                "pull")
            .needs("kinesis-source.efo-consumer-name", "lens"),
        new Example(
                "kinesis-source.efo-consumer-name",
                "lens",
                config -> config.kinesisSource().orElseThrow().efoConsumerName().orElseThrow(),
                "lens",
                "my lens",
                "x".repeat(129))
            .needs("kinesis-source.read-mode", "EFO"),
        new Example(
            "kinesis-source.poll-interval",
            "30 s",
            config -> config.kinesisSource().orElseThrow().pollInterval(),
            Duration.ofSeconds(30),
            "199 ms",
            "61 s",
            "500"),
        new Example(
            "kinesis-source.shard-discovery-interval",
            "1 s",
            config -> config.kinesisSource().orElseThrow().shardDiscoveryInterval(),
            Duration.ofSeconds(1),
            "0 s",
            "2 h",
            "10000"),
        new Example(
            "watermarks.out-of-orderness",
            "0",
            config -> config.watermarks().outOfOrderness(),
            Duration.ZERO,
            "-1 s",
            "2 h",
            "60000"),
        new Example(
            "watermarks.idle-timeout",
            "10 s",
            config -> config.watermarks().idleTimeout(),
            Duration.ofSeconds(10),
            "0 s",
            "61 min",
            "60000"),
        new Example(
            "watermarks.max-hold",
            "14 d",
            config -> config.watermarks().maxHold(),
            Duration.ofDays(14),
            "15 d",
            "0 s",
            "3600000",
            "for ever"),
        new Example(
            "analytics.windows",
            "TUMBLE(size 1 d); HOP(size 1 h, slide 5 min)",
            config -> config.analytics().windows(),
            List.of(
                WindowDefinition.tumble(Duration.ofDays(1)),
                WindowDefinition.hop(Duration.ofHours(1), Duration.ofMinutes(5))),
            "1 min",
            "TUMBLE(size 7 min)",
            "TUMBLE(size 1500 ms)",
            "TUMBLE(size 60000)",
            "HOP(size 1 h)",
            "CUMULATE(size 1 d, step 1 h),TUMBLE(size 1 min)",
            " "),
        new Example(
            "analytics.allowed-lateness",
            "2 h",
            config -> config.analytics().allowedLateness(),
            Duration.ofHours(2),
            "-1 h",
            "15 d",
            "3600000"),
        new Example(
            "analytics.prefix-depth",
            "0",
            config -> config.analytics().prefixDepth(),
            0,
            "-1",
            "11",
            "two"),
        new Example(
            "analytics.max-prefixes",
            "10000",
            config -> config.analytics().maxPrefixes(),
            10_000,
            "0",
            "10001"),
        new Example(
            "analytics.max-groups",
            "1000000",
            config -> config.analytics().maxGroups(),
            1_000_000,
            "99",
            "1000001",
            "20k"),
        new Example(
            "analytics.small-object-bytes",
            "1 mb",
            config -> config.analytics().smallObjectBytes(),
            1L << 20,
            "-1",
            "small",
            "1 furlong"),
        new Example(
            "analytics.shards", "1024", config -> config.analytics().shards(), 1024, "0", "1025"),
        new Example(
            "analytics.max-identities-in-memory",
            "1000",
            config -> config.analytics().maxIdentitiesInMemory(),
            1_000,
            "999",
            "100000001"),
        new Example(
            "analytics.max-groups-in-memory",
            "1000",
            config -> config.analytics().maxGroupsInMemory(),
            1_000,
            "999",
            "10000001"),
        new Example(
            "firehose-sink.delivery-stream",
            "other",
            config -> config.sinks().deliveryStream().orElseThrow(),
            "other",
            "arn:aws:firehose:eu-central-1:000000000000:deliverystream/x",
            "x".repeat(65)),
        path(
            "archive-sink.path",
            config -> config.sinks().archivePath().orElseThrow(),
            "file:///tmp/archive"),
        path("late-sink.path", config -> config.sinks().latePath(), "s3://bucket-2/a/b/"),
        new Example(
            "dead-letter-sink.queue-url",
            QUEUE + "other",
            config -> config.sinks().deadLetterQueueUrl(),
            QUEUE + "other",
            "uploads",
            QUEUE,
            "https://me:hunter2@host/q"),
        path(
            "dead-letter-sink.overflow-path",
            config -> config.sinks().deadLetterOverflowPath(),
            "s3a://bucket-3"));
  }
}
