package io.uploadlens.source.sqs.hunt;

/** What a schedule has shown to be broken. */
final class Violation extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** What is checked. */
  enum Rule {
    /** G3: a message is deleted only when the completed snapshots a restore may use hold it. */
    DELETED_NOT_DURABLE,
    /** G1: what a restore brings back and what the queues hold is all that was sent. */
    LOST_AT_RESTORE,
    /** G1: at rest, every message of a queue that is read has taken effect. */
    NOT_READ,
    /** At rest, every message that was read is deleted. */
    NOT_DELETED,
    /** At rest, readers hold nothing and the state holds no receipts. */
    STATE_GROWS,
    /** A snapshot holds a receipt for every effect whose message is not deleted. */
    RECEIPT_FORGOTTEN,
    /** A message is emitted again only where SQS or a crash makes it unavoidable. */
    EMITTED_AGAIN,
    /** In-flight limit and prefetch bound hold. */
    BOUND_PASSED,
    /** FIFO: within a group nothing is emitted before its predecessors. */
    OUT_OF_ORDER,
    /** A reader neither fails nor spins while SQS answers with what passes. */
    READER_WORKS
  }

  private final Rule rule;

  Violation(Rule rule, String details) {
    super(rule + ": " + details);
    this.rule = rule;
  }

  Violation(Rule rule, String details, Throwable cause) {
    super(rule + ": " + details, cause);
    this.rule = rule;
  }

  Rule rule() {
    return rule;
  }
}
