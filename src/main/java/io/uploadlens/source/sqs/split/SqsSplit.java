package io.uploadlens.source.sqs.split;

import java.util.List;
import java.util.Objects;
import org.apache.flink.api.connector.source.SourceSplit;

/**
 * One reader's share of one queue, and the receipts of the messages that it emitted before the
 * checkpoint and has not deleted yet.
 *
 * <p>Every reader reads every queue, so there is one split per queue and subtask. After a restore
 * at another parallelism a reader may hold several of one queue; it merges them, which is safe
 * since receipts belong to the queue and not to the reader that received them.
 *
 * <p>Immutable; persisted by {@link SqsSplitSerializer}.
 */
public final class SqsSplit implements SourceSplit {

  private final String queueUrl;
  private final int ordinal;
  private final List<Receipt> receipts;

  /**
   * @param queueUrl the queue; not null
   * @param ordinal the subtask that the split was made for, from 0: tells the queue's splits apart
   * @param receipts what remains to be deleted; not null
   */
  public SqsSplit(String queueUrl, int ordinal, List<Receipt> receipts) {
    this.queueUrl = Objects.requireNonNull(queueUrl, "queueUrl");
    this.ordinal = ordinal;
    this.receipts = List.copyOf(receipts);
  }

  @Override
  public String splitId() {
    return queueUrl + "#" + ordinal;
  }

  /** The queue. */
  public String queueUrl() {
    return queueUrl;
  }

  /** Tells the splits of a queue apart. */
  public int ordinal() {
    return ordinal;
  }

  /** What remains to be deleted. */
  public List<Receipt> receipts() {
    return receipts;
  }

  @Override
  public boolean equals(Object other) {
    if (!(other instanceof SqsSplit)) {
      return false;
    }
    SqsSplit that = (SqsSplit) other;
    return ordinal == that.ordinal
        && queueUrl.equals(that.queueUrl)
        && receipts.equals(that.receipts);
  }

  @Override
  public int hashCode() {
    return Objects.hash(queueUrl, ordinal, receipts);
  }

  @Override
  public String toString() {
    return splitId() + " with " + receipts.size() + " receipts";
  }
}
