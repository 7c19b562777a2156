package io.uploadlens.producer.generator;

import java.util.List;

/**
 * One message to send, with what it says.
 *
 * <p>It carries events, or is {@linkplain #malformation() malformed}, or is a {@linkplain
 * #isTestEvent() test event}. Immutable, but the body is not copied.
 */
public final class GeneratedMessage {

  private final Destination destination;
  private final Envelope envelope;
  private final byte[] body;
  private final String partitionKey;
  private final long dueTime;
  private final List<GeneratedEvent> events;
  private final boolean duplicate;
  private final Malformation malformation;

  private GeneratedMessage(
      Destination destination,
      Envelope envelope,
      byte[] body,
      String partitionKey,
      long dueTime,
      List<GeneratedEvent> events,
      boolean duplicate,
      Malformation malformation) {
    this.destination = destination;
    this.envelope = envelope;
    this.body = body;
    this.partitionKey = partitionKey;
    this.dueTime = dueTime;
    this.events = List.copyOf(events);
    this.duplicate = duplicate;
    this.malformation = malformation;
  }

  static GeneratedMessage ofEvents(
      Destination destination,
      Envelope envelope,
      byte[] body,
      long dueTime,
      List<GeneratedEvent> events,
      boolean duplicate) {
    GeneratedEvent first = events.get(0);
    String partitionKey = first.bucket() + "-" + Integer.toHexString(first.key().hashCode());
    return new GeneratedMessage(
        destination, envelope, body, partitionKey, dueTime, events, duplicate, null);
  }

  static GeneratedMessage malformed(
      Destination destination, byte[] body, String partitionKey, long dueTime, Malformation what) {
    return new GeneratedMessage(
        destination, null, body, partitionKey, dueTime, List.of(), false, what);
  }

  static GeneratedMessage testEvent(
      Destination destination, byte[] body, String partitionKey, long dueTime) {
    return new GeneratedMessage(
        destination, null, body, partitionKey, dueTime, List.of(), false, null);
  }

  /** The same message, sent once more. */
  GeneratedMessage again(long due) {
    return new GeneratedMessage(
        destination, envelope, body, partitionKey, due, events, true, malformation);
  }

  /** Where the message is to be sent. */
  public Destination destination() {
    return destination;
  }

  /** How the events are wrapped; null for malformed messages and test events. */
  public Envelope envelope() {
    return envelope;
  }

  /** The message's bytes, UTF-8, not a copy. */
  public byte[] body() {
    return body;
  }

  /** The Kinesis partition key, at most 256 characters. */
  public String partitionKey() {
    return partitionKey;
  }

  /**
   * When the message is due, epoch milliseconds: never before the time of an event it carries, and
   * at most the out-of-orderness after it. Messages come in the order of it.
   */
  public long dueTime() {
    return dueTime;
  }

  /** The events as this message tells them, in its order; empty where it carries none. */
  public List<GeneratedEvent> events() {
    return events;
  }

  /** Whether all its events were carried by an earlier or a later message too. */
  public boolean isDuplicate() {
    return duplicate;
  }

  /** What is wrong with it, or null. */
  public Malformation malformation() {
    return malformation;
  }

  /** Whether it is S3's test event, which counts nothing. */
  public boolean isTestEvent() {
    return events.isEmpty() && malformation == null;
  }

  @Override
  public String toString() {
    String what = malformation != null ? malformation.toString() : events.toString();
    return destination + " " + envelope + " due " + dueTime + " " + what;
  }
}
