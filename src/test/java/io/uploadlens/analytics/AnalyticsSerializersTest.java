package io.uploadlens.analytics;

import static io.uploadlens.testing.Events.TIME;
import static org.assertj.core.api.Assertions.assertThat;

import io.uploadlens.event.UploadEvent;
import io.uploadlens.testing.Events;
import java.io.IOException;
import java.io.InputStream;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;

class AnalyticsSerializersTest {

  private static Accumulator accumulator(int events) {
    Accumulator accumulator = new Accumulator();
    for (int i = 0; i < events; i++) {
      UploadEvent event =
          Events.created("b", "k" + i).at(TIME + i).size(i * 1000L).principal("p" + i % 3).build();
      accumulator.add(event, 5000);
    }
    return accumulator;
  }

  private static <T> T roundTrip(TypeSerializer<T> serializer, T value) throws IOException {
    DataOutputSerializer out = new DataOutputSerializer(64);
    serializer.serialize(value, out);
    DataInputDeserializer in = new DataInputDeserializer(out.getCopyOfBuffer());
    T read = serializer.deserialize(in);
    assertThat(in.available()).as("bytes left").isZero();
    return read;
  }

  private static void assertSameNumbers(Accumulator actual, Accumulator expected) {
    assertThat(actual.statistics()).usingRecursiveComparison().isEqualTo(expected.statistics());
  }

  @Test
  void groupsInStateComeBackWhole() throws IOException {
    for (int events : new int[] {0, 1, 100, 5000}) {
      MergedGroup group = new MergedGroup(accumulator(events), events % 2 == 0);
      MergedGroup read = roundTrip(MergedGroupSerializer.INSTANCE, group);
      assertThat(read.isChanged()).isEqualTo(group.isChanged());
      assertSameNumbers(read.accumulator(), group.accumulator());
      // And go on counting as the original does.
      read.merge(accumulator(700));
      group.merge(accumulator(700));
      assertSameNumbers(read.accumulator(), group.accumulator());
    }
  }

  @Test
  void aCopyOfAGroupDoesNotFollowTheOriginal() {
    MergedGroup group = new MergedGroup(accumulator(10), false);
    MergedGroup copy = MergedGroupSerializer.INSTANCE.copy(group);
    group.merge(accumulator(5));
    assertThat(copy.accumulator().events()).isEqualTo(10);
    assertThat(copy.isChanged()).isFalse();
    assertSameNumbers(copy.accumulator(), accumulator(10));
  }

  @Test
  void partialAggregatesComeBackWhole() throws IOException {
    PartialAggregate partial = new PartialAggregate(TIME, "bücket", "pre/fix/", accumulator(3));
    PartialAggregate read = roundTrip(PartialAggregateSerializer.INSTANCE, partial);
    assertThat(read.sliceStart()).isEqualTo(TIME);
    assertThat(read.bucket()).isEqualTo("bücket");
    assertThat(read.prefix()).isEqualTo("pre/fix/");
    assertSameNumbers(read.accumulator(), partial.accumulator());
  }

  @Test
  void rowsComeBackWhole() throws IOException {
    WindowGroup group = new WindowGroup(WindowType.TUMBLE, TIME, TIME + 1, "b", 2, "a/b/");
    for (int events : new int[] {0, 4}) {
      WindowAggregate row =
          new WindowAggregate("id", group, 7, events == 0, accumulator(events).statistics(), 99);
      assertThat(roundTrip(WindowAggregateSerializer.INSTANCE, row))
          .usingRecursiveComparison()
          .isEqualTo(row);
    }
  }

  /** The bytes were written by the first release of the format and are never written again. */
  @Test
  void groupsWrittenInFormatOneAreStillRead() throws IOException {
    byte[] bytes;
    try (InputStream golden = getClass().getResourceAsStream("/state/merged-group-v1.bin")) {
      bytes = golden.readAllBytes();
    }
    MergedGroup read = MergedGroupSerializer.INSTANCE.deserialize(new DataInputDeserializer(bytes));
    assertThat(read.isChanged()).isTrue();
    assertSameNumbers(read.accumulator(), accumulator(20));
  }
}
