package io.uploadlens.localaws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.uploadlens.aws.AwsService;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.ExpiredIteratorException;
import software.amazon.awssdk.services.kinesis.model.GetRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.InvalidArgumentException;
import software.amazon.awssdk.services.kinesis.model.KinesisException;
import software.amazon.awssdk.services.kinesis.model.ListShardsResponse;
import software.amazon.awssdk.services.kinesis.model.ProvisionedThroughputExceededException;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResultEntry;
import software.amazon.awssdk.services.kinesis.model.Record;
import software.amazon.awssdk.services.kinesis.model.ResourceInUseException;
import software.amazon.awssdk.services.kinesis.model.ResourceNotFoundException;
import software.amazon.awssdk.services.kinesis.model.Shard;
import software.amazon.awssdk.services.kinesis.model.ShardFilterType;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;

/** Through the SDK, which speaks CBOR to Kinesis. */
class LocalKinesisITCase {

  private static final String FIRST = "shardId-000000000000";
  private static final SteppedClock CLOCK = new SteppedClock();

  private static LocalAws aws;
  private static LocalClients clients;
  private static KinesisClient kinesis;
  private String stream;

  @BeforeAll
  static void start() {
    aws = LocalAws.builder().clock(CLOCK).start();
    clients = new LocalClients(aws);
    kinesis = clients.kinesis();
  }

  @AfterAll
  static void stop() {
    clients.close();
    aws.close();
  }

  @BeforeEach
  void nameTheStream(TestInfo test) {
    stream = test.getTestMethod().orElseThrow().getName();
  }

  @AfterEach
  void clearFaults() {
    aws.faults().clear();
  }

  @Test
  void describesAndListsStreams() {
    create(3);
    var summary =
        kinesis.describeStreamSummary(r -> r.streamName(stream)).streamDescriptionSummary();
    assertThat(summary.openShardCount()).isEqualTo(3);
    assertThat(summary.streamStatusAsString()).isEqualTo("ACTIVE");
    assertThat(summary.streamCreationTimestamp()).isEqualTo(CLOCK.instant());
    assertThat(summary.streamARN())
        .isEqualTo("arn:aws:kinesis:us-east-1:000000000000:stream/" + stream);
    assertThat(kinesis.describeStream(r -> r.streamName(stream)).streamDescription().shards())
        .hasSize(3);
    assertThat(kinesis.listStreams().streamNames()).contains(stream);
    assertThat(kinesis.listShards(r -> r.streamARN(summary.streamARN())).shards()).hasSize(3);
    assertThatThrownBy(() -> create(1)).isInstanceOf(ResourceInUseException.class);
    kinesis.deleteStream(r -> r.streamName(stream));
    assertThatThrownBy(() -> kinesis.describeStreamSummary(r -> r.streamName(stream)))
        .isInstanceOf(ResourceNotFoundException.class)
        .hasMessageContaining("Stream " + stream + " under account 000000000000 not found.");
  }

  @Test
  void listsShardsPageByPageAndFrom() {
    create(5);
    ListShardsResponse page = kinesis.listShards(r -> r.streamName(stream).maxResults(2));
    List<String> ids = ids(page.shards());
    while (page.nextToken() != null) {
      String token = page.nextToken();
      page = kinesis.listShards(r -> r.nextToken(token).maxResults(2));
      ids.addAll(ids(page.shards()));
    }
    assertThat(ids).hasSize(5).doesNotHaveDuplicates();
    assertThat(
            ids(
                kinesis
                    .listShards(r -> r.streamName(stream).exclusiveStartShardId(ids.get(2)))
                    .shards()))
        .containsExactly(ids.get(3), ids.get(4));
  }

