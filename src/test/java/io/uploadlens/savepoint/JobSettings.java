package io.uploadlens.savepoint;

import io.uploadlens.aws.AwsService;
import io.uploadlens.aws.AwsSettings;
import io.uploadlens.config.ApplicationProperties;
import io.uploadlens.config.JobConfig;
import io.uploadlens.producer.truth.WindowSettings;
import io.uploadlens.window.WindowSyntax;
import java.time.Clock;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The settings that the job ran with when a savepoint was taken, to be changed by tests. Everything
 * is on. They stay as they are, for savepoints that are kept. Names are those of AWS, so that
 * nothing in the state depends on where the local AWS listens.
 */
final class JobSettings {

  static final String BUCKET = "uploadlens-output";
  static final String STREAM = "uploads";
  static final String QUEUE = "uploads";
  static final String DEAD_LETTER_QUEUE = "uploads-dead-letter";
  static final String DELIVERY_STREAM = "uploads-aggregates";

  /** In front of the directories of a job that moved. */
  static final String MOVED = "moved-";

  /** Behind the name of whatever there is twice, so that a job may move to it. */
  static final String OTHER = "-2";

  private static final String QUEUES = "https://sqs.us-east-1.amazonaws.com/000000000000/";

  static final String WINDOWS =
      "TUMBLE(size 1 min); HOP(size 4 min, slide 2 min); CUMULATE(size 6 min, step 2 min)";
  static final int PREFIX_DEPTH = 2;
  static final int MAX_PREFIXES = 2;
  static final int MAX_GROUPS = 100;
  static final long SMALL_OBJECT_BYTES = 128 * 1024;

  private final Map<String, Map<String, String>> groups = new HashMap<>();

  /**
   * @param aws where AWS is this time, with keys
   */
  JobSettings(AwsSettings aws) {
    set("aws.region", aws.region());
    set("aws.access-key-id", aws.accessKeyId());
    set("aws.secret-access-key", aws.secretAccessKey());
    for (AwsService service : AwsService.values()) {
      if (aws.endpoint(service) != null) {
        String key = "aws.endpoint-" + service.name().toLowerCase(Locale.ROOT);
        set(key, aws.endpoint(service).toString());
      }
    }
    set("sqs-source.queue-urls", queueUrl(QUEUE));
    set("sqs-source.backlog-interval", "1s");
    set("sqs-source.visibility-timeout", "10min");
    set("sqs-source.receive-wait", "1s");
    set("kinesis-source.stream", STREAM);
    set("kinesis-source.initial-position", "TRIM_HORIZON");
    set("watermarks.out-of-orderness", "30s");
    set("analytics.windows", WINDOWS);
    set("analytics.allowed-lateness", "2h");
    set("analytics.prefix-depth", String.valueOf(PREFIX_DEPTH));
    set("analytics.max-prefixes", String.valueOf(MAX_PREFIXES));
    set("analytics.max-groups", String.valueOf(MAX_GROUPS));
    set("analytics.small-object-bytes", SMALL_OBJECT_BYTES + "b");
    set("analytics.shards", "8");
    set("firehose-sink.delivery-stream", DELIVERY_STREAM);
    set("archive-sink.path", "s3a://" + BUCKET + "/archive");
    set("late-sink.path", "s3a://" + BUCKET + "/late");
    set("dead-letter-sink.queue-url", queueUrl(DEAD_LETTER_QUEUE));
    set("dead-letter-sink.overflow-path", "s3a://" + BUCKET + "/dead-letter");
  }

  /**
   * @param key with its group
   */
  JobSettings set(String key, String value) {
    String[] names = key.split("\\.", 2);
    groups.computeIfAbsent(names[0], name -> new HashMap<>()).put(names[1], value);
    return this;
  }

  /** Switches a source or sink off. */
  JobSettings without(String group) {
    groups.remove(group);
    return this;
  }

  JobConfig config() {
    return JobConfig.of(ApplicationProperties.of(groups), Map.of(), Clock.systemUTC());
  }

  static String queueUrl(String queue) {
    return QUEUES + queue;
  }

  /** What the numbers depend on. */
  static WindowSettings windows() {
    return new WindowSettings(
        WindowSyntax.parse(WINDOWS), PREFIX_DEPTH, MAX_PREFIXES, MAX_GROUPS, SMALL_OBJECT_BYTES);
  }
}
