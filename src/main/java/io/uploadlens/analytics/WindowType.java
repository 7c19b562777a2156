package io.uploadlens.analytics;

/**
 * How windows follow each other, in the sense of Flink SQL's <a
 * href="https://nightlies.apache.org/flink/flink-docs-release-1.20/docs/dev/table/sql/queries/window-tvf/">windowing
 * table-valued functions</a>.
 */
public enum WindowType {
  /** Windows of one size, side by side. */
  TUMBLE
}
