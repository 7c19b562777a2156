package io.uploadlens.event;

import java.io.IOException;

/**
 * Reads one record of S3's own notification.
 *
 * <p>Knows major version 2; minor versions add fields and event names (<a
 * href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html">Event
 * message structure</a>), which are left aside.
 */
final class S3Record {

  private static final String EVENT_SOURCE = "aws:s3";

  private final FieldReader in;
  private final UploadEventBuilder event;
  private String version;
  private String source;
  private String name;
  private long time = FieldReader.NO_TIME;
  private boolean ofS3;

  /** Stands at the record's start. */
  S3Record(FieldReader in, IdentityBytes identity) {
    this.in = in;
    this.event = new UploadEventBuilder(identity);
  }

  /** Goes to the record's end. */
  UploadEvent read(MessageForm form, MessageOrigin origin) throws IOException, Undecodable {
    for (String field = in.nextField(); field != null; field = in.nextField()) {
      switch (field) {
        case "eventVersion":
          version = in.commonText(field);
          break;
        case "eventSource":
          source = in.commonText(field);
          break;
        case "awsRegion":
          event.region = in.commonText(field);
          break;
        case "eventTime":
          time = in.time(field);
          break;
        case "eventName":
          name = in.commonText(field);
          break;
        case "userIdentity":
          event.principal = member(field, "principalId", "userIdentity.principalId");
          break;
        case "requestParameters":
          event.sourceIp = member(field, "sourceIPAddress", "requestParameters.sourceIPAddress");
          break;
        case "responseElements":
          responseElements(field);
          break;
        case "s3":
          entity(field);
          break;
        default:
          in.skip();
          break;
      }
    }
    return finish(form, origin);
  }

  /** The one member that matters of an object, or null. */
  private String member(String object, String member, String path) throws IOException {
    String value = null;
    if (in.isObject(object)) {
      for (String field = in.nextField(); field != null; field = in.nextField()) {
        if (field.equals(member)) {
          value = in.commonText(path);
        } else {
          in.skip();
        }
      }
    }
    return value;
  }

  private void responseElements(String object) throws IOException {
    if (!in.isObject(object)) {
      return;
    }
    for (String field = in.nextField(); field != null; field = in.nextField()) {
      if (field.equals("x-amz-request-id")) {
        event.requestId = in.text("responseElements.x-amz-request-id");
      } else {
        in.skip();
      }
    }
  }

  private void entity(String object) throws IOException {
    ofS3 = true;
    if (!in.isObject(object)) {
      return;
    }
    for (String field = in.nextField(); field != null; field = in.nextField()) {
      switch (field) {
        case "bucket":
          bucket();
          break;
        case "object":
          object();
          break;
        default:
          in.skip();
          break;
      }
    }
  }

  private void bucket() throws IOException {
    if (!in.isObject("s3.bucket")) {
      return;
    }
    for (String field = in.nextField(); field != null; field = in.nextField()) {
      if (field.equals("name")) {
        event.bucket = in.bucket("s3.bucket.name");
      } else {
        in.skip();
      }
    }
  }

  private void object() throws IOException {
    if (!in.isObject("s3.object")) {
      return;
    }
    for (String field = in.nextField(); field != null; field = in.nextField()) {
      switch (field) {
        case "key":
          event.key = in.encodedKey("s3.object.key");
          break;
        case "size":
          event.size = in.size("s3.object.size");
          break;
        case "eTag":
          event.eTag = in.eTag("s3.object.eTag");
          break;
        case "versionId":
          event.versionId = in.idText("s3.object.versionId");
          break;
        case "sequencer":
          event.sequencer = in.idText("s3.object.sequencer");
          break;
        default:
          in.skip();
          break;
      }
    }
  }

  private UploadEvent finish(MessageForm form, MessageOrigin origin) throws Undecodable {
    if (!EVENT_SOURCE.equals(source) && (source != null || !ofS3)) {
      throw in.reject(
          RejectReason.UNKNOWN_FORM,
          "eventSource",
          (source == null ? "missing" : Undecodable.quote(source)) + "; 'aws:s3' is expected");
    }
    if (version != null && !version.startsWith("2.") && !version.equals("2")) {
      throw in.reject(
          RejectReason.UNSUPPORTED_VERSION,
          "eventVersion",
          Undecodable.quote(version) + "; '2.0' or later, below '3.0', is supported");
    }
    in.throwFault();
    in.require(source, "eventSource");
    in.require(version, "eventVersion");
    in.require(name, "eventName");
    in.require(time, "eventTime");
    in.require(event.bucket, "s3.bucket.name");
    in.require(event.key, "s3.object.key");
    EventName eventName = EventName.ofS3(name);
    return event
        .event(eventName.kind(), eventName.method(), eventName.name())
        .eventTime(time)
        .carriedBy(form, origin)
        .build();
  }
}
