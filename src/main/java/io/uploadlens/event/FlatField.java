package io.uploadlens.event;

import java.util.HashMap;
import java.util.Map;

/** The fields of the flat upload event, as in {@code docs/upload-event.schema.json}. */
enum FlatField {
  SCHEMA("schema", false),
  BUCKET("bucket", true),
  KEY("key", true),
  EVENT_TIME("event_time", true),
  EVENT_NAME("event_name", false),
  SIZE("size", false),
  ETAG("etag", false),
  VERSION_ID("version_id", false),
  SEQUENCER("sequencer", false),
  PRINCIPAL("principal", false),
  SOURCE_IP("source_ip", false),
  REGION("region", false),
  REQUEST_ID("request_id", false),
  EVENT_ID("event_id", false);

  private static final Map<String, FlatField> BY_NAME = new HashMap<>();

  static {
    for (FlatField field : values()) {
      BY_NAME.put(field.fieldName, field);
    }
  }

  private final String fieldName;
  private final boolean required;

  FlatField(String fieldName, boolean required) {
    this.fieldName = fieldName;
    this.required = required;
  }

  /** The field of that name, or null. */
  static FlatField of(String name) {
    return BY_NAME.get(name);
  }

  /** The name in JSON. */
  String fieldName() {
    return fieldName;
  }

  /** Whether an event without it can't be counted. */
  boolean isRequired() {
    return required;
  }
}
