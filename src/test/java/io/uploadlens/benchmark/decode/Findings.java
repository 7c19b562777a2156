package io.uploadlens.benchmark.decode;

import java.util.Objects;

/** What a reader found in all messages together; the same for all that read right. */
final class Findings {

  private long events;
  private long bytes;
  private long keys;

  /**
   * Adds an event.
   *
   * @param size null or negative if it has none
   */
  void add(String bucket, String key, Long size) {
    events++;
    bytes += size == null || size < 0 ? 0 : size;
    keys ^= Objects.hash(bucket, key) * 0x9E3779B97F4A7C15L;
  }

  long events() {
    return events;
  }

  @Override
  public boolean equals(Object other) {
    if (!(other instanceof Findings)) {
      return false;
    }
    Findings that = (Findings) other;
    return events == that.events && bytes == that.bytes && keys == that.keys;
  }

  @Override
  public int hashCode() {
    return Objects.hash(events, bytes, keys);
  }

  @Override
  public String toString() {
    return events + " events of " + bytes + " bytes, keys " + Long.toHexString(keys);
  }
}
