package io.uploadlens.analytics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.LongStream;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;

/**
 * How far the estimates of a row are from exact numbers, against the bounds that the papers give;
 * what is measured stands in docs/accuracy.md.
 */
class SketchAccuracyTest {

  private static final Path PAGE = Path.of("docs", "accuracy.md");
  private static final String REGENERATE =
      "mvn test -Dtest=SketchAccuracyTest -Duploadlens.write-docs=true";
  private static final double[] QUANTILES = {0.5, 0.9, 0.99};

  /** Of a DDSketch, for every quantile, whatever the values. */
  private static final double RELATIVE_ACCURACY = 0.01;

  /**
   * Of UltraLogLog with 2,048 registers: the relative standard deviation of the estimate, by the
   * paper's factor for the estimator that is used, 0.782 (<a
   * href="https://arxiv.org/abs/2308.16862">section 3.4</a>).
   */
  private static final double STANDARD_ERROR = 0.782 / Math.sqrt(2_048);

  private static final int LISTED = DistinctCounter.LISTED;

  /** Where the values of a trial come from. */
  private enum Distribution {
    UNIFORM("uniform, 1 to 1,000,000") {
      @Override
      long next(Random random) {
        return 1L + random.nextInt(1_000_000);
      }
    },
    LOG_NORMAL("log-normal, median 100,000, sigma 2") {
      @Override
      long next(Random random) {
        return (long) (100_000 * StrictMath.exp(2 * random.nextGaussian()));
      }
    },
    HEAVY_TAILED("Pareto, from 1,024, alpha 1.1") {
      @Override
      long next(Random random) {
        return (long) (1_024 * StrictMath.pow(1 - random.nextDouble(), -1 / 1.1));
      }
    };

    private final String label;

    Distribution(String label) {
      this.label = label;
    }

    abstract long next(Random random);

    long[] values(int count, int seed) {
      Random random = new Random(31L * seed + count);
      return LongStream.generate(() -> next(random)).limit(count).toArray();
    }
  }

  @Test
  void everyQuantileIsWithinOnePercentAndThePageSaysHowFar() throws IOException {
    StringBuilder table = new StringBuilder();
    table.append("| values | how many | trials | p50 | p90 | p99 |\n");
    table.append("| --- | ---: | ---: | ---: | ---: | ---: |\n");
    for (Distribution distribution : Distribution.values()) {
      for (int count = 10; count <= 1_000_000; count *= 10) {
        int trials = Math.max(1, Math.min(50, 300_000 / count));
        double[] worst = new double[QUANTILES.length];
        for (int seed = 1; seed <= trials; seed++) {
          long[] values = distribution.values(count, seed);
          QuantileSketch sketch = sketch(values);
          Arrays.sort(values);
          for (int i = 0; i < QUANTILES.length; i++) {
            long exact = lowerQuantile(values, QUANTILES[i]);
            double error = Math.abs(sketch.quantile(QUANTILES[i]) - exact);
            assertThat(error)
                .as("%s, %d values, seed %d, %f", distribution, count, seed, QUANTILES[i])
                .isLessThanOrEqualTo(bound(exact));
            worst[i] = Math.max(worst[i], error / exact);
          }
        }
        table.append(
            String.format(
                Locale.ROOT,
                "| %s | %,d | %d | %.2f%% | %.2f%% | %.2f%% |%n",
                distribution.label,
                count,
                trials,
                100 * worst[0],
                100 * worst[1],
                100 * worst[2]));
      }
    }
    assertPageHolds("quantiles", table.toString());
  }

  @Test
  void distinctCountsErrAsThePaperSaysAndThePageSaysHowMuch() throws IOException {
    StringBuilder table = new StringBuilder();
    table.append("| distinct | trials | mean error | standard error | largest error |\n");
    table.append("| ---: | ---: | ---: | ---: | ---: |\n");
    int estimated = 0;
    int near = 0;
    for (int count : new int[] {10, 100, LISTED, LISTED + 1, 1_000, 10_000, 100_000, 1_000_000}) {
      int trials = Math.max(3, Math.min(200, 2_000_000 / count));
      double[] errors = new double[trials];
      for (int seed = 0; seed < trials; seed++) {
        errors[seed] =
            (counter(seed + "/" + count + "/", count).estimate() - count) / (double) count;
      }
      double mean = Arrays.stream(errors).average().orElseThrow();
      double deviation =
          Math.sqrt(Arrays.stream(errors).map(it -> it * it).average().orElseThrow());
      double largest = Arrays.stream(errors).map(Math::abs).max().orElseThrow();
      if (count <= LISTED) {
        assertThat(largest).as("of %d, off by", count).isZero();
      } else {
        // Few trials tell little of the mean and of the deviation.
        double doubt = 3 / Math.sqrt(trials);
        assertThat(mean).as("mean error of %d", count).isCloseTo(0, within(STANDARD_ERROR * doubt));
        assertThat(deviation)
            .as("standard error of %d", count)
            .isLessThan(STANDARD_ERROR * (1 + doubt / Math.sqrt(2)));
        estimated += trials;
        near +=
            (int) Arrays.stream(errors).filter(it -> Math.abs(it) <= 3 * STANDARD_ERROR).count();
      }
      table.append(
          String.format(
              Locale.ROOT,
              "| %,d | %d | %+.2f%% | %.2f%% | %.2f%% |%n",
              count,
              trials,
              100 * mean,
              100 * deviation,
              100 * largest));
    }
    assertThat(near / (double) estimated).as("within three standard errors").isGreaterThan(0.997);
    assertPageHolds("distinct counts", table.toString());
  }

