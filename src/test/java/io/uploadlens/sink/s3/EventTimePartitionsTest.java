package io.uploadlens.sink.s3;

import static org.assertj.core.api.Assertions.assertThat;

import io.uploadlens.testing.Events;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.flink.core.fs.Path;

class EventTimePartitionsTest {

  @Example
  void anHourIsThatOfTheEventInUtc() {
    assertThat(path("photos", "2026-11-02T09:59:59.999Z"))
        .isEqualTo("bucket=photos/dt=2026-11-02/hour=09");
    assertThat(path("photos", "2026-11-02T10:00:00Z"))
        .isEqualTo("bucket=photos/dt=2026-11-02/hour=10");
    assertThat(path("photos", "1969-12-31T23:59:59.999Z"))
        .isEqualTo("bucket=photos/dt=1969-12-31/hour=23");
  }

  @Example
  void eventsInTurnsGetEachItsOwnPartition() {
    EventTimePartitions partitions = EventTimePartitions.ofBucketAndHour();
    String[] expected = {
      "bucket=a/dt=2026-11-02/hour=10",
      "bucket=b/dt=2026-11-02/hour=10",
      "bucket=b/dt=2026-11-03/hour=00",
      "bucket=a/dt=2026-11-03/hour=00",
      "bucket=a/dt=2026-11-02/hour=10"
    };
    String[] actual = {
      partitions.getBucketId(Events.created("a", "k").at("2026-11-02T10:00:00Z").build(), null),
      partitions.getBucketId(Events.created("b", "k").at("2026-11-02T10:59:00Z").build(), null),
      partitions.getBucketId(Events.created("b", "k").at("2026-11-03T00:00:00Z").build(), null),
      partitions.getBucketId(Events.created("a", "k").at("2026-11-03T00:30:00Z").build(), null),
      partitions.getBucketId(Events.created("a", "k").at("2026-11-02T10:30:00Z").build(), null)
    };

    assertThat(actual).isEqualTo(expected);
  }

  @Example
  void lateEventsGoByTheHourAlone() {
    assertThat(
            EventTimePartitions.ofHour()
                .getBucketId(Events.created("a", "k").at("2026-11-02T10:00:00Z").build(), null))
        .isEqualTo("dt=2026-11-02/hour=10");
  }

  @Example
  void aBucketsNameStaysAsItIs() {
    assertThat(PartitionValue.of("my.Old_Bucket-1")).isEqualTo("my.Old_Bucket-1");
  }

  @Example
  void whatIsNoBucketsNameIsWrittenAsHiveDoes() {
    assertThat(PartitionValue.of("../a b=ä%")).isEqualTo("..%2Fa%20b%3D%C3%A4%25");
    assertThat(PartitionValue.of("")).isEqualTo("__HIVE_DEFAULT_PARTITION__");
  }

  @Example
  void namesTooLongForAPathStayApart() {
    String first = PartitionValue.of("x".repeat(100_000) + "1");
    String second = PartitionValue.of("x".repeat(100_000) + "2");

    assertThat(first).hasSize(PartitionValue.MAX_LENGTH).isNotEqualTo(second);
    assertThat(second).hasSize(PartitionValue.MAX_LENGTH);
    assertThat(PartitionValue.of("x".repeat(PartitionValue.MAX_LENGTH)))
        .isEqualTo("x".repeat(PartitionValue.MAX_LENGTH));
  }

  @Property(tries = 500, seed = "20261102")
  void anyTextIsOneComponentBelowTheArchive(@ForAll("texts") String bucket) {
    Path archive = new Path("/archive");

    Path partition = new Path(archive, path(bucket, "2026-11-02T10:00:00Z"));

    assertThat(partition.getParent().getParent().getParent()).isEqualTo(archive);
    assertThat(partition.getParent().getParent().getName())
        .isEqualTo("bucket=" + PartitionValue.of(bucket));
  }

  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.oneOf(
        UploadEventArbitraries.text(),
        Arbitraries.of("..", ".", "/", "//", "../..", "a/../../b", ":", "s3://x", "%2F"));
  }

  private static String path(String bucket, String time) {
    return EventTimePartitions.ofBucketAndHour()
        .getBucketId(Events.created(bucket, "k").at(time).build(), null);
  }
}
