package io.uploadlens.config;

import java.util.List;

/** The groups of the sinks. */
public final class SinkOptions {

  /** The id of the Firehose sink's group. */
  static final String FIREHOSE_ID = "firehose-sink";

  /** The id of the archive's group. */
  static final String ARCHIVE_ID = "archive-sink";

  /** The id of the late output's group. */
  static final String LATE_ID = "late-sink";

  /** The id of the dead letter's group. */
  static final String DEAD_LETTER_ID = "dead-letter-sink";

  private static final String PATH =
      "an absolute path as a URI: s3a://bucket/prefix, s3://bucket/prefix or file:///directory";

  /** The delivery stream of the aggregates. */
  public static final Setting<String> DELIVERY_STREAM =
      Setting.text(
              FIREHOSE_ID,
              "delivery-stream",
              "name",
              text -> TextForms.isName(text, 64),
              "the name of a Firehose delivery stream: up to 64 letters, digits, _ . -")
          .required()
          .describedAs(
              "The delivery stream that takes the aggregates, one JSON object a line. At least"
                  + " once: readers keep the highest revision of an aggregate_id.");

  /** Where unique events are archived. */
  public static final Setting<String> ARCHIVE_PATH =
      Setting.text(ARCHIVE_ID, "path", "path", TextForms::isPath, PATH)
          .required()
          .describedAs(
              "The directory of the archive: every event once, as Parquet, partitioned by bucket,"
                  + " day and hour of the event.");

  /** Where late events go. */
  public static final Setting<String> LATE_PATH =
      Setting.text(LATE_ID, "path", "path", TextForms::isPath, PATH)
          .required()
          .describedAs(
              "The directory for events that came after analytics.allowed-lateness, whole, one JSON"
                  + " object a line.");

  /** The queue of messages that could not be decoded. */
  public static final Setting<String> DEAD_LETTER_QUEUE_URL =
      Setting.text(
              DEAD_LETTER_ID,
              "queue-url",
              "URL",
              TextForms::isQueueUrl,
              "a queue URL, http or https with the queue's name at the end")
          .required()
          .describedAs(
              "The queue for messages that could not be decoded, with their bytes, origin and the"
                  + " reason. Must not be a queue that the job reads.");

  /** Where what a queue can't hold goes. */
  public static final Setting<String> DEAD_LETTER_OVERFLOW_PATH =
      Setting.text(DEAD_LETTER_ID, "overflow-path", "path", TextForms::isPath, PATH)
          .required()
          .describedAs(
              "The directory for messages that are too large for the queue; the queue gets a"
                  + " pointer to them.");

  static final OptionGroup FIREHOSE =
      new OptionGroup(
          FIREHOSE_ID,
          "Sends the aggregates to Firehose. The group's presence switches the sink on; this sink or"
              + " archive-sink must be on.",
          List.of(DELIVERY_STREAM));

  static final OptionGroup ARCHIVE =
      new OptionGroup(
          ARCHIVE_ID,
          "Keeps every unique event in files. The group's presence switches the sink on; this sink or"
              + " firehose-sink must be on.",
          List.of(ARCHIVE_PATH));

  static final OptionGroup LATE =
      new OptionGroup(
          LATE_ID,
          "Keeps events that came too late to be counted. Required: without it they would be lost.",
          List.of(LATE_PATH));

  static final OptionGroup DEAD_LETTER =
      new OptionGroup(
          DEAD_LETTER_ID,
          "Keeps messages that could not be decoded. Required: without it they would be lost.",
          List.of(DEAD_LETTER_QUEUE_URL, DEAD_LETTER_OVERFLOW_PATH));

  private SinkOptions() {}
}
