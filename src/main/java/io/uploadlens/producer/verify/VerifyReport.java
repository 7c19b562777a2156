package io.uploadlens.producer.verify;

import io.uploadlens.producer.truth.Truth;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

/** How a pipeline's outputs compare with the truth. Immutable. */
public final class VerifyReport {

  private final long events;
  private final long aggregates;
  private final List<OutputReport> outputs;

  VerifyReport(Truth truth, List<OutputReport> outputs) {
    this.events = truth.counts().events();
    this.aggregates = truth.aggregates().size();
    this.outputs = List.copyOf(outputs);
  }

  /** One for each output that was compared. */
  public List<OutputReport> outputs() {
    return outputs;
  }

  /**
   * The report of one output.
   *
   * @throws IllegalArgumentException if that output was not compared
   */
  public OutputReport output(String name) {
    return outputs.stream()
        .filter(output -> output.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(name + " was not compared"));
  }

  /** Rows that the outputs lack. */
  public long missing() {
    return sum(OutputReport::missing);
  }

  /** Rows that the truth lacks, that are there twice, or that can't be understood. */
  public long extra() {
    return sum(OutputReport::extra);
  }

  /** Rows with a field that is not as expected. */
  public long different() {
    return sum(OutputReport::different);
  }

  /** Whether every output is exactly what the truth says. */
  public boolean isExact() {
    return missing() == 0 && extra() == 0 && different() == 0;
  }

  /** The last line of the report: one line, all numbers. */
  public String summary() {
    return String.format(
        "verified: %d events, %d aggregates, %d missing, %d extra, %d different",
        events, aggregates, missing(), extra(), different());
  }

  /** The whole report, for people. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    for (OutputReport output : outputs) {
      lines.add(output.toString());
      output.examples().forEach(example -> lines.add("  " + example));
      output.notes().forEach(note -> lines.add("  note: " + note));
    }
    lines.add(summary());
    return lines;
  }

  private long sum(ToLongFunction<OutputReport> count) {
    return outputs.stream().mapToLong(count).sum();
  }

  @Override
  public String toString() {
    return String.join(System.lineSeparator(), lines());
  }
}