  @Test
  void everyKindOfIteratorStartsWhereItSays() {
    create(1);
    List<String> numbers = new ArrayList<>();
    Instant third = CLOCK.instant().plusSeconds(2);
    for (int i = 0; i < 3; i++) {
      numbers.add(put("r" + i));
      CLOCK.advance(Duration.ofSeconds(1));
    }
    assertThat(read(iterator(ShardIteratorType.TRIM_HORIZON, null)))
        .containsExactly("r0", "r1", "r2");
    assertThat(read(iterator(ShardIteratorType.AT_SEQUENCE_NUMBER, numbers.get(1))))
        .containsExactly("r1", "r2");
    assertThat(read(iterator(ShardIteratorType.AFTER_SEQUENCE_NUMBER, numbers.get(1))))
        .containsExactly("r2");
    assertThat(
            read(
                kinesis
                    .getShardIterator(
                        r ->
                            r.streamName(stream)
                                .shardId(FIRST)
                                .shardIteratorType(ShardIteratorType.AT_TIMESTAMP)
                                .timestamp(third))
                    .shardIterator()))
        .containsExactly("r2");
    CLOCK.advance(Duration.ofSeconds(1));
    String latest = iterator(ShardIteratorType.LATEST, null);
    put("r3");
    assertThat(read(latest)).containsExactly("r3");
    assertThatThrownBy(() -> iterator(ShardIteratorType.AT_SEQUENCE_NUMBER, "17"))
        .isInstanceOf(InvalidArgumentException.class)
        .hasMessageContaining("did not come from this stream");
  }

  @Test
  void recordsSayWhenTheyArrivedAndHowFarBehindTheReaderIs() {
    create(1);
    put("r0");
    Instant arrived = CLOCK.instant();
    CLOCK.advance(Duration.ofMillis(1500));
    put("r1");
    CLOCK.advance(Duration.ofMillis(250));
    String horizon = iterator(ShardIteratorType.TRIM_HORIZON, null);
    GetRecordsResponse first = kinesis.getRecords(r -> r.shardIterator(horizon).limit(1));
    assertThat(first.records().get(0).approximateArrivalTimestamp()).isEqualTo(arrived);
    assertThat(first.millisBehindLatest()).isEqualTo(250);
    GetRecordsResponse second = kinesis.getRecords(r -> r.shardIterator(first.nextShardIterator()));
    assertThat(second.millisBehindLatest()).isZero();
  }

  @Test
  void iteratorsExpireAfterFiveMinutes() {
    create(1);
    String iterator = iterator(ShardIteratorType.TRIM_HORIZON, null);
    CLOCK.advance(Duration.ofMinutes(5));
    GetRecordsResponse answer = kinesis.getRecords(r -> r.shardIterator(iterator));
    CLOCK.advance(Duration.ofSeconds(1));
    assertThatThrownBy(() -> kinesis.getRecords(r -> r.shardIterator(iterator)))
        .isInstanceOf(ExpiredIteratorException.class)
        .hasMessageContaining("300000 milliseconds");
    assertThat(kinesis.getRecords(r -> r.shardIterator(answer.nextShardIterator())).records())
        .isEmpty();
    assertThatThrownBy(() -> kinesis.getRecords(r -> r.shardIterator("AAAA")))
        .isInstanceOf(InvalidArgumentException.class);
  }

  @Test
  void anIteratorOfADeletedStreamIsNotOneOfItsSuccessor() {
    create(1);
    String iterator = iterator(ShardIteratorType.TRIM_HORIZON, null);
    kinesis.deleteStream(r -> r.streamName(stream));
    CLOCK.advance(Duration.ofSeconds(1));
    create(1);
    assertThatThrownBy(() -> kinesis.getRecords(r -> r.shardIterator(iterator)))
        .isInstanceOf(ResourceNotFoundException.class);
  }

