package io.uploadlens.analytics;

import static org.assertj.core.api.Assertions.assertThat;

import com.datadoghq.sketch.ddsketch.DDSketch;
import com.datadoghq.sketch.ddsketch.DDSketches;
import com.dynatrace.hash4j.distinctcount.UltraLogLog;
import com.dynatrace.hash4j.hashing.Hashing;
import java.io.IOException;
import java.util.Random;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;

/** Keeping the first few values as they are changes no answer. */
class SmallSketchesTest {

  private static final double[] QUANTILES = {0, 0.1, 0.5, 0.9, 0.99, 1};

  @Test
  void g4FewNumbersAnswerWhatTheSketchOfThemDoes() throws IOException {
    Random random = new Random(7);
    for (int round = 0; round < 2_000; round++) {
      int count = 1 + random.nextInt(2 * QuantileSketch.FEW);
      QuantileSketch one = new QuantileSketch();
      QuantileSketch left = new QuantileSketch();
      QuantileSketch right = new QuantileSketch();
      DDSketch plain = DDSketches.unboundedDense(0.01);
      long min = Long.MAX_VALUE;
      long max = 0;
      for (int i = 0; i < count; i++) {
        long value = random.nextInt(4) == 0 ? 0 : (long) Math.exp(40 * random.nextDouble());
        min = Math.min(min, value);
        max = Math.max(max, value);
        one.add(value);
        (random.nextBoolean() ? left : right).add(value);
        plain.accept(value);
      }
      QuantileSketch merged = copy(left);
      merged.merge(copy(right));
      for (double quantile : QUANTILES) {
        long expected =
            Math.min(max, Math.max(min, Math.round(plain.getValueAtQuantile(quantile))));
        assertThat(one.quantile(quantile)).isEqualTo(expected);
        assertThat(merged.quantile(quantile)).isEqualTo(expected);
        assertThat(copy(merged).quantile(quantile)).isEqualTo(expected);
      }
      assertThat(copy(merged).min()).isEqualTo(min);
      assertThat(copy(merged).max()).isEqualTo(max);
    }
  }

  @Test
  void g4AsManyStringsAsAreListedAreCountedExactlyAndMoreByTheSketchOfThemAll() throws IOException {
    Random random = new Random(8);
    for (int round = 0; round < 500; round++) {
      int different = 1 + random.nextInt(2 * DistinctCounter.LISTED);
      DistinctCounter one = new DistinctCounter();
      DistinctCounter left = new DistinctCounter();
      DistinctCounter right = new DistinctCounter();
      UltraLogLog plain = UltraLogLog.create(11);
      for (int i = 0; i < 3 * different; i++) {
        String value = round + "-" + (i < different ? i : random.nextInt(different));
        one.add(value);
        (random.nextBoolean() ? left : right).add(value);
        plain.add(Hashing.komihash5_0().hashCharsToLong(value));
      }
      long expected =
          different <= DistinctCounter.LISTED
              ? different
              : Math.round(plain.getDistinctCountEstimate());
      DistinctCounter merged = copy(left);
      merged.merge(copy(right));
      assertThat(one.estimate()).isEqualTo(expected);
      assertThat(merged.estimate()).isEqualTo(expected);
      assertThat(copy(merged).estimate()).isEqualTo(expected);
    }
  }

  private static QuantileSketch copy(QuantileSketch sketch) throws IOException {
    DataOutputSerializer out = new DataOutputSerializer(64);
    sketch.write(out);
    return QuantileSketch.read(new DataInputDeserializer(out.getCopyOfBuffer()));
  }

  private static DistinctCounter copy(DistinctCounter counter) throws IOException {
    DataOutputSerializer out = new DataOutputSerializer(64);
    counter.write(out);
    return DistinctCounter.read(new DataInputDeserializer(out.getCopyOfBuffer()));
  }
}
