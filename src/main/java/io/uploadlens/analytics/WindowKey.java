package io.uploadlens.analytics;

import java.util.Objects;

/** What the {@link WindowMerger} is keyed by: a window of a bucket. Immutable. */
final class WindowKey {

  private final Window window;
  private final String bucket;

  WindowKey(Window window, String bucket) {
    this.window = Objects.requireNonNull(window, "window");
    this.bucket = Objects.requireNonNull(bucket, "bucket");
  }

  Window window() {
    return window;
  }

  /** The bucket's name. */
  String bucket() {
    return bucket;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof WindowKey
        && window.equals(((WindowKey) other).window)
        && bucket.equals(((WindowKey) other).bucket);
  }

  /** The same in every process: it decides which subtask the window goes to. */
  @Override
  public int hashCode() {
    return 31 * window.hashCode() + bucket.hashCode();
  }

  @Override
  public String toString() {
    return window + " of " + bucket;
  }
}
