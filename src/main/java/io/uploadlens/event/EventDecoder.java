package io.uploadlens.event;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
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
 * of the major version. One pass over the bytes, no tree: {@link PlainCursor}'s, and where the
 * message is not as AWS writes them, or anything is wrong with it, Jackson's, whose word is final.
 * Keeps buffers: one decoder serves one thread.
 */
public final class EventDecoder {

  private static final int LONGEST_MESSAGE = 200;

  /** Of a larger one, Jackson's limits are to be kept; and no buffer should become so large. */
  private static final int LARGEST_PLAIN = 1 << 24;

  private final JsonFactory json;
  private final boolean plainFirst;
  private final Reuse reuse = new Reuse();
  private final List<UploadEvent> events = new ArrayList<>();
  private int document;

  /** A decoder for one thread. */
  public EventDecoder() {
    this(jackson(), true);
  }

  /**
   * @param plainFirst whether to leave to Jackson only what {@link PlainCursor} does not read
   */
  EventDecoder(JsonFactory json, boolean plainFirst) {
    this.json = json;
    this.plainFirst = plainFirst;
  }

  /** Jackson as this decoder wants it. */
  static JsonFactory jackson() {
    return new JsonFactoryBuilder()
        // What a message says must not depend on the names that came before it.
        .disable(JsonFactory.Feature.FAIL_ON_SYMBOL_HASH_OVERFLOW)
        // Long numbers cost nothing here: none of more than 18 digits is ever computed.
        .streamReadConstraints(
            StreamReadConstraints.builder().maxNumberLength(Integer.MAX_VALUE).build())
        .build();
  }

  /**
   * Decodes one message. Never throws, whatever the bytes.
   *
   * @param body the message as it was received; not null, not changed; a rejection keeps it
   * @param origin where it came from; not null
   * @return its events, its rejection, or that it is ignorable
   */
  public DecodedMessage decode(byte[] body, MessageOrigin origin) {
    if (!readPlain(body, origin)) {
      try (JacksonCursor cursor = JacksonCursor.of(json, body)) {
        readAll(cursor, origin);
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
    return events.isEmpty()
        ? DecodedMessage.ignored()
        : DecodedMessage.events(events.get(0).form(), events);
  }

  /** Reads a message as AWS writes them; false for all others, of which Jackson has to judge. */
  private boolean readPlain(byte[] body, MessageOrigin origin) {
    if (!plainFirst || body.length > LARGEST_PLAIN) {
      return false;
    }
    try {
      readAll(new PlainCursor(reuse, body, body.length), origin);
      return true;
    } catch (IOException | Undecodable | RuntimeException notPlain) {
      // Whatever it is, Jackson's parser will meet it again and say so.
      return false;
    }
  }

  private void readAll(JsonCursor cursor, MessageOrigin origin) throws IOException, Undecodable {
    events.clear();
    document = 0;
    JsonToken start = cursor.nextDocument();
    if (start == null) {
      throw new Undecodable(RejectReason.EMPTY, "the message holds nothing but white space");
    }
    do {
      document++;
      if (new DocumentReader(cursor, reuse, false, origin, events).read(start)) {
        readInner(cursor, origin);
      }
      start = cursor.nextDocument();
    } while (start != null);
  }

  private void readInner(JsonCursor envelope, MessageOrigin origin)
      throws IOException, Undecodable {
    try {
      JsonCursor inner = envelope.unwrapped();
      JsonToken start = inner.nextDocument();
      if (start == null) {
        throw new Undecodable(RejectReason.EMPTY, "nothing but white space");
      }
      do {
        new DocumentReader(inner, reuse, true, origin, events).read(start);
        start = inner.nextDocument();
      } while (start != null);
    } catch (Undecodable fault) {
      throw fault.in("Message");
    } catch (NotPlain notPlain) {
      throw notPlain;
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
