package io.uploadlens.localaws;

import io.uploadlens.aws.AwsService;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Kinesis Data Streams: writing, reading and changing streams. The listing of shards is in {@link
 * ShardListing}.
 */
final class KinesisService extends JsonService {

  private static final Set<String> DATA_OPERATIONS =
      Set.of("PutRecord", "PutRecords", "GetRecords", "GetShardIterator");
  private static final int MIB = 1 << 20;
  private static final int MAX_RECORDS = 500;
  private static final int MAX_RECORD_BYTES = MIB;
  private static final int MAX_REQUEST_BYTES = 10 * MIB;
  private static final int MAX_READ_RECORDS = 10_000;
  private static final int ON_DEMAND_SHARDS = 4;

  private final Map<String, KinesisStream> streams = new TreeMap<>();
  private final SequenceNumbers numbers = new SequenceNumbers();
  private final boolean throughputLimits;
  private final Faults faults;
  private final Clock clock;

  KinesisService(boolean throughputLimits, Faults faults, Clock clock) {
    super("Kinesis_20131202");
    this.throughputLimits = throughputLimits;
    this.faults = faults;
    this.clock = clock;
    operation("CreateStream", this::createStream);
    operation("DeleteStream", this::deleteStream);
    operation("DescribeStream", params -> ShardListing.describe(stream(params), params));
    operation(
        "DescribeStreamSummary",
        params -> Map.of("StreamDescriptionSummary", stream(params).summary()));
    operation("ListStreams", this::listStreams);
    operation(
        "ListShards",
        params -> ShardListing.list(this::stream, this::stream, params, clock.instant()));
    operation("SplitShard", this::splitShard);
    operation("MergeShards", this::mergeShards);
    operation("PutRecord", this::putRecord);
    operation("PutRecords", this::putRecords);
    operation("GetShardIterator", this::getShardIterator);
    operation("GetRecords", this::getRecords);
  }

  @Override
  public ServiceException throttled(String operation) {
    return DATA_OPERATIONS.contains(operation)
        ? ServiceException.badRequest(
            "ProvisionedThroughputExceededException",
            "Rate exceeded for stream under account " + LocalAws.ACCOUNT + ".")
        : ServiceException.badRequest(
            "LimitExceededException",
            "Rate exceeded for operation " + operation + " under account " + LocalAws.ACCOUNT);
  }

  private synchronized Map<String, ?> createStream(Params params) {
    String name = params.text("StreamName");
    if (!name.matches("[a-zA-Z0-9_.-]{1,128}")) {
      throw params.invalid(
          name, "StreamName", "Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+");
    }
    if (streams.containsKey(name)) {
      throw ServiceException.badRequest(
          "ResourceInUseException",
          "Stream " + name + " under account " + LocalAws.ACCOUNT + " already exists.");
    }
    boolean onDemand =
        params.has("StreamModeDetails")
            && params.structure("StreamModeDetails").text("StreamMode").equals("ON_DEMAND");
    int shards = params.integer("ShardCount", 1, 10_000, onDemand ? ON_DEMAND_SHARDS : 0);
    if (shards == 0) {
      throw params.invalid("null", "ShardCount", "Member must not be null");
    }
    streams.put(name, new KinesisStream(name, shards, onDemand, numbers, throughputLimits, clock));
    return Map.of();
  }

  private synchronized Map<String, ?> deleteStream(Params params) {
    streams.remove(stream(params).name());
    return Map.of();
  }

  private synchronized Map<String, ?> listStreams(Params params) {
    String after = params.optionalText("ExclusiveStartStreamName");
    int limit = params.integer("Limit", 1, 10_000, 100);
    List<String> names =
        streams.keySet().stream()
            .filter(name -> after == null || name.compareTo(after) > 0)
            .collect(Collectors.toList());
    return Map.of(
        "StreamNames",
        names.subList(0, Math.min(limit, names.size())),
        "HasMoreStreams",
        names.size() > limit);
  }

  private Map<String, ?> splitShard(Params params) {
    stream(params).split(params.text("ShardToSplit"), number(params, "NewStartingHashKey"));
    return Map.of();
  }

  private Map<String, ?> mergeShards(Params params) {
    stream(params).merge(params.text("ShardToMerge"), params.text("AdjacentShardToMerge"));
    return Map.of();
  }

  private Map<String, ?> putRecord(Params params) {
    KinesisStream stream = stream(params);
    checkSize(params);
    Map<String, Object> answer = write(stream, params).toWire();
    answer.put("EncryptionType", "NONE");
    return answer;
  }

  private Map<String, ?> putRecords(Params params) {
    KinesisStream stream = stream(params);
    List<Params> entries = params.structures("Records", MAX_RECORDS);
    long bytes = 0;
    for (Params entry : entries) {
      bytes += checkSize(entry);
    }
    if (bytes > MAX_REQUEST_BYTES) {
      throw ServiceException.badRequest(
          "InvalidArgumentException", "Records size exceeds 10 MB limit: " + bytes + " bytes");
    }
    List<Map<String, ?>> results = new ArrayList<>();
    int failed = 0;
    for (Params entry : entries) {
      try {
        if (faults.entryFails(AwsService.KINESIS, "PutRecords")) {
          throw stream.shardOf(hashKey(entry)).rateExceeded();
        }
        results.add(write(stream, entry).toWire());
      } catch (ServiceException e) {
        failed++;
        results.add(Map.of("ErrorCode", e.code(), "ErrorMessage", e.getMessage()));
      }
    }
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("FailedRecordCount", failed);
    answer.put("Records", results);
    answer.put("EncryptionType", "NONE");
    return answer;
  }

