package io.uploadlens.producer.truth;

/** How much was sent, by what it was. Immutable. */
public final class TruthCounts {

  private final long messages;
  private final long events;
  private final long duplicates;
  private final long malformed;
  private final long testEvents;

  /** All five, each 0 or more. */
  public TruthCounts(long messages, long events, long duplicates, long malformed, long testEvents) {
    this.messages = messages;
    this.events = events;
    this.duplicates = duplicates;
    this.malformed = malformed;
    this.testEvents = testEvents;
  }

  /** Messages of every sort. */
  public long messages() {
    return messages;
  }

  /** Distinct events. */
  public long events() {
    return events;
  }

  /** Deliveries of an event beyond its first. */
  public long duplicates() {
    return duplicates;
  }

  /** Messages that can't be decoded. */
  public long malformed() {
    return malformed;
  }

  /** Test events. */
  public long testEvents() {
    return testEvents;
  }

  @Override
  public boolean equals(Object other) {
    if (!(other instanceof TruthCounts)) {
      return false;
    }
    TruthCounts that = (TruthCounts) other;
    return messages == that.messages
        && events == that.events
        && duplicates == that.duplicates
        && malformed == that.malformed
        && testEvents == that.testEvents;
  }

  @Override
  public int hashCode() {
    return Long.hashCode(messages * 31 + events);
  }

  @Override
  public String toString() {
    return messages
        + " messages: "
        + events
        + " events, "
        + duplicates
        + " duplicates, "
        + malformed
        + " malformed, "
        + testEvents
        + " test events";
  }
}
