package io.uploadlens.config;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.TreeMap;

/** Settings for tests: a complete and valid set, changed one by one. */
final class Settings {

  static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-22T12:00:00Z"), ZoneOffset.UTC);

  private final Map<String, Map<String, String>> groups = new TreeMap<>();

  private Settings() {}

  /** Both sources and all sinks, each with what it must have. */
  static Settings complete() {
    return new Settings()
        .with("aws.region", "eu-central-1")
        .with("sqs-source.queue-urls", "https://sqs.eu-central-1.amazonaws.com/000000000000/up")
        .with("kinesis-source.stream", "uploads")
        .with("firehose-sink.delivery-stream", "aggregates")
        .with("archive-sink.path", "s3a://bucket/archive")
        .with("late-sink.path", "s3a://bucket/late")
        .with(
            "dead-letter-sink.queue-url",
            "https://sqs.eu-central-1.amazonaws.com/000000000000/dead")
        .with("dead-letter-sink.overflow-path", "s3a://bucket/dead-letter");
  }

  Settings with(String name, String value) {
    int dot = name.indexOf('.');
    groups
        .computeIfAbsent(name.substring(0, dot), id -> new TreeMap<>())
        .put(name.substring(dot + 1), value);
    return this;
  }

  Settings without(String name) {
    int dot = name.indexOf('.');
    groups.get(name.substring(0, dot)).remove(name.substring(dot + 1));
    return this;
  }

  Settings withoutGroup(String id) {
    groups.remove(id);
    return this;
  }

  Settings withGroup(String id) {
    groups.computeIfAbsent(id, created -> new TreeMap<>());
    return this;
  }

  ApplicationProperties properties() {
    return ApplicationProperties.of(groups);
  }

  JobConfig read() {
    return read(Map.of());
  }

  JobConfig read(Map<String, String> environment) {
    return JobConfig.of(properties(), environment, CLOCK);
  }
}
