package io.uploadlens.event;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.List;

/**
 * Reads one JSON document of a message, in one pass, and finds out at its end which form it has:
 * the fields may come in any order. Not thread-safe.
 */
final class DocumentReader {

  private static final String TEST_EVENT = "s3:TestEvent";
  private static final int NAMES_TOLD = 8;

  private final FieldReader fields;
  private final S3Records records;
  private final EventBridgeDetail detail;
  private final FlatEvent flat = new FlatEvent();
  private final String[] names = new String[NAMES_TOLD];

  private JsonParser parser;
  private boolean enveloped;
  private MessageOrigin origin;
  private List<UploadEvent> events;
  private int fieldCount;
  private boolean recordsSeen;
  private String source;
  private String detailType;
  private long time;
  private String testEvent;
  private boolean messageSeen;
  private String snsType;
  private String snsTopic;
  private char[] message = new char[4096];
  private int messageLength;

  DocumentReader(TextCache cache) {
    fields = new FieldReader(cache);
    records = new S3Records(cache);
    detail = new EventBridgeDetail(cache);
  }

  /**
   * Stands at the document's start and goes to its end; adds its events.
   *
   * @param insideEnvelope whether this is what an SNS envelope held
   * @return the length of {@link #message()} if this is an SNS envelope, else -1
   */
  int read(
      JsonParser newParser,
      boolean insideEnvelope,
      MessageOrigin messageOrigin,
      List<UploadEvent> into)
      throws IOException, Undecodable {
    start(newParser, insideEnvelope, messageOrigin, into);
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      throw new Undecodable(
          RejectReason.UNKNOWN_FORM,
          "the JSON is not an object; an S3 notification, an SNS envelope, an EventBridge event"
              + " or an upload event is expected");
    }
    for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
      if (fieldCount < NAMES_TOLD) {
        names[fieldCount] = name;
      }
      fieldCount++;
      field(name);
    }
    return finish();
  }

  /** What the SNS envelope held that was read last. */
  char[] message() {
    return message;
  }

  private void start(
      JsonParser newParser,
      boolean insideEnvelope,
      MessageOrigin messageOrigin,
      List<UploadEvent> into) {
    parser = newParser;
    enveloped = insideEnvelope;
    origin = messageOrigin;
    events = into;
    fields.start(parser);
    flat.start(fields);
    detail.start(parser);
    fieldCount = 0;
    recordsSeen = false;
    source = null;
    detailType = null;
    time = FieldReader.NO_TIME;
    testEvent = null;
    messageSeen = false;
    messageLength = -1;
    snsType = null;
    snsTopic = null;
  }

  private void field(String name) throws IOException, Undecodable {
    switch (name) {
      case "Records":
        recordsSeen = true;
        records.read(parser, enveloped ? MessageForm.SNS_S3 : MessageForm.S3, origin, events);
        break;
      case "Message":
        messageSeen = true;
        readMessage();
        break;
      case "Type":
        snsType = fields.marker();
        break;
      case "TopicArn":
        snsTopic = fields.marker();
        break;
      case "detail":
        detail.read();
        break;
      case "detail-type":
        detailType = fields.commonText(name);
        break;
      case "source":
        source = fields.marker();
        break;
      case "time":
        time = fields.time(name);
        break;
      case "Event":
        testEvent = fields.marker();
        break;
      default:
        flat.read(name);
        break;
    }
  }

  private void readMessage() throws IOException {
    if (parser.nextToken() != JsonToken.VALUE_STRING) {
      messageLength = -1;
      parser.skipChildren();
      return;
    }
    char[] chars = parser.getTextCharacters();
    int length = parser.getTextLength();
    if (message.length < length) {
      message = new char[Math.max(length, 2 * message.length)];
    }
    System.arraycopy(chars, parser.getTextOffset(), message, 0, length);
    messageLength = length;
  }

  private int finish() throws Undecodable {
    if (flat.isDeclared()) {
      events.add(flat.finish(flatForm(), origin));
    } else if (recordsSeen || TEST_EVENT.equals(testEvent)) {
      return -1;
    } else if (messageSeen && (snsType != null || snsTopic != null)) {
      return finishEnvelope();
    } else if (detail.isSeen() && (source != null || detailType != null)) {
      MessageForm form = enveloped ? MessageForm.SNS_EVENTBRIDGE : MessageForm.EVENTBRIDGE;
      events.add(detail.finish(fields, source, detailType, time, flat.region(), form, origin));
    } else if (flat.isSeen()) {
      events.add(flat.finish(flatForm(), origin));
    } else {
      throw new Undecodable(RejectReason.UNKNOWN_FORM, unknownForm());
    }
    return -1;
  }

  private int finishEnvelope() throws Undecodable {
    if (enveloped) {
      throw new Undecodable(
          RejectReason.UNKNOWN_FORM, "an SNS envelope inside another; one is expected");
    }
    if (snsType != null && !snsType.equals("Notification")) {
      throw new Undecodable(
          RejectReason.UNKNOWN_FORM,
          "Type is " + Undecodable.quote(snsType) + "; 'Notification' is expected");
    }
    if (messageLength < 0) {
      throw new Undecodable(
          RejectReason.INVALID_FIELD, "Message is no string; JSON in a string is expected");
    }
    return messageLength;
  }

  private MessageForm flatForm() {
    return enveloped ? MessageForm.SNS_FLAT : MessageForm.FLAT;
  }

  private String unknownForm() {
    StringBuilder told = new StringBuilder("an object with the fields");
    for (int i = 0; i < Math.min(fieldCount, NAMES_TOLD); i++) {
      told.append(i == 0 ? " " : ", ").append(Undecodable.quote(names[i]));
    }
    if (fieldCount == 0) {
      return "an object without fields; " + expected();
    }
    return told.append(fieldCount > NAMES_TOLD ? " \u2026; " : "; ").append(expected()).toString();
  }

  private static String expected() {
    return "'Records' (S3), 'Type' and 'Message' (SNS), 'detail' and 'source' (EventBridge)"
        + " or 'bucket', 'key' and 'event_time' (upload event) are expected";
  }
}
