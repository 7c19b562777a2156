package io.uploadlens.localaws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ShardTest {

  private final SteppedClock clock = new SteppedClock();

  private KinesisStream stream(int shards, boolean limits) {
    return new KinesisStream("s", shards, false, new SequenceNumbers(), limits, clock);
  }

  @Test
  void aShardTakesAThousandRecordsASecond() {
    Shard shard = stream(1, true).shards().get(0);
    for (int i = 0; i < 1000; i++) {
      shard.put("k", new byte[1]);
    }
    assertThatThrownBy(() -> shard.put("k", new byte[1]))
        .hasMessage(
            "Rate exceeded for shard shardId-000000000000 in stream s under account 000000000000.")
        .satisfies(
            e ->
                assertThat(((ServiceException) e).code())
                    .isEqualTo("ProvisionedThroughputExceededException"));
    clock.advance(Duration.ofMillis(10));
    for (int i = 0; i < 10; i++) {
      shard.put("k", new byte[1]);
    }
    assertThatThrownBy(() -> shard.put("k", new byte[1])).hasMessageContaining("Rate exceeded");
  }

  @Test
  void aShardTakesOneMebibyteASecond() {
    Shard shard = stream(1, true).shards().get(0);
    byte[] half = new byte[(1 << 19) - 1];
    shard.put("k", half);
    shard.put("k", half);
    assertThatThrownBy(() -> shard.put("k", half)).hasMessageContaining("Rate exceeded");
    clock.advance(Duration.ofSeconds(1));
    shard.put("k", half);
  }

  @Test
  void aShardIsReadFiveTimesASecond() {
    Shard shard = stream(1, true).shards().get(0);
    for (int i = 0; i < 5; i++) {
      shard.read(shard.horizon(), 10);
    }
    assertThatThrownBy(() -> shard.read(shard.horizon(), 10)).hasMessageContaining("Rate exceeded");
    clock.advance(Duration.ofMillis(200));
    shard.read(shard.horizon(), 10);
  }

  @Test
  void tenMebibytesReadAtOnceBlockTheShardForSeconds() {
    Shard shard = stream(1, true).shards().get(0);
    for (int i = 0; i < 12; i++) {
      shard.put("k", new byte[(1 << 20) - 1]);
      clock.advance(Duration.ofSeconds(1));
    }
    Shard.Batch batch = shard.read(shard.horizon(), 10_000);
    assertThat(batch.records()).hasSize(10);
    clock.advance(Duration.ofMillis(3500));
    assertThatThrownBy(() -> shard.read(batch.next(), 10)).hasMessageContaining("Rate exceeded");
    clock.advance(Duration.ofSeconds(1));
    assertThat(shard.read(batch.next(), 10_000).records()).hasSize(2);
  }

  @Test
  void withoutThroughputLimitsNothingIsTooFast() {
    Shard shard = stream(1, false).shards().get(0);
    for (int i = 0; i < 3000; i++) {
      shard.put("k", new byte[1000]);
      shard.read(shard.horizon(), 1);
    }
    assertThat(shard.read(shard.horizon(), 10_000).records()).hasSize(3000);
  }

  @Test
  void sequenceNumbersGrowAndLatestComesAfterAllOfThem() {
    Shard shard = stream(1, true).shards().get(0);
    BigInteger first = shard.put("k", new byte[1]).sequenceNumber();
    BigInteger second = shard.put("k", new byte[1]).sequenceNumber();
    assertThat(second).isGreaterThan(first);
    assertThat(first.toString()).hasSize(56);
    BigInteger latest = shard.latest();
    BigInteger third = shard.put("k", new byte[1]).sequenceNumber();
    assertThat(shard.read(latest, 10).records())
        .extracting(KinesisRecord::sequenceNumber)
        .containsExactly(third);
  }

  @Test
  void millisBehindLatestIsTheAgeOfTheNextRecord() {
    Shard shard = stream(1, true).shards().get(0);
    shard.put("k", new byte[1]);
    clock.advance(Duration.ofSeconds(3));
    shard.put("k", new byte[1]);
    clock.advance(Duration.ofSeconds(4));
    Shard.Batch first = shard.read(shard.horizon(), 1);
    assertThat(first.millisBehindLatest()).isEqualTo(4000);
    assertThat(shard.read(first.next(), 1).millisBehindLatest()).isZero();
  }

  @Test
  void recordsLeaveAfterADay() {
    Shard shard = stream(1, true).shards().get(0);
    shard.put("k", new byte[1]);
    clock.advance(Duration.ofHours(12));
    KinesisRecord younger = shard.put("k", new byte[1]);
    clock.advance(Duration.ofHours(12).plusSeconds(1));
    assertThat(shard.read(shard.horizon(), 10).records()).containsExactly(younger);
  }

  @Test
  void aPartitionKeyGoesByItsMd5() {
    assertThat(HashKeyRange.hash("a"))
        .isEqualTo(new BigInteger("0cc175b9c0f1b6a831c399e269772661", 16));
    KinesisStream stream = stream(4, true);
    List<Shard> shards = stream.shards();
    assertThat(shards.get(0).range().contains(HashKeyRange.hash("a"))).isTrue();
    assertThat(shards.get(3).range().contains(HashKeyRange.MAX)).isTrue();
    for (int i = 0; i < 3; i++) {
      assertThat(shards.get(i).range().touches(shards.get(i + 1).range())).isTrue();
    }
  }

  @Test
  void aSplitClosesTheParentAndHalvesItsRange() {
    KinesisStream stream = stream(1, true);
    Shard parent = stream.shards().get(0);
    parent.put("k", new byte[1]);
    BigInteger middle = HashKeyRange.MAX.shiftRight(1);
    stream.split(parent.id(), middle);
    assertThat(parent.open()).isFalse();
    List<Shard> children = stream.children(parent.id());
    assertThat(children)
        .extracting(Shard::id)
        .containsExactly("shardId-000000000001", "shardId-000000000002");
    assertThat(children.get(0).range().contains(middle)).isFalse();
    assertThat(children.get(1).range().contains(middle)).isTrue();
    assertThat(stream.shardOf(middle)).isSameAs(children.get(1));
    assertThat(parent.read(parent.horizon(), 10).atEnd()).isTrue();
    assertThatThrownBy(() -> stream.split(parent.id(), middle))
        .hasMessageContaining("has already been merged or split");
    assertThatThrownBy(() -> stream.split(children.get(0).id(), BigInteger.ZERO))
        .hasMessageContaining("NewStartingHashKey 0");
  }

  @Test
  void onlyNeighboursMerge() {
    KinesisStream stream = stream(3, true);
    assertThatThrownBy(() -> stream.merge("shardId-000000000000", "shardId-000000000002"))
        .hasMessageContaining("are not an adjacent pair");
    stream.merge("shardId-000000000001", "shardId-000000000000");
    Shard child = stream.shards().get(3);
    assertThat(child.childOf("shardId-000000000000")).isTrue();
    assertThat(child.childOf("shardId-000000000001")).isTrue();
    assertThat(child.range().contains(BigInteger.ZERO)).isTrue();
    assertThat(child.range().touches(stream.shards().get(2).range())).isTrue();
  }
}
