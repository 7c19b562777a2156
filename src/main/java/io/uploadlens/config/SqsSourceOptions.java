package io.uploadlens.config;

import java.time.Duration;
import java.util.List;
import org.apache.flink.configuration.MemorySize;

/** The group {@code sqs-source}: S3's notifications from queues. */
public final class SqsSourceOptions {

  /** The group's id. */
  static final String ID = "sqs-source";

  /** The queues. */
  public static final Setting<List<String>> QUEUE_URLS =
      Setting.texts(
              ID,
              "queue-urls",
              "list of URLs",
              TextForms::areQueueUrls,
              "one or more queue URLs, separated by semicolons, each http or https with"
                  + " the queue's name at the end, such as"
                  + " https://sqs.eu-central-1.amazonaws.com/000000000000/uploads")
          .required()
          .describedAs(
              "The queues to read. Every subtask reads every queue. Of a queue that is taken out, what"
                  + " the job's state holds as counted is still deleted, and nothing more is read.");

  /** How long a message is hidden from others. */
  public static final Setting<Duration> VISIBILITY_TIMEOUT =
      Setting.duration(ID, "visibility-timeout", Duration.ofSeconds(10), Duration.ofHours(12))
          .andMust(timeout -> timeout.toMillis() % 1_000 == 0, ", in whole seconds")
          .defaultsTo(
              Duration.ofMinutes(5),
              "How long a received message is hidden from all other readers. The source extends it"
                  + " while a message waits for its checkpoint, so it need not be longer than a"
                  + " checkpoint takes. It is the time after which the messages of a killed"
                  + " process come back: shorter recovers sooner and costs more calls, longer than"
                  + " analytics.allowed-lateness makes such messages late.");

  /** How many messages may wait for their checkpoint. */
  public static final Setting<Integer> MAX_IN_FLIGHT =
      Setting.integer(ID, "max-in-flight", 10, 120_000)
          .defaultsTo(
              100_000,
              "How many messages of one queue, over all subtasks, may be received and not yet"
                  + " deleted. Messages are deleted when a checkpoint completes, so a queue's rate"
                  + " is at most this number divided by the checkpoint's interval and duration:"
                  + " raise it, or shorten the interval, or use more queues, for more. SQS itself"
                  + " stops at about 120,000 per queue.");

  /** How many receive calls run at a time. */
  public static final Setting<Integer> MAX_CONCURRENT_RECEIVES =
      Setting.integer(ID, "max-concurrent-receives", 1, 100)
          .defaultsTo(
              10,
              "How many ReceiveMessage calls one subtask has open on one queue while answers come"
                  + " back nearly full; one call while they come back empty. More reads a backlog"
                  + " faster and takes more memory (10 messages of up to 1 MiB a call).");

  /** How long a receive call waits for messages. */
  public static final Setting<Duration> RECEIVE_WAIT =
      Setting.duration(ID, "receive-wait", Duration.ZERO, Duration.ofSeconds(20))
          .andMust(wait -> wait.toMillis() % 1_000 == 0, ", in whole seconds")
          .defaultsTo(
              Duration.ofSeconds(20),
              "How long a ReceiveMessage call waits for a message (long polling). Shorter"
                  + " makes an idle queue dearer and nothing faster: a call"
                  + " returns as soon as there is a message.");

  /** How often the queues' backlog is asked for. */
  public static final Setting<Duration> BACKLOG_INTERVAL =
      Setting.duration(ID, "backlog-interval", Duration.ofSeconds(1), Duration.ofMinutes(5))
          .defaultsTo(
              Duration.ofSeconds(5),
              "How often a queue is asked how many messages wait in it (one GetQueueAttributes"
                  + " call per queue). The answer decides whether the job is catching up; longer"
                  + " notices a backlog later.");

  /** How much backlog holds the watermark. */
  public static final Setting<Duration> CATCH_UP_THRESHOLD =
      Setting.duration(ID, "catch-up-threshold", Duration.ofSeconds(1), Duration.ofHours(1))
          .defaultsTo(
              Duration.ofSeconds(5),
              "A queue with more waiting than is read in this time is a backlog, which comes back"
                  + " in no order: the watermark is held until it is read (watermarks.max-hold)."
                  + " Shorter holds more often, longer risks late events after an outage.");

  /** Where payloads of the Extended Client may be. */
  public static final Setting<List<String>> PAYLOAD_BUCKETS =
      Setting.texts(
              ID,
              "payload.buckets",
              "list of buckets",
              TextForms::areObjectPlaces,
              "one or more buckets, separated by semicolons, each alone or with a slash and the"
                  + " beginning of the keys in it, such as payloads or payloads/uploads/")
          .describedAs(
              "Where bodies may be that the SQS Extended Client put into S3; whoever may send to a"
                  + " queue may point to any object, so nothing else is read. Without it no payload"
                  + " is read. A message that points elsewhere, or to what can't be had, goes to the"
                  + " dead letter with the reason (no_payload). The job needs s3:GetObject on the"
                  + " objects and s3:ListBucket on the buckets; it finds out at the start.");

  /** The largest payload. */
  public static final Setting<MemorySize> PAYLOAD_MAX_SIZE =
      Setting.memorySize(ID, "payload.max-size", MemorySize.parse("1 kb"))
          .andMust(size -> size.compareTo(MemorySize.ofMebiBytes(256)) <= 0, ", and at most 256 mb")
          .defaultsTo(
              MemorySize.ofMebiBytes(16),
              "How large a payload may be. A message with a larger one goes to the dead letter, and"
                  + " the payload stays where it is.");

  /** How much memory payloads may take. */
  public static final Setting<MemorySize> PAYLOAD_MAX_MEMORY =
      Setting.memorySize(ID, "payload.max-memory", MemorySize.parse("1 kb"))
          .defaultsTo(
              MemorySize.ofMebiBytes(64),
              "How many bytes of payloads one subtask holds of one queue until they are emitted;"
                  + " at least payload.max-size. On the heap it may be twice that.");

  /** How many payloads are read at a time. */
  public static final Setting<Integer> PAYLOAD_MAX_CONCURRENT =
      Setting.integer(ID, "payload.max-concurrent", 1, 256)
          .defaultsTo(
              8,
              "How many payloads one subtask reads at a time for one queue. More reads faster, as"
                  + " far as payload.max-memory allows.");

  /** Whether payloads are deleted. */
  public static final Setting<Boolean> PAYLOAD_DELETE =
      Setting.flag(ID, "payload.delete")
          .defaultsTo(
              false,
              "Whether a payload that was read is deleted, two visibility timeouts after its message"
                  + " (copies of which may come until then). Needs s3:DeleteObject. Not for payloads"
                  + " that several queues share.");

  static final OptionGroup GROUP =
      new OptionGroup(
          ID,
          "Reads upload events from SQS queues. The group's presence switches the source on.",
          List.of(
              QUEUE_URLS,
              VISIBILITY_TIMEOUT,
              MAX_IN_FLIGHT,
              MAX_CONCURRENT_RECEIVES,
              RECEIVE_WAIT,
              BACKLOG_INTERVAL,
              CATCH_UP_THRESHOLD,
              PAYLOAD_BUCKETS,
              PAYLOAD_MAX_SIZE,
              PAYLOAD_MAX_MEMORY,
              PAYLOAD_MAX_CONCURRENT,
              PAYLOAD_DELETE));

  private SqsSourceOptions() {}
}
