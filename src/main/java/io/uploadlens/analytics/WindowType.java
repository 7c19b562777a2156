package io.uploadlens.analytics;

/**
 * How windows follow each other, in the sense of Flink SQL's <a
 * href="https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/sql/queries/window-tvf/">windowing
 * table-valued functions</a>.
 *
 * <p>State holds constants by their ordinal: new ones go to the end.
 */
public enum WindowType {
  /** Windows of one size, side by side. */
  TUMBLE,

  /** Windows of one size, one beginning every slide: they overlap. */
  HOP,

  /** Windows that begin together and end one step after the other, up to their largest size. */
  CUMULATE
}
