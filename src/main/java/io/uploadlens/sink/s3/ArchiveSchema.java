package io.uploadlens.sink.s3;

import static org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit.MILLIS;
import static org.apache.parquet.schema.LogicalTypeAnnotation.stringType;
import static org.apache.parquet.schema.LogicalTypeAnnotation.timestampType;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.BINARY;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.INT64;
import static org.apache.parquet.schema.Type.Repetition.OPTIONAL;
import static org.apache.parquet.schema.Type.Repetition.REQUIRED;

import java.util.List;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;

/**
 * The columns of the archive, as {@code docs/archive.md} has them. Columns may be added at the end;
 * none is ever renamed or gets another type.
 */
final class ArchiveSchema {

  static final int EVENT_ID = 0;
  static final int EVENT_TIME = 1;
  static final int EVENT_NAME = 2;
  static final int KIND = 3;
  static final int METHOD = 4;
  static final int BUCKET = 5;
  static final int KEY = 6;
  static final int VERSION_ID = 7;
  static final int ETAG = 8;
  static final int SIZE = 9;
  static final int SEQUENCER = 10;
  static final int PRINCIPAL = 11;
  static final int SOURCE_IP = 12;
  static final int REGION = 13;
  static final int REQUEST_ID = 14;
  static final int FORM = 15;
  static final int SOURCE = 16;
  static final int MESSAGE_ID = 17;
  static final int ARRIVAL_TIME = 18;

  static final MessageType SCHEMA =
      new MessageType(
          "upload_event",
          text("event_id", REQUIRED),
          time("event_time"),
          text("event_name", REQUIRED),
          text("kind", REQUIRED),
          text("method", REQUIRED),
          text("bucket", REQUIRED),
          text("key", REQUIRED),
          text("version_id", OPTIONAL),
          text("etag", OPTIONAL),
          Types.primitive(INT64, OPTIONAL).named("size"),
          text("sequencer", OPTIONAL),
          text("principal", OPTIONAL),
          text("source_ip", OPTIONAL),
          text("region", OPTIONAL),
          text("request_id", OPTIONAL),
          text("form", REQUIRED),
          text("source", REQUIRED),
          text("message_id", REQUIRED),
          time("arrival_time"));

  /** Columns whose values hardly repeat: a dictionary of them costs memory and saves nothing. */
  static final List<String> WITHOUT_DICTIONARY =
      List.of("event_id", "key", "version_id", "etag", "sequencer", "request_id", "message_id");

  private ArchiveSchema() {}

  private static Type text(String name, Type.Repetition repetition) {
    return Types.primitive(BINARY, repetition).as(stringType()).named(name);
  }

  private static Type time(String name) {
    return Types.primitive(INT64, REQUIRED).as(timestampType(true, MILLIS)).named(name);
  }
}
