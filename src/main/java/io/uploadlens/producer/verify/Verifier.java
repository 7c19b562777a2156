package io.uploadlens.producer.verify;

import io.uploadlens.producer.truth.Truth;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Compares a pipeline's outputs with the truth, row by row: the oracle of the end-to-end tests and
 * of the {@code verify} command. Only the outputs that are given are compared.
 *
 * <pre>{@code
 * VerifyReport report = Verifier.of(truth).aggregates(firehoseObjects).archive(parquetObjects).verify();
 * }</pre>
 */
public final class Verifier {

  private final Truth truth;
  private ObjectStore aggregates;
  private ObjectStore archive;
  private ObjectStore late;
  private DeadLetterSource deadLetters;

  private Verifier(Truth truth) {
    this.truth = Objects.requireNonNull(truth, "truth");
  }

  /** A comparison with that truth. */
  public static Verifier of(Truth truth) {
    return new Verifier(truth);
  }

  /** The objects that Firehose wrote: JSON lines, plain or gzip. */
  public Verifier aggregates(ObjectStore objects) {
    this.aggregates = objects;
    return this;
  }

  /** The archive of unique events: Parquet. */
  public Verifier archive(ObjectStore objects) {
    this.archive = objects;
    return this;
  }

  /** The late events: JSON lines. The truth knows of none, so that each is one too many. */
  public Verifier lateEvents(ObjectStore objects) {
    this.late = objects;
    return this;
  }

  /** The dead letter. */
  public Verifier deadLetters(DeadLetterSource source) {
    this.deadLetters = source;
    return this;
  }

  /**
   * Compares.
   *
   * @throws IllegalStateException if no output was given
   * @throws IOException if one can't be read
   * @throws InterruptedException if interrupted while reading a queue
   */
  public VerifyReport verify() throws IOException, InterruptedException {
    List<OutputReport> outputs = new ArrayList<>();
    if (aggregates != null) {
      outputs.add(AggregateCheck.compare(truth, aggregates));
    }
    if (archive != null) {
      outputs.add(ArchiveCheck.compare(truth, archive));
    }
    if (late != null) {
      OutputReport report = new OutputReport("late events", 0);
      JsonLines.forEach(
          late,
          (line, place) -> {
            report.addFound();
            report.addExtra(place + ": " + line);
          });
      outputs.add(report);
    }
    if (deadLetters != null) {
      outputs.add(DeadLetterCheck.compare(truth, deadLetters));
    }
    if (outputs.isEmpty()) {
      throw new IllegalStateException("no output to verify: give at least one");
    }
    return new VerifyReport(truth, outputs);
  }
}
