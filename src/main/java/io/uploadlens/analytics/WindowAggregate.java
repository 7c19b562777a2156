package io.uploadlens.analytics;

import java.util.Objects;

/**
 * What the job says of one group in one window: the row that leaves through the sinks.
 *
 * <p>The row with the highest {@link #revision()} of an {@link #aggregateId()} is the one that
 * holds. Immutable.
 */
public final class WindowAggregate {

  private final String aggregateId;
  private final WindowGroup group;
  private final long revision;
  private final boolean retracted;
  private final UploadStatistics statistics;
  private final long emittedAt;

  /**
   * @param aggregateId the upsert key, stable per window and group; not null
   * @param group the window and the group; not null
   * @param revision see {@link #revision()}
   * @param retracted whether the group left the largest prefixes, so that its numbers are part of
   *     {@link WindowGroup#OTHER} now and all zero here
   * @param statistics the numbers; not null
   * @param emittedAt when the row was made, epoch milliseconds
   */
  public WindowAggregate(
      String aggregateId,
      WindowGroup group,
      long revision,
      boolean retracted,
      UploadStatistics statistics,
      long emittedAt) {
    this.aggregateId = Objects.requireNonNull(aggregateId, "aggregateId");
    this.group = Objects.requireNonNull(group, "group");
    this.revision = revision;
    this.retracted = retracted;
    this.statistics = Objects.requireNonNull(statistics, "statistics");
    this.emittedAt = emittedAt;
  }

  /** The upsert key: 32 hexadecimal digits, stable per window and group. */
  public String aggregateId() {
    return aggregateId;
  }

  /** The window and the group. */
  public WindowGroup group() {
    return group;
  }

  /**
   * Which of a group's rows holds: grows with the events that the row knows of.
   *
   * <p>Twice the number of events that the row was computed from (for {@link WindowGroup#OTHER}: of
   * all its bucket's), plus one if it is retracted. It is made of events and not of a counter,
   * because a counter would begin again at the last checkpoint after a failure: rows that had left
   * before it would have numbers that later and more complete rows get once more.
   */
  public long revision() {
    return revision;
  }

  /** Whether the group's numbers are part of {@link WindowGroup#OTHER} now and all zero here. */
  public boolean isRetracted() {
    return retracted;
  }

  /** The numbers. */
  public UploadStatistics statistics() {
    return statistics;
  }

  /** When the row was made, epoch milliseconds. */
  public long emittedAt() {
    return emittedAt;
  }

  @Override
  public String toString() {
    return group + " revision " + revision + (retracted ? " retracted" : "");
  }
}
