package io.uploadlens.localaws;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringTokenizer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Kinesis's two ways to list a stream's shards, page by page. */
final class ShardListing {

  private static final Duration RETENTION = Duration.ofHours(24);
  private static final String NONE = "-";

  private ShardListing() {}

  static Map<String, ?> describe(KinesisStream stream, Params params) {
    int limit = params.integer("Limit", 1, 10_000, 100);
    String after = params.optionalText("ExclusiveStartShardId");
    List<Shard> shards = select(stream, after, shard -> true);
    Map<String, Object> description = stream.describe();
    description.put("Shards", page(shards, limit));
    description.put("HasMoreShards", shards.size() > limit);
    return Map.of("StreamDescription", description);
  }

  /**
   * {@code ListShards}: by the stream, or by the token of the page before.
   *
   * @throws ServiceException when both are given, since a token knows its stream
   */
  static Map<String, ?> list(
      Function<Params, KinesisStream> byParams,
      Function<String, KinesisStream> byName,
      Params params,
      Instant now) {
    int limit = params.integer("MaxResults", 1, 10_000, 1000);
    KinesisStream stream;
    String after;
    String filterType;
    long filterMillis;
    if (params.has("NextToken")) {
      if (params.has("StreamName") || params.has("ExclusiveStartShardId")) {
        throw ServiceException.badRequest(
            "InvalidArgumentException", "NextToken and StreamName cannot be provided together.");
      }
      StringTokenizer token = token(params.text("NextToken"));
      stream = byName.apply(token.nextToken());
      after = token.nextToken();
      filterType = token.nextToken();
      filterMillis = Long.parseLong(token.nextToken());
    } else {
      stream = byParams.apply(params);
      after = params.optionalText("ExclusiveStartShardId");
      filterType = NONE;
      filterMillis = 0;
      if (params.has("ShardFilter")) {
        Params filter = params.structure("ShardFilter");
        filterType = filter.text("Type");
        if (filterType.endsWith("_TIMESTAMP")) {
          filterMillis = filter.timestamp("Timestamp").toEpochMilli();
        }
        if (filterType.equals("AFTER_SHARD_ID")) {
          after = filter.text("ShardId");
        }
      }
    }
    List<Shard> shards =
        select(stream, after, filter(params, filterType, Instant.ofEpochMilli(filterMillis), now));
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("Shards", page(shards, limit));
    if (shards.size() > limit) {
      String token =
          String.join(
              " ",
              stream.name(),
              shards.get(limit - 1).id(),
              filterType,
              Long.toString(filterMillis));
      answer.put(
          "NextToken",
          Base64.getUrlEncoder().encodeToString(token.getBytes(StandardCharsets.UTF_8)));
    }
    return answer;
  }

  private static Predicate<Shard> filter(
      Params params, String type, Instant timestamp, Instant now) {
    Instant horizon = now.minus(RETENTION);
    switch (type) {
      case NONE:
      case "AFTER_SHARD_ID":
      case "FROM_TRIM_HORIZON":
        return shard -> !shard.closedBy(horizon);
      case "AT_TRIM_HORIZON":
        // Of a stream younger than the retention: the shards it began with.
        return shard -> shard.openAt(horizon) || shard.isRoot();
      case "AT_LATEST":
        return Shard::open;
      case "AT_TIMESTAMP":
        return shard -> shard.openAt(timestamp);
      case "FROM_TIMESTAMP":
        return shard -> !shard.closedBy(timestamp);
      default:
        throw params.invalid(
            type,
            "ShardFilter.Type",
            "Member must satisfy enum value set: [AFTER_SHARD_ID, AT_TRIM_HORIZON,"
                + " FROM_TRIM_HORIZON, AT_LATEST, AT_TIMESTAMP, FROM_TIMESTAMP]");
    }
  }

  private static List<Shard> select(
      KinesisStream stream, String after, Predicate<Shard> predicate) {
    return stream.shards().stream()
        .filter(shard -> after == null || shard.id().compareTo(after) > 0)
        .filter(predicate)
        .collect(Collectors.toList());
  }

  private static List<Map<String, Object>> page(List<Shard> shards, int limit) {
    return shards.stream().limit(limit).map(Shard::toWire).collect(Collectors.toList());
  }

  private static StringTokenizer token(String text) {
    try {
      String plain = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8);
      StringTokenizer token = new StringTokenizer(plain, " ");
      if (token.countTokens() == 4) {
        return token;
      }
    } catch (IllegalArgumentException e) {
      throw ServiceException.badRequest("InvalidArgumentException", "Invalid NextToken.");
    }
    throw ServiceException.badRequest("InvalidArgumentException", "Invalid NextToken.");
  }
}
