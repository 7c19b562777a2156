package io.uploadlens.event;

import java.io.IOException;

/**
 * Reads the {@code detail} of an EventBridge event of S3, which may come before the fields that say
 * whether it is one (<a
 * href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html">EventBridge event
 * message structure</a>).
 */
final class EventBridgeDetail {

  private static final String SOURCE = "aws.s3";

  private final FieldReader in;
  private final UploadEventBuilder event;
  private String version;
  private String reason;
  private String deletion;

  EventBridgeDetail(FieldReader in, IdentityBytes identity) {
    this.in = in;
    this.event = new UploadEventBuilder(identity);
  }

  /** Stands on the field's name and goes to its end. */
  void read() throws IOException {
    if (!in.isObject("detail")) {
      return;
    }
    for (String field = in.nextField(); field != null; field = in.nextField()) {
      switch (field) {
        case "event-version":
          version = in.commonText("detail.event-version");
          break;
        case "bucket":
          bucket();
          break;
        case "object":
          object();
          break;
        case "request-id":
          event.requestId = in.text("detail.request-id");
          break;
        case "requester":
          event.principal = in.commonText("detail.requester");
          break;
        case "source-ip-address":
          event.sourceIp = in.commonText("detail.source-ip-address");
          break;
        case "reason":
          reason = in.commonText("detail.reason");
          break;
        case "deletion-type":
          deletion = in.commonText("detail.deletion-type");
          break;
        default:
          in.skip();
          break;
      }
    }
  }

  private void bucket() throws IOException {
    if (!in.isObject("detail.bucket")) {
      return;
    }
    for (String field = in.nextField(); field != null; field = in.nextField()) {
      if (field.equals("name")) {
        event.bucket = in.bucket("detail.bucket.name");
      } else {
        in.skip();
      }
    }
  }

  private void object() throws IOException {
    if (!in.isObject("detail.object")) {
      return;
    }
    for (String field = in.nextField(); field != null; field = in.nextField()) {
      switch (field) {
        case "key":
          event.key = in.plainKey("detail.object.key");
          break;
        case "size":
          event.size = in.size("detail.object.size");
          break;
        case "etag":
          event.eTag = in.eTag("detail.object.etag");
          break;
        case "version-id":
          event.versionId = in.idText("detail.object.version-id");
          break;
        case "sequencer":
          event.sequencer = in.idText("detail.object.sequencer");
          break;
        default:
          in.skip();
          break;
      }
    }
  }

  /**
   * The event, now that the document is at its end.
   *
   * @param outer the reader of the document's own fields, with their faults
   */
  UploadEvent finish(
      FieldReader outer,
      String source,
      String type,
      long time,
      String region,
      MessageForm form,
      MessageOrigin origin)
      throws Undecodable {
    if (!SOURCE.equals(source)) {
      throw outer.reject(
          RejectReason.UNKNOWN_FORM,
          "source",
          (source == null ? "missing" : Undecodable.quote(source)) + "; 'aws.s3' is expected");
    }
    outer.require(type, "detail-type");
    EventName name = EventName.ofEventBridge(type, reason, deletion);
    if (name == null) {
      if (event.bucket == null || event.key == null) {
        throw outer.reject(
            RejectReason.UNKNOWN_FORM,
            "detail-type",
            Undecodable.quote(type)
                + ", without detail.bucket.name and detail.object.key;"
                + " an S3 event like 'Object Created' is expected");
      }
      name = EventName.other(type);
    }
    if (version != null && !version.startsWith("1.") && !version.equals("1")) {
      throw in.reject(
          RejectReason.UNSUPPORTED_VERSION,
          "detail.event-version",
          Undecodable.quote(version) + "; '1.0' or later, below '2.0', is supported");
    }
    in.throwFault();
    outer.throwFault();
    outer.require(time, "time");
    in.require(event.bucket, "detail.bucket.name");
    in.require(event.key, "detail.object.key");
    return event
        .event(name.kind(), name.method(), name.name())
        .eventTime(time)
        .region(region)
        .carriedBy(form, origin)
        .build();
  }
}