  /** Half of a whole number is more than 1% of those below 50. */
  @Test
  void quantilesOfSmallNumbersAreExact() {
    for (int seed = 1; seed <= 50; seed++) {
      Random random = new Random(seed);
      long[] values = LongStream.generate(() -> random.nextInt(50)).limit(1 + 20 * seed).toArray();
      QuantileSketch sketch = sketch(values);
      Arrays.sort(values);
      for (int percent = 0; percent <= 100; percent++) {
        assertThat(sketch.quantile(percent / 100.0))
            .as("seed %d, %d percent", seed, percent)
            .isEqualTo(lowerQuantile(values, percent / 100.0));
      }
    }
  }

  @Test
  void g4QuantilesAreTheSameFromHoweverManyParts() throws IOException {
    for (Distribution distribution : Distribution.values()) {
      for (int count : new int[] {10, 1_000, 100_000}) {
        long[] values = distribution.values(count, 7);
        QuantileSketch whole = sketch(values);
        for (int parts : new int[] {2, 7, 100}) {
          QuantileSketch merged = mergedQuantiles(values, parts);
          assertThat(merged.min()).isEqualTo(whole.min());
          assertThat(merged.max()).isEqualTo(whole.max());
          for (int permille = 0; permille <= 1_000; permille++) {
            assertThat(merged.quantile(permille / 1_000.0))
                .as("%s, %d values, %d parts, %d", distribution, count, parts, permille)
                .isEqualTo(whole.quantile(permille / 1_000.0));
          }
        }
      }
    }
  }

  @Test
  void g4DistinctCountsAreTheSameFromHoweverManyParts() throws IOException {
    for (int count : new int[] {10, LISTED, LISTED + 1, 390, 1_000, 5_000, 50_000}) {
      long whole = counter("x", count).estimate();
      for (int parts : new int[] {2, 7, 100}) {
        assertThat(mergedDistinct(count, parts))
            .as("%d strings, %d parts", count, parts)
            .isEqualTo(whole);
      }
    }
  }

  /** The paper's definition: no value between two, but the lower of them. */
  private static long lowerQuantile(long[] sorted, double quantile) {
    return sorted[(int) Math.floor(quantile * (sorted.length - 1))];
  }

  /** 1% of the value, a grain more for binary fractions, and half of one for rounding to wholes. */
  private static double bound(long exact) {
    return RELATIVE_ACCURACY * exact * (1 + 1e-9) + 0.5;
  }

  private static QuantileSketch sketch(long[] values) {
    QuantileSketch sketch = new QuantileSketch();
    for (long value : values) {
      sketch.add(value);
    }
    return sketch;
  }

  /** Dealt out, shuffled, through state and back, and put together. */
  private static QuantileSketch mergedQuantiles(long[] values, int parts) throws IOException {
    List<QuantileSketch> dealt = new ArrayList<>();
    for (int i = 0; i < parts; i++) {
      dealt.add(new QuantileSketch());
    }
    for (int i = 0; i < values.length; i++) {
      dealt.get((int) (31L * i % parts)).add(values[i]);
    }
    Collections.shuffle(dealt, new Random(parts));
    QuantileSketch merged = new QuantileSketch();
    for (QuantileSketch part : dealt) {
      DataOutputSerializer out = new DataOutputSerializer(64);
      part.write(out);
      merged.merge(QuantileSketch.read(new DataInputDeserializer(out.getCopyOfBuffer())));
    }
    return merged;
  }

  private static DistinctCounter counter(String prefix, int count) {
    DistinctCounter counter = new DistinctCounter();
    for (int i = 0; i < count; i++) {
      counter.add(prefix + i);
    }
    return counter;
  }

  /** As for quantiles; every third string is in two parts. */
  private static long mergedDistinct(int count, int parts) throws IOException {
    List<DistinctCounter> dealt = new ArrayList<>();
    for (int i = 0; i < parts; i++) {
      dealt.add(new DistinctCounter());
    }
    for (int i = 0; i < count; i++) {
      dealt.get(i % parts).add("x" + i);
      if (i % 3 == 0) {
        dealt.get((i + 1) % parts).add("x" + i);
      }
    }
    Collections.shuffle(dealt, new Random(parts));
    DistinctCounter merged = new DistinctCounter();
    for (DistinctCounter part : dealt) {
      DataOutputSerializer out = new DataOutputSerializer(64);
      part.write(out);
      merged.merge(DistinctCounter.read(new DataInputDeserializer(out.getCopyOfBuffer())));
    }
    return merged.estimate();
  }

  /** The table between the page's marks of that name is this one. */
  private static void assertPageHolds(String name, String table) throws IOException {
    String page = Files.readString(PAGE);
    String begin = "<!-- measured: " + name + "; by " + REGENERATE + " -->\n\n";
    String end = "\n<!-- end -->";
    assertThat(page).as("%s has a place for the %s", PAGE, name).contains(begin);
    int from = page.indexOf(begin) + begin.length();
    int to = page.indexOf(end, from);
    if (Boolean.getBoolean("uploadlens.write-docs")) {
      Files.writeString(PAGE, page.substring(0, from) + table + page.substring(to));
    }
    assertThat(Files.readString(PAGE))
        .as("%s is stale; regenerate it with %s", PAGE, REGENERATE)
        .contains(begin + table + end);
  }
}
