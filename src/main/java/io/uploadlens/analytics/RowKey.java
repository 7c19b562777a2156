package io.uploadlens.analytics;

/** A row of a bucket's window: its level and its prefix. */
final class RowKey {

  private final int level;
  private final String prefix;

  RowKey(int level, String prefix) {
    this.level = level;
    this.prefix = prefix;
  }

  int level() {
    return level;
  }

  String prefix() {
    return prefix;
  }

  /** As state keeps it: the level, a colon, the prefix. */
  String encode() {
    return level + ":" + prefix;
  }

  /** Reads what {@link #encode()} wrote. */
  static RowKey decode(String encoded) {
    int colon = encoded.indexOf(':');
    return new RowKey(Integer.parseInt(encoded.substring(0, colon)), encoded.substring(colon + 1));
  }

  boolean isOther() {
    return level != WindowGroup.BUCKET_LEVEL && prefix.equals(WindowGroup.OTHER);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RowKey
        && level == ((RowKey) other).level
        && prefix.equals(((RowKey) other).prefix);
  }

  @Override
  public int hashCode() {
    return 31 * level + prefix.hashCode();
  }

  @Override
  public String toString() {
    return encode();
  }
}
