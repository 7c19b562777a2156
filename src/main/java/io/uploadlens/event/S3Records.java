package io.uploadlens.event;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.List;

/**
 * Reads S3's own notification: the array {@code Records}.
 *
 * <p>Knows major version 2; minor versions add fields and event names (<a
 * href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html">Event
 * message structure</a>), which are left aside. Not thread-safe.
 */
final class S3Records {

  private static final String EVENT_SOURCE = "aws:s3";

  private final FieldReader in;
  private final UploadEventBuilder event = new UploadEventBuilder();
  private JsonParser parser;
  private String version;
  private String source;
  private String name;
  private long time;
  private boolean ofS3;

  S3Records(TextCache cache) {
    this.in = new FieldReader(cache);
  }

  /** Stands on the field's name; adds its events and goes to its end. */
  void read(JsonParser newParser, MessageForm form, MessageOrigin origin, List<UploadEvent> events)
      throws IOException, Undecodable {
    parser = newParser;
    in.start(parser);
    boolean array = in.isArray("Records");
    in.throwFault();
    if (!array || parser.nextToken() == JsonToken.END_ARRAY) {
      throw new Undecodable(RejectReason.MISSING_FIELD, "Records holds no record");
    }
    int index = 0;
    for (JsonToken token = parser.currentToken();
        token != JsonToken.END_ARRAY;
        token = parser.nextToken()) {
      in.startElement(parser, "Records", index);
      if (token != JsonToken.START_OBJECT) {
        throw new Undecodable(
            RejectReason.INVALID_FIELD,
            "Records[" + index + "] is " + token.asString() + "; an object is expected");
      }
      events.add(record(form, origin));
      index++;
    }
  }

  private UploadEvent record(MessageForm form, MessageOrigin origin)
      throws IOException, Undecodable {
    event.clear();
    version = null;
    source = null;
    name = null;
    time = FieldReader.NO_TIME;
    ofS3 = false;
    for (String field = parser.nextFieldName(); field != null; field = parser.nextFieldName()) {
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
          event.principal = member(field, "principalId", "userIdentity.principalId", true);
          break;
        case "requestParameters":
          event.sourceIp =
              member(field, "sourceIPAddress", "requestParameters.sourceIPAddress", true);
          break;
        case "responseElements":
          event.requestId =
              member(field, "x-amz-request-id", "responseElements.x-amz-request-id", false);
          break;
        case "s3":
          entity();
          break;
        default:
          in.skip();
          break;
      }
    }
    return finish(form, origin);
  }

  /** The one member that matters of an object, or null. */
  private String member(String object, String member, String path, boolean common)
      throws IOException {
    if (!in.isObject(object)) {
      return null;
    }
    String value = null;
    for (String field = parser.nextFieldName(); field != null; field = parser.nextFieldName()) {
      if (field.equals(member)) {
        value = common ? in.commonText(path) : in.text(path);
      } else {
        in.skip();
      }
    }
    return value;
  }

  private void entity() throws IOException {
    ofS3 = true;
    if (!in.isObject("s3")) {
      return;
    }
    for (String field = parser.nextFieldName(); field != null; field = parser.nextFieldName()) {
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
    for (String field = parser.nextFieldName(); field != null; field = parser.nextFieldName()) {
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
    for (String field = parser.nextFieldName(); field != null; field = parser.nextFieldName()) {
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
    if (source == null) {
      throw in.missing("eventSource");
    }
    if (version == null) {
      throw in.missing("eventVersion");
    }
    if (name == null) {
      throw in.missing("eventName");
    }
    if (time == FieldReader.NO_TIME) {
      throw in.missing("eventTime");
    }
    if (event.bucket == null) {
      throw in.missing("s3.bucket.name");
    }
    if (event.key == null) {
      throw in.missing("s3.object.key");
    }
    EventName eventName = EventName.ofS3(name);
    return event
        .event(eventName.kind(), eventName.method(), eventName.name())
        .eventTime(time)
        .carriedBy(form, origin)
        .build();
  }
}
