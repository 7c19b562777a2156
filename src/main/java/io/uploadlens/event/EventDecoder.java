package io.uploadlens.event;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Turns the bytes of a message into the events it tells of.
 *
 * <p>Knows S3's notifications, EventBridge's events of S3 and UploadLens's own flat upload events,
 * each as it is or inside an SNS envelope, and {@code s3:TestEvent} in any of these, which counts
 * nothing. A message may hold several JSON documents one after the other, as Kinesis producers
 * write them. It has one outcome: if anything in it can't be decoded the whole message is rejected,
 * with the reason, and none of its events is counted (guarantees G1 and G6).
 *
 * <p>Fields and event names that are not known are left aside, since S3 adds some without a change
 * of the major version. One pass over the bytes, no tree. Keeps buffers: one decoder serves one
 * thread.
 */
public final class EventDecoder {

  private static final int LONGEST_MESSAGE = 200;

  private final JsonFactory json;
  private final Reuse reuse = new Reuse();
  private final List<UploadEvent> events = new ArrayList<>();
  private int document;

  /** A decoder for one thread. */
  public EventDecoder() {
    this(
        new JsonFactoryBuilder()
            // What a message says must not depend on the names that came before it.
            .disable(JsonFactory.Feature.FAIL_ON_SYMBOL_HASH_OVERFLOW)
            // Long numbers cost nothing here: none of more than 18 digits is ever computed.
            .streamReadConstraints(
                StreamReadConstraints.builder().maxNumberLength(Integer.MAX_VALUE).build())
            .build());
  }

  EventDecoder(JsonFactory json) {
    this.json = json;
  }

  /**
   * Decodes one message. Never throws, whatever the bytes.
   *
   * @param body the message as it was received; not null, not changed; a rejection keeps it
   * @param origin where it came from; not null
   * @return its events, its rejection, or that it is ignorable
   */
  public DecodedMessage decode(byte[] body, MessageOrigin origin) {
    events.clear();
    document = 0;
    try (JsonParser parser = json.createParser(body)) {
      readAll(parser, origin);
      return events.isEmpty()
          ? DecodedMessage.ignored()
          : DecodedMessage.events(events.get(0).form(), events);
    } catch (Undecodable fault) {
      return reject(body, origin, fault);
    } catch (IOException fault) {
      return reject(body, origin, notJson(fault));
    } catch (RuntimeException fault) {
      // A fault of ours or of Jackson's, not of the message: kept like any other, and named.
      return reject(
          body,
          origin,
          new Undecodable(
              RejectReason.DECODER_FAULT, Undecodable.plain(fault.toString(), LONGEST_MESSAGE)));
    }
  }

  private void readAll(JsonParser parser, MessageOrigin origin) throws IOException, Undecodable {
    if (parser.nextToken() == null) {
      throw new Undecodable(RejectReason.EMPTY, "the message holds nothing but white space");
    }
    do {
      document++;
      int inner = new DocumentReader(parser, reuse, false, origin, events).read();
      if (inner >= 0) {
        readInner(inner, origin);
      }
    } while (parser.nextToken() != null);
  }

  private void readInner(int length, MessageOrigin origin) throws Undecodable {
    try (JsonParser parser = json.createParser(reuse.envelope(length), 0, length)) {
      if (parser.nextToken() == null) {
        throw new Undecodable(RejectReason.EMPTY, "nothing but white space");
      }
      do {
        new DocumentReader(parser, reuse, true, origin, events).read();
      } while (parser.nextToken() != null);
    } catch (Undecodable fault) {
      throw fault.in("Message");
    } catch (IOException fault) {
      throw notJson(fault).in("Message");
    }
  }

  private DecodedMessage reject(byte[] body, MessageOrigin origin, Undecodable fault) {
    Undecodable placed = document > 1 ? fault.in("document " + document) : fault;
    return DecodedMessage.rejected(
        new RejectedMessage(body, origin, placed.reason(), placed.getMessage()));
  }

  private static Undecodable notJson(IOException fault) {
    if (fault instanceof JsonEOFException) {
      return new Undecodable(RejectReason.NOT_JSON, "the JSON ends before it is complete");
    }
    if (!(fault instanceof JsonProcessingException)) {
      return new Undecodable(
          RejectReason.NOT_JSON, Undecodable.plain(fault.toString(), LONGEST_MESSAGE));
    }
    String message = ((JsonProcessingException) fault).getOriginalMessage();
    JsonLocation place = ((JsonProcessingException) fault).getLocation();
    String detail = Undecodable.plain(message, LONGEST_MESSAGE);
    return new Undecodable(
        RejectReason.NOT_JSON,
        place == null || fault instanceof StreamConstraintsException
            ? detail
            : "at line " + place.getLineNr() + ", column " + place.getColumnNr() + ": " + detail);
  }
}
