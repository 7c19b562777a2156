package io.uploadlens.event;

import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.List;

/**
 * Reads one JSON document of a message, in one pass, and finds out at its end which form it has:
 * the fields may come in any order. Made for one document.
 */
final class DocumentReader {

  private static final String TEST_EVENT = "s3:TestEvent";
  private static final int NAMES_TOLD = 8;
  private static final String EXPECTED =
      "'Records' (S3), 'Type' and 'Message' (SNS), 'detail' and 'source' (EventBridge)"
          + " or 'bucket', 'key' and 'event_time' (upload event) are expected";

  private final JsonCursor json;
  private final Reuse reuse;
  private final boolean enveloped;
  private final MessageOrigin origin;
  private final List<UploadEvent> events;
  private final FieldReader fields;

  private boolean recordsSeen;
  private boolean messageSeen;
  private boolean messageKept;
  private String snsType;
  private String snsTopic;
  private String testEvent;
  private String source;
  private String detailType;
  private long time = FieldReader.NO_TIME;
  private String region;
  private EventBridgeDetail detail;
  private FlatEvent flat;
  private String[] names;
  private int nameCount;

  /**
   * @param json stands at the document's start
   * @param reuse what is kept between messages
   * @param enveloped whether this document came out of an SNS envelope
   * @param origin the message's
   * @param events the document's are added
   */
  DocumentReader(
      JsonCursor json,
      Reuse reuse,
      boolean enveloped,
      MessageOrigin origin,
      List<UploadEvent> events) {
    this.json = json;
    this.reuse = reuse;
    this.enveloped = enveloped;
    this.origin = origin;
    this.events = events;
    this.fields = new FieldReader(json, reuse);
  }

  /**
   * Goes to the document's end and adds its events.
   *
   * @param start the document's first token
   * @return whether this is an SNS envelope, with a document in it that the cursor has kept
   */
  boolean read(JsonToken start) throws IOException, Undecodable {
    if (start != JsonToken.START_OBJECT) {
      throw new Undecodable(RejectReason.UNKNOWN_FORM, "the JSON is not an object; " + EXPECTED);
    }
    for (String name = fields.nextField(); name != null; name = fields.nextField()) {
      switch (name) {
        case "Records":
          recordsSeen = true;
          readRecords();
          break;
        case "Message":
          messageSeen = true;
          messageKept = json.unwrap();
          break;
        case "Type":
          snsType = fields.marker();
          break;
        case "TopicArn":
          snsTopic = fields.marker();
          break;
        case "Event":
          testEvent = fields.marker();
          break;
        case "source":
          source = fields.marker();
          break;
        case "detail-type":
          detailType = fields.commonText(name);
          break;
        case "time":
          time = fields.time(name);
          break;
        case "detail":
          detail = new EventBridgeDetail(new FieldReader(json, reuse), reuse.identity);
          detail.read();
          break;
        default:
          readOther(name);
          break;
      }
    }
    return finish();
  }

  private void readRecords() throws IOException, Undecodable {
    JsonToken token = json.value();
    if (token != JsonToken.START_ARRAY) {
      fields.mismatch("Records", token, "an array");
      fields.throwFault();
    }
    int index = 0;
    for (JsonToken next = json.nextElement(); next != null; next = json.nextElement()) {
      FieldReader in = new FieldReader(json, reuse, index);
      if (next != JsonToken.START_OBJECT) {
        in.mismatch("", next, "an object");
        in.throwFault();
      }
      events.add(
          new S3Record(in, reuse.identity).read(form(MessageForm.S3, MessageForm.SNS_S3), origin));
      index++;
    }
    if (index == 0) {
      throw new Undecodable(
          RejectReason.MISSING_FIELD, "Records is empty; at least one record is expected");
    }
  }

  /** A field of a flat event, or of no account. */
  private void readOther(String name) throws IOException {
    if (names == null) {
      names = new String[NAMES_TOLD];
    }
    if (nameCount < NAMES_TOLD) {
      names[nameCount] = name;
    }
    nameCount++;
    FlatField field = FlatField.of(name);
    if (field == null) {
      fields.skip();
    } else if (field == FlatField.REGION) {
      // EventBridge's events have it, too.
      region = fields.commonText(name);
    } else {
      if (flat == null) {
        flat = new FlatEvent(fields, reuse.identity);
      }
      flat.read(field);
    }
  }

  private boolean finish() throws Undecodable {
    boolean envelope = messageSeen && (snsType != null || snsTopic != null);
    if (flat != null && flat.isDeclared()) {
      events.add(finishFlat());
    } else if (envelope && !recordsSeen) {
      return finishEnvelope();
    } else if (recordsSeen || TEST_EVENT.equals(testEvent)) {
      return false;
    } else if (detail != null && (source != null || detailType != null)) {
      events.add(finishDetail());
    } else if (flat != null && flat.isSeen()) {
      events.add(finishFlat());
    } else {
      throw new Undecodable(RejectReason.UNKNOWN_FORM, unknownForm());
    }
    return false;
  }

  private boolean finishEnvelope() throws Undecodable {
    if (enveloped) {
      throw new Undecodable(
          RejectReason.UNKNOWN_FORM, "an SNS envelope inside another; one is expected");
    }
    if (snsType != null && !snsType.equals("Notification")) {
      throw fields.reject(
          RejectReason.UNKNOWN_FORM,
          "Type",
          Undecodable.quote(snsType) + "; 'Notification' is expected");
    }
    if (!messageKept) {
      throw fields.reject(
          RejectReason.INVALID_FIELD, "Message", "no string; JSON in a string is expected");
    }
    return true;
  }

  private UploadEvent finishFlat() throws Undecodable {
    return flat.finish(region, form(MessageForm.FLAT, MessageForm.SNS_FLAT), origin);
  }

  private UploadEvent finishDetail() throws Undecodable {
    MessageForm form = form(MessageForm.EVENTBRIDGE, MessageForm.SNS_EVENTBRIDGE);
    return detail.finish(fields, source, detailType, time, region, form, origin);
  }

  private MessageForm form(MessageForm bare, MessageForm inEnvelope) {
    return enveloped ? inEnvelope : bare;
  }

  private String unknownForm() {
    StringBuilder told = new StringBuilder("an object with the fields ");
    if (nameCount == 0) {
      return "an object with none of the fields that tell its form; " + EXPECTED;
    }
    for (int i = 0; i < Math.min(nameCount, NAMES_TOLD); i++) {
      told.append(i == 0 ? "" : ", ").append(Undecodable.quote(names[i]));
    }
    return told.append(nameCount > NAMES_TOLD ? " \u2026; " : "; ").append(EXPECTED).toString();
  }
}
