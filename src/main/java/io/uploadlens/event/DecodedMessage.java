package io.uploadlens.event;

import java.util.List;
import java.util.Objects;

/**
 * What became of one message: its events, or a rejection, or nothing to count; or, between
 * messages, how far the source has read.
 *
 * <p>Exactly one of {@link #events()}, {@link #rejection()} and {@link #progress()} says something;
 * where none does the message was {@linkplain #isIgnored() ignorable}. Immutable.
 */
public final class DecodedMessage {

  private static final DecodedMessage IGNORED = new DecodedMessage(null, List.of(), null, null);

  private final MessageForm form;
  private final List<UploadEvent> events;
  private final RejectedMessage rejection;
  private final SourceProgress progress;

  private DecodedMessage(
      MessageForm form,
      List<UploadEvent> events,
      RejectedMessage rejection,
      SourceProgress progress) {
    this.form = form;
    this.events = events;
    this.rejection = rejection;
    this.progress = progress;
  }

  /**
   * A message that carried events.
   *
   * @param form the form it had; not null
   * @param events at least one
   * @throws IllegalArgumentException if there is no event
   */
  public static DecodedMessage events(MessageForm form, List<UploadEvent> events) {
    if (events.isEmpty()) {
      throw new IllegalArgumentException("a decoded message carries at least one event");
    }
    return new DecodedMessage(
        Objects.requireNonNull(form, "form"), List.copyOf(events), null, null);
  }

  /** A message that could not be decoded. */
  public static DecodedMessage rejected(RejectedMessage rejection) {
    return new DecodedMessage(
        null, List.of(), Objects.requireNonNull(rejection, "rejection"), null);
  }

  /** A message that counts nothing: {@code s3:TestEvent}. */
  public static DecodedMessage ignored() {
    return IGNORED;
  }

  /** Not a message: how far the source has read. */
  public static DecodedMessage progress(SourceProgress progress) {
    return new DecodedMessage(null, List.of(), null, Objects.requireNonNull(progress, "progress"));
  }

  /** The form of a message that carried events; null for all others. */
  public MessageForm form() {
    return form;
  }

  /** The events; empty unless the message carried some. */
  public List<UploadEvent> events() {
    return events;
  }

  /** The rejection, or null. */
  public RejectedMessage rejection() {
    return rejection;
  }

  /** How far the source has read, or null where this is a message. */
  public SourceProgress progress() {
    return progress;
  }

  /** Whether this is a message that counts nothing. */
  public boolean isIgnored() {
    return events.isEmpty() && rejection == null && progress == null;
  }

  @Override
  public boolean equals(Object other) {
    if (!(other instanceof DecodedMessage)) {
      return false;
    }
    DecodedMessage that = (DecodedMessage) other;
    return form == that.form
        && events.equals(that.events)
        && Objects.equals(rejection, that.rejection)
        && progress == that.progress;
  }

  @Override
  public int hashCode() {
    return Objects.hash(form, events, rejection, progress);
  }

  @Override
  public String toString() {
    if (progress != null) {
      return "progress " + progress;
    }
    if (rejection != null) {
      return rejection.toString();
    }
    return events.isEmpty() ? "ignored" : form + " " + events;
  }
}
