package io.uploadlens.producer.verify;

import java.util.ArrayList;
import java.util.List;

/** How one output compares with the truth. Filled while comparing, not changed afterwards. */
public final class OutputReport {

  private static final int MOST_EXAMPLES = 5;

  private final String name;
  private final long expected;
  private long found;
  private long missing;
  private long extra;
  private long different;
  private final List<String> missingExamples = new ArrayList<>();
  private final List<String> extraExamples = new ArrayList<>();
  private final List<String> differentExamples = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();

  OutputReport(String name, long expected) {
    this.name = name;
    this.expected = expected;
  }

  void addFound() {
    found++;
  }

  void addMissing(Object what) {
    missing++;
    example(missingExamples, "missing: " + what);
  }

  void addExtra(Object what) {
    extra++;
    example(extraExamples, "extra: " + what);
  }

  /** A row of which at least one field is not as expected: one row, however many fields. */
  void addDifferent(Object what, List<String> fields) {
    different++;
    example(differentExamples, "different: " + what + ": " + String.join("; ", fields));
  }

  void addNote(String note) {
    notes.add(note);
  }

  private static void example(List<String> examples, String example) {
    if (examples.size() < MOST_EXAMPLES) {
      examples.add(example);
    }
  }

  /** A difference of one field, for {@link #addDifferent}. */
  static String field(String name, Object expected, Object found) {
    return name + " is " + found + ", expected " + expected;
  }

  /** What the output is: aggregates, archive, dead letters or late events. */
  public String name() {
    return name;
  }

  /** Rows that the truth has. */
  public long expected() {
    return expected;
  }

  /** Rows that the output has. */
  public long found() {
    return found;
  }

  /** Rows that the output lacks. */
  public long missing() {
    return missing;
  }

  /** Rows that the truth lacks, that are there twice, or that can't be understood. */
  public long extra() {
    return extra;
  }

  /** Rows with a field that is not as expected. */
  public long different() {
    return different;
  }

  /** The first few rows of each fault, with the fields and both values. */
  public List<String> examples() {
    List<String> all = new ArrayList<>(missingExamples);
    all.addAll(extraExamples);
    all.addAll(differentExamples);
    return all;
  }

  /** What is worth knowing and no fault. */
  public List<String> notes() {
    return List.copyOf(notes);
  }

  /** Whether nothing is missing, extra or different. */
  public boolean isExact() {
    return missing == 0 && extra == 0 && different == 0;
  }

  @Override
  public String toString() {
    return String.format(
        "%s: %d expected, %d found, %d missing, %d extra, %d different",
        name, expected, found, missing, extra, different);
  }
}
