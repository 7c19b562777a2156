package io.uploadlens.source.sqs.payload;

import java.io.Serializable;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A bucket, or the keys of a bucket that begin in one way, from which payloads may be read. Whoever
 * may send to a queue may name any object, so only what is listed is touched. Immutable.
 */
public final class PayloadLocation implements Serializable {

  private static final long serialVersionUID = 1L;

  private static final Pattern FORM =
      Pattern.compile("(?<bucket>[a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:/(?<prefix>.{0,900}))?");

  private final String bucket;
  private final String prefix;

  private PayloadLocation(String bucket, String prefix) {
    this.bucket = bucket;
    this.prefix = prefix;
  }

  /** Whether the text is a bucket's name, or one with a slash and the beginning of keys. */
  public static boolean isLocation(String text) {
    return FORM.matcher(text).matches();
  }

  /**
   * Reads a location.
   *
   * @param text {@code bucket} or {@code bucket/beginning-of-keys}; not null
   * @throws IllegalArgumentException if it is neither
   */
  public static PayloadLocation of(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "'" + text + "' is neither a bucket nor a bucket, a slash and the beginning of keys");
    }
    String prefix = matcher.group("prefix");
    return new PayloadLocation(matcher.group("bucket"), prefix == null ? "" : prefix);
  }

  /** The bucket's name. */
  public String bucket() {
    return bucket;
  }

  /** The beginning of all keys; empty for the whole bucket. */
  public String prefix() {
    return prefix;
  }

  /** Whether this object may be read. */
  public boolean holds(PayloadPointer pointer) {
    return bucket.equals(pointer.bucket()) && pointer.key().startsWith(prefix);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PayloadLocation
        && bucket.equals(((PayloadLocation) other).bucket)
        && prefix.equals(((PayloadLocation) other).prefix);
  }

  @Override
  public int hashCode() {
    return Objects.hash(bucket, prefix);
  }

  @Override
  public String toString() {
    return "s3://" + bucket + "/" + prefix;
  }
}
