package io.uploadlens.event;

import java.io.IOException;

/**
 * Reads the flat upload event: UploadLens's own form, for applications that tell of uploads
 * themselves. Its schema is {@code docs/upload-event.schema.json}.
 *
 * <p>Its fields stand in the document itself, among those of whatever other form it may turn out to
 * be.
 */
final class FlatEvent {

  private static final String SCHEMA_FAMILY = "uploadlens.upload/";
  private static final String SCHEMA = SCHEMA_FAMILY + "1";
  private static final String DEFAULT_NAME = "ObjectCreated:Put";

  private final FieldReader in;
  private final UploadEventBuilder event;
  private String schema;
  private String name;
  private long time = FieldReader.NO_TIME;
  private boolean seen;

  FlatEvent(FieldReader in, IdentityBytes identity) {
    this.in = in;
    this.event = new UploadEventBuilder(identity);
  }

  /** Whether the document says of itself that it is a flat event. */
  boolean isDeclared() {
    return schema != null && schema.startsWith(SCHEMA_FAMILY);
  }

  /** Whether there was a field that a flat event must have. */
  boolean isSeen() {
    return seen;
  }

  /** Stands on a field's name and goes to its value's end. */
  void read(FlatField field) throws IOException {
    String fieldName = field.fieldName();
    seen |= field.isRequired();
    switch (field) {
      case SCHEMA:
        schema = in.commonText(fieldName);
        break;
      case BUCKET:
        event.bucket = in.bucket(fieldName);
        break;
      case KEY:
        event.key = in.plainKey(fieldName);
        break;
      case EVENT_TIME:
        time = in.time(fieldName);
        break;
      case EVENT_NAME:
        name = in.commonText(fieldName);
        break;
      case SIZE:
        event.size = in.size(fieldName);
        break;
      case ETAG:
        event.eTag = in.eTag(fieldName);
        break;
      case VERSION_ID:
        event.versionId = in.idText(fieldName);
        break;
      case SEQUENCER:
        event.sequencer = in.idText(fieldName);
        break;
      case PRINCIPAL:
        event.principal = in.commonText(fieldName);
        break;
      case SOURCE_IP:
        event.sourceIp = in.commonText(fieldName);
        break;
      case REQUEST_ID:
        event.requestId = in.text(fieldName);
        break;
      case EVENT_ID:
        event.ownId = in.idText(fieldName);
        break;
      case REGION:
        throw new IllegalArgumentException("the region is the document's, whatever its form");
    }
  }

  /**
   * The event, now that the document is at its end.
   *
   * @param region the field of that name, which EventBridge's events have, too; or null
   */
  UploadEvent finish(String region, MessageForm form, MessageOrigin origin) throws Undecodable {
    if (schema != null && !schema.equals(SCHEMA)) {
      throw in.reject(
          isDeclared() ? RejectReason.UNSUPPORTED_VERSION : RejectReason.UNKNOWN_FORM,
          "schema",
          Undecodable.quote(schema) + "; '" + SCHEMA + "' is supported");
    }
    in.throwFault();
    in.require(event.bucket, FlatField.BUCKET.fieldName());
    in.require(event.key, FlatField.KEY.fieldName());
    in.require(time, FlatField.EVENT_TIME.fieldName());
    EventName eventName = EventName.ofS3(name == null ? DEFAULT_NAME : name);
    return event
        .event(eventName.kind(), eventName.method(), eventName.name())
        .eventTime(time)
        .region(region)
        .carriedBy(form, origin)
        .build();
  }
}