  @Test
  void aSplitShardEndsAndNamesItsChildren() {
    create(1);
    put("before");
    kinesis.splitShard(
        r ->
            r.streamName(stream)
                .shardToSplit(FIRST)
                .newStartingHashKey(BigInteger.ONE.shiftLeft(127).toString()));
    put("after");
    String horizon = iterator(ShardIteratorType.TRIM_HORIZON, null);
    GetRecordsResponse end = kinesis.getRecords(r -> r.shardIterator(horizon));
    assertThat(data(end.records())).containsExactly("before");
    assertThat(end.nextShardIterator()).isNull();
    assertThat(end.childShards()).hasSize(2);
    assertThat(end.childShards().get(0).parentShards()).containsExactly(FIRST);
    List<Shard> shards = kinesis.listShards(r -> r.streamName(stream)).shards();
    assertThat(shards).hasSize(3);
    assertThat(shards.get(0).sequenceNumberRange().endingSequenceNumber()).isNotNull();
    assertThat(shards.get(1).parentShardId()).isEqualTo(FIRST);
    assertThat(shards.get(1).sequenceNumberRange().endingSequenceNumber()).isNull();
    assertThat(
            ids(
                kinesis
                    .listShards(
                        r ->
                            r.streamName(stream)
                                .shardFilter(f -> f.type(ShardFilterType.AT_LATEST)))
                    .shards()))
        .containsExactly("shardId-000000000001", "shardId-000000000002");
    kinesis.mergeShards(
        r ->
            r.streamName(stream)
                .shardToMerge("shardId-000000000001")
                .adjacentShardToMerge("shardId-000000000002"));
    Shard merged = kinesis.listShards(r -> r.streamName(stream)).shards().get(3);
    assertThat(merged.parentShardId()).isEqualTo("shardId-000000000001");
    assertThat(merged.adjacentParentShardId()).isEqualTo("shardId-000000000002");
  }

  @Test
  void putRecordsSpreadsByTheKeysHashOrAsTold() {
    create(2);
    PutRecordsResponse answer =
        kinesis.putRecords(
            r ->
                r.streamName(stream)
                    .records(
                        entry("a", 1).toBuilder().explicitHashKey("0").build(),
                        entry("a", 1).toBuilder()
                            .explicitHashKey(BigInteger.ONE.shiftLeft(127).toString())
                            .build()));
    assertThat(answer.failedRecordCount()).isZero();
    assertThat(answer.records())
        .extracting(PutRecordsResultEntry::shardId)
        .containsExactly("shardId-000000000000", "shardId-000000000001");
  }

  @Test
  void refusesRequestsBeyondTheLimits() {
    create(1);
    List<PutRecordsRequestEntry> many =
        IntStream.range(0, 501).mapToObj(i -> entry("k", 1)).collect(Collectors.toList());
    assertThatThrownBy(() -> kinesis.putRecords(r -> r.streamName(stream).records(many)))
        .isInstanceOf(KinesisException.class)
        .hasMessageContaining("at 'records' failed to satisfy constraint")
        .hasMessageContaining("less than or equal to 500");
    List<PutRecordsRequestEntry> big =
        IntStream.range(0, 11).mapToObj(i -> entry("k", 1 << 20)).collect(Collectors.toList());
    assertThatThrownBy(() -> kinesis.putRecords(r -> r.streamName(stream).records(big)))
        .isInstanceOf(InvalidArgumentException.class)
        .hasMessageContaining("Records size exceeds 10 MB limit");
    assertThatThrownBy(
            () -> kinesis.putRecords(r -> r.streamName(stream).records(entry("k", (1 << 20) + 1))))
        .isInstanceOf(KinesisException.class)
        .hasMessageContaining("'records.1.member.data'")
        .hasMessageContaining("1048576");
    assertThatThrownBy(
            () -> kinesis.putRecords(r -> r.streamName(stream).records(entry("k".repeat(257), 1))))
        .hasMessageContaining("'records.1.member.partitionKey'");
  }

  @Test
  void aFullShardRefusesRecordByRecord() {
    create(1);
    List<PutRecordsRequestEntry> entries =
        IntStream.range(0, 500).mapToObj(i -> entry("k", 1)).collect(Collectors.toList());
    for (int i = 0; i < 2; i++) {
      assertThat(kinesis.putRecords(r -> r.streamName(stream).records(entries)).failedRecordCount())
          .isZero();
    }
    PutRecordsResponse refused =
        kinesis.putRecords(r -> r.streamName(stream).records(entries.subList(0, 2)));
    assertThat(refused.failedRecordCount()).isEqualTo(2);
    assertThat(refused.records().get(0).errorCode())
        .isEqualTo("ProvisionedThroughputExceededException");
    assertThat(refused.records().get(0).sequenceNumber()).isNull();
    assertThatThrownBy(() -> put("one more"))
        .isInstanceOf(ProvisionedThroughputExceededException.class);
    CLOCK.advance(Duration.ofSeconds(1));
    put("and now");
  }

