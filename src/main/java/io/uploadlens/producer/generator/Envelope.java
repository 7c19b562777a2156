package io.uploadlens.producer.generator;

import io.uploadlens.event.MessageForm;
import java.util.Locale;

/** How a generated message wraps its events. */
public enum Envelope {
  /** S3's notification with one record. */
  S3(MessageForm.S3),
  /** S3's notification with several records. */
  S3_MULTI(MessageForm.S3),
  /** S3's notification inside an SNS envelope. */
  SNS_S3(MessageForm.SNS_S3),
  /** An EventBridge event. */
  EVENTBRIDGE(MessageForm.EVENTBRIDGE),
  /** An EventBridge event inside an SNS envelope. */
  SNS_EVENTBRIDGE(MessageForm.SNS_EVENTBRIDGE),
  /** UploadLens's flat upload event. */
  FLAT(MessageForm.FLAT),
  /** UploadLens's flat upload event inside an SNS envelope. */
  SNS_FLAT(MessageForm.SNS_FLAT);

  private final MessageForm form;

  Envelope(MessageForm form) {
    this.form = form;
  }

  /** The form that a decoder sees. */
  public MessageForm form() {
    return form;
  }

  /** Whether an SNS envelope is around it. */
  public boolean isSns() {
    return this == SNS_S3 || this == SNS_EVENTBRIDGE || this == SNS_FLAT;
  }

  /** Whether it holds an EventBridge event, whose times have whole seconds only. */
  boolean isEventBridge() {
    return this == EVENTBRIDGE || this == SNS_EVENTBRIDGE;
  }

  /** Whether it holds a flat upload event. */
  boolean isFlat() {
    return this == FLAT || this == SNS_FLAT;
  }

  /** What to send instead where an event has no EventBridge form. */
  Envelope withoutEventBridge() {
    switch (this) {
      case EVENTBRIDGE:
        return S3;
      case SNS_EVENTBRIDGE:
        return SNS_S3;
      default:
        return this;
    }
  }

  /** The name on the command line, for example {@code sns_s3}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
