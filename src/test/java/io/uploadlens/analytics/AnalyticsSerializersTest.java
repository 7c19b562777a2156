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
  void numbersInStateComeBackWhole() throws IOException {
    for (int events : new int[] {0, 1, 100, 5000}) {
      Accumulator numbers = accumulator(events);
      Accumulator read = roundTrip(AccumulatorSerializer.INSTANCE, numbers);
      assertSameNumbers(read, numbers);
      // And go on counting as the original does.
      read.merge(accumulator(700));
      numbers.merge(accumulator(700));
      assertSameNumbers(read, numbers);
    }
  }

  @Test
  void aCopyOfNumbersDoesNotFollowTheOriginal() {
    Accumulator numbers = accumulator(10);
    Accumulator copy = AccumulatorSerializer.INSTANCE.copy(numbers);
    numbers.merge(accumulator(5));
    assertThat(copy.events()).isEqualTo(10);
    assertSameNumbers(copy, accumulator(10));
  }

  @Test
  void windowKeysComeBackWhole() throws IOException {
    for (WindowType type : WindowType.values()) {
      WindowKey key = new WindowKey(new Window(type, -TIME, TIME), "bücket");
      assertThat(roundTrip(WindowKeySerializer.INSTANCE, key)).isEqualTo(key);
    }
  }

  @Test
  void partialAggregatesComeBackWhole() throws IOException {
    WindowKey key = new WindowKey(new Window(WindowType.HOP, TIME, TIME + 1), "bücket");
    PartialAggregate partial = new PartialAggregate(key, 3, "pre/fix/", accumulator(3));
    PartialAggregate read = roundTrip(PartialAggregateSerializer.INSTANCE, partial);
    assertThat(read.key()).isEqualTo(key);
    assertThat(read.depth()).isEqualTo(3);
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
  void numbersWrittenInFormatTwoAreStillRead() throws IOException {
    Accumulator many = AccumulatorSerializer.INSTANCE.deserialize(golden("accumulator-v2.bin"));
    assertSameNumbers(many, accumulator(400));
    Accumulator few = AccumulatorSerializer.INSTANCE.deserialize(golden("accumulator-v2-few.bin"));
    assertSameNumbers(few, accumulator(5));
  }

  /** The bytes were written by the first release of the format and are never written again. */
  @Test
  void windowKeysWrittenInFormatOneAreStillRead() throws IOException {
    WindowKey key = new WindowKey(new Window(WindowType.HOP, TIME, TIME + 60_000), "bücket");
    assertThat(WindowKeySerializer.INSTANCE.deserialize(golden("window-key-v1.bin")))
        .isEqualTo(key);
  }

  private static DataInputDeserializer golden(String name) throws IOException {
    try (InputStream golden =
        AnalyticsSerializersTest.class.getResourceAsStream("/state/" + name)) {
      return new DataInputDeserializer(golden.readAllBytes());
    }
  }
}
