package io.uploadlens.localaws;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A place in a shard, good for five minutes; clients hold it as an opaque string. */
final class ShardIterator {

  private static final Duration LIFETIME = Duration.ofMinutes(5);
  private static final Pattern FORM =
      Pattern.compile("([a-zA-Z0-9_.-]+) (\\d+) (shardId-\\d+) (\\d+) (\\d+)");

  private final String streamName;
  private final Instant streamCreated;
  private final String shardId;
  private final BigInteger position;
  private final Instant issued;

  ShardIterator(
      String streamName,
      Instant streamCreated,
      String shardId,
      BigInteger position,
      Instant issued) {
    this.streamName = streamName;
    this.streamCreated = streamCreated;
    this.shardId = shardId;
    this.position = position;
    this.issued = issued;
  }

  /**
   * @throws ServiceException when it is none of ours, or too old
   */
  static ShardIterator parse(String text, Instant now) {
    Matcher matcher;
    try {
      matcher =
          FORM.matcher(new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8));
    } catch (IllegalArgumentException e) {
      throw ServiceException.badRequest("InvalidArgumentException", "Invalid ShardIterator.");
    }
    if (!matcher.matches()) {
      throw ServiceException.badRequest("InvalidArgumentException", "Invalid ShardIterator.");
    }
    Instant issued = Instant.ofEpochMilli(Long.parseLong(matcher.group(5)));
    if (Duration.between(issued, now).compareTo(LIFETIME) > 0) {
      throw ServiceException.badRequest(
          "ExpiredIteratorException",
          "Iterator expired. The iterator was created at time "
              + issued
              + " while right now it is "
              + now
              + " which is further in the future than the tolerated delay of "
              + LIFETIME.toMillis()
              + " milliseconds.");
    }
    return new ShardIterator(
        matcher.group(1),
        Instant.ofEpochMilli(Long.parseLong(matcher.group(2))),
        matcher.group(3),
        new BigInteger(matcher.group(4)),
        issued);
  }

  ShardIterator movedTo(BigInteger next, Instant now) {
    return new ShardIterator(streamName, streamCreated, shardId, next, now);
  }

  String streamName() {
    return streamName;
  }

  String shardId() {
    return shardId;
  }

  BigInteger position() {
    return position;
  }

  /** Whether it is of this very stream, not of a deleted one of the same name. */
  boolean isOf(KinesisStream stream) {
    return stream.created().toEpochMilli() == streamCreated.toEpochMilli();
  }

  @Override
  public String toString() {
    String plain =
        String.join(
            " ",
            List.of(
                streamName,
                Long.toString(streamCreated.toEpochMilli()),
                shardId,
                position.toString(),
                Long.toString(issued.toEpochMilli())));
    return Base64.getUrlEncoder().encodeToString(plain.getBytes(StandardCharsets.UTF_8));
  }
}