  @Test
  void aPartialFailureWritesTheRestAndOnlyThat() {
    create(1);
    Fault fault = aws.faults().on(AwsService.KINESIS, "PutRecords").failing(0.4).partial();
    List<PutRecordsRequestEntry> entries =
        IntStream.range(0, 100)
            .mapToObj(
                i ->
                    PutRecordsRequestEntry.builder()
                        .partitionKey("k")
                        .data(SdkBytes.fromUtf8String("r" + i))
                        .build())
            .collect(Collectors.toList());
    PutRecordsResponse answer = kinesis.putRecords(r -> r.streamName(stream).records(entries));
    assertThat(answer.failedRecordCount()).isBetween(1, 99).isEqualTo((int) fault.fired());
    List<String> written = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      if (answer.records().get(i).errorCode() == null) {
        written.add("r" + i);
      } else {
        assertThat(answer.records().get(i).errorMessage()).contains("Rate exceeded for shard");
      }
    }
    assertThat(read(iterator(ShardIteratorType.TRIM_HORIZON, null)))
        .containsExactlyElementsOf(written);
  }

  @Test
  void throttlesAndFailsInItsOwnWords() {
    create(1);
    aws.faults().on(AwsService.KINESIS, "PutRecord").times(1).throttle();
    assertThatThrownBy(() -> put("x"))
        .isInstanceOf(ProvisionedThroughputExceededException.class)
        .satisfies(e -> assertThat(((KinesisException) e).isThrottlingException()).isTrue());
    aws.faults().on(AwsService.KINESIS, "ListShards").times(1).throttle();
    assertThatThrownBy(() -> kinesis.listShards(r -> r.streamName(stream)))
        .isInstanceOf(software.amazon.awssdk.services.kinesis.model.LimitExceededException.class);
    aws.faults().on(AwsService.KINESIS, "PutRecord").times(1).serverError();
    assertThatThrownBy(() -> put("x"))
        .satisfies(
            e -> {
              assertThat(((KinesisException) e).statusCode()).isEqualTo(500);
              assertThat(((KinesisException) e).awsErrorDetails().errorCode())
                  .isEqualTo("InternalFailure");
            });
    put("y");
    assertThat(read(iterator(ShardIteratorType.TRIM_HORIZON, null))).containsExactly("y");
  }

  private void create(int shards) {
    kinesis.createStream(r -> r.streamName(stream).shardCount(shards));
  }

  private String put(String data) {
    return kinesis
        .putRecord(r -> r.streamName(stream).partitionKey("k").data(SdkBytes.fromUtf8String(data)))
        .sequenceNumber();
  }

  private String iterator(ShardIteratorType type, String sequenceNumber) {
    return kinesis
        .getShardIterator(
            r ->
                r.streamName(stream)
                    .shardId(FIRST)
                    .shardIteratorType(type)
                    .startingSequenceNumber(sequenceNumber))
        .shardIterator();
  }

  private List<String> read(String iterator) {
    CLOCK.advance(Duration.ofMillis(200));
    return data(kinesis.getRecords(r -> r.shardIterator(iterator)).records());
  }

  private static List<String> data(List<Record> records) {
    return records.stream().map(r -> r.data().asUtf8String()).collect(Collectors.toList());
  }

  private static List<String> ids(List<Shard> shards) {
    return shards.stream().map(Shard::shardId).collect(Collectors.toList());
  }

  private static PutRecordsRequestEntry entry(String key, int bytes) {
    return PutRecordsRequestEntry.builder()
        .partitionKey(key)
        .data(SdkBytes.fromByteArray(new byte[bytes]))
        .build();
  }
}