  private static KinesisStream.Written write(KinesisStream stream, Params record) {
    return stream.put(record.text("PartitionKey"), hashKey(record), record.blob("Data"));
  }

  private static BigInteger hashKey(Params record) {
    return record.has("ExplicitHashKey")
        ? number(record, "ExplicitHashKey")
        : HashKeyRange.hash(record.text("PartitionKey"));
  }

  private static int checkSize(Params record) {
    String key = record.text("PartitionKey");
    if (key.isEmpty() || key.codePointCount(0, key.length()) > 256) {
      throw record.invalid(
          key, "PartitionKey", "Member must have length between 1 and 256, inclusive");
    }
    hashKey(record);
    int bytes = record.blob("Data").length;
    if (bytes > MAX_RECORD_BYTES) {
      throw record.invalid(
          "java.nio.HeapByteBuffer[pos=0 lim=" + bytes + " cap=" + bytes + "]",
          "Data",
          "Member must have length less than or equal to " + MAX_RECORD_BYTES);
    }
    return bytes + key.getBytes(StandardCharsets.UTF_8).length;
  }

  private Map<String, ?> getShardIterator(Params params) {
    KinesisStream stream = stream(params);
    Shard shard = stream.shard(params.text("ShardId"));
    String type = params.text("ShardIteratorType");
    BigInteger position;
    switch (type) {
      case "TRIM_HORIZON":
        position = shard.horizon();
        break;
      case "LATEST":
        position = shard.latest();
        break;
      case "AT_SEQUENCE_NUMBER":
        position = sequenceNumber(params, shard);
        break;
      case "AFTER_SEQUENCE_NUMBER":
        position = sequenceNumber(params, shard).add(BigInteger.ONE);
        break;
      case "AT_TIMESTAMP":
        Instant timestamp = params.timestamp("Timestamp");
        if (timestamp.isAfter(clock.instant())) {
          throw ServiceException.badRequest(
              "InvalidArgumentException",
              "The timestampInMillis parameter cannot be greater than the"
                  + " currentTimestampInMillis: "
                  + timestamp);
        }
        position = shard.at(timestamp);
        break;
      default:
        throw params.invalid(
            type,
            "ShardIteratorType",
            "Member must satisfy enum value set: [AFTER_SEQUENCE_NUMBER, LATEST, AT_TIMESTAMP,"
                + " AT_SEQUENCE_NUMBER, TRIM_HORIZON]");
    }
    return Map.of(
        "ShardIterator",
        new ShardIterator(stream.name(), stream.created(), shard.id(), position, clock.instant())
            .toString());
  }

  private Map<String, ?> getRecords(Params params) {
    ShardIterator iterator = ShardIterator.parse(params.text("ShardIterator"), clock.instant());
    int limit = params.integer("Limit", 1, MAX_READ_RECORDS, MAX_READ_RECORDS);
    KinesisStream stream = stream(iterator.streamName());
    if (!iterator.isOf(stream)) {
      throw notFound(iterator.streamName());
    }
    Shard shard = stream.shard(iterator.shardId());
    Shard.Batch batch = shard.read(iterator.position(), limit);
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("MillisBehindLatest", batch.millisBehindLatest());
    if (batch.atEnd()) {
      answer.put(
          "ChildShards",
          stream.children(shard.id()).stream()
              .map(Shard::toChildWire)
              .collect(Collectors.toList()));
    } else {
      answer.put("NextShardIterator", iterator.movedTo(batch.next(), clock.instant()).toString());
    }
    answer.put(
        "Records",
        batch.records().stream().map(KinesisRecord::toWire).collect(Collectors.toList()));
    return answer;
  }

  private static BigInteger sequenceNumber(Params params, Shard shard) {
    BigInteger number = number(params, "StartingSequenceNumber");
    if (!shard.holds(number)) {
      throw ServiceException.badRequest(
          "InvalidArgumentException",
          "StartingSequenceNumber "
              + number
              + " used in GetShardIterator on shard "
              + shard.id()
              + " under account "
              + LocalAws.ACCOUNT
              + " is invalid because it did not come from this stream.");
    }
    return number;
  }

  private static BigInteger number(Params params, String name) {
    String text = params.text(name);
    if (!text.matches("0|([1-9]\\d{0,128})")) {
      throw params.invalid(
          text, name, "Member must satisfy regular expression pattern: 0|([1-9]\\d{0,128})");
    }
    BigInteger number = new BigInteger(text);
    if (name.endsWith("HashKey") && number.compareTo(HashKeyRange.MAX) > 0) {
      throw ServiceException.badRequest(
          "InvalidArgumentException", name + " " + text + " is greater than " + HashKeyRange.MAX);
    }
    return number;
  }

  private KinesisStream stream(Params params) {
    String name = params.optionalText("StreamName");
    if (name == null) {
      String arn = params.optionalText("StreamARN");
      if (arn == null) {
        throw params.invalid("null", "StreamName", "Member must not be null");
      }
      name = arn.substring(arn.indexOf('/') + 1);
    }
    return stream(name);
  }

  private synchronized KinesisStream stream(String name) {
    KinesisStream stream = streams.get(name);
    if (stream == null) {
      throw notFound(name);
    }
    return stream;
  }

  private static ServiceException notFound(String name) {
    return ServiceException.badRequest(
        "ResourceNotFoundException",
        "Stream " + name + " under account " + LocalAws.ACCOUNT + " not found.");
  }
}
