package io.uploadlens.source.sqs.hunt;

/** What may happen to one call to SQS; the number that an arm step gives means what is said. */
enum CallFault {
  /** The answer comes so many milliseconds late; the call took effect at once. */
  LATE_ANSWER,
  /** The call reaches SQS so many milliseconds late, and is answered then. */
  LATE_EFFECT,
  /** SQS is throttling: no effect. */
  THROTTLED,
  /** 500: no effect. */
  FAILED,
  /** It takes effect; the client sees its connection break. */
  LOST_ANSWER,
  /** The client sees its connection break; so many milliseconds later the call takes effect. */
  EFFECT_AFTER_ERROR,
  /** A bit for each entry of a batch: it fails without effect, the request succeeds. */
  ENTRIES_FAILED,
  /** A bit for each entry of a batch: it takes effect and is said to have failed. */
  ENTRIES_SAID_TO_FAIL;

  /** The calls that can be armed. */
  enum Call {
    RECEIVE,
    DELETE,
    EXTEND,
    RELEASE
  }
}
