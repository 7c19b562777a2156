package io.uploadlens.producer.truth;

import io.uploadlens.producer.generator.GeneratedMessage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;

/** What a perfect pipeline makes of a set of messages. Immutable. */
public final class Truth {

  private final WindowSettings settings;
  private final SortedMap<GroupKey, ExpectedAggregate> aggregates;
  private final List<ExpectedEvent> events;
  private final List<ExpectedDeadLetter> deadLetters;
  private final TruthCounts counts;

  Truth(
      WindowSettings settings,
      SortedMap<GroupKey, ExpectedAggregate> aggregates,
      List<ExpectedEvent> events,
      List<ExpectedDeadLetter> deadLetters,
      TruthCounts counts) {
    this.settings = Objects.requireNonNull(settings, "settings");
    this.aggregates = Objects.requireNonNull(aggregates, "aggregates");
    this.events = Objects.requireNonNull(events, "events");
    this.deadLetters = Objects.requireNonNull(deadLetters, "deadLetters");
    this.counts = Objects.requireNonNull(counts, "counts");
  }

  /** The truth of all those messages, held in memory. */
  public static Truth of(WindowSettings settings, Iterator<GeneratedMessage> messages) {
    Collector collector = collector(settings);
    messages.forEachRemaining(collector::accept);
    return collector.truth();
  }

  /** To be given each message as it is sent. */
  public static Collector collector(WindowSettings settings) {
    return new Collector(settings);
  }

  /**
   * Reads what {@link TruthWriter} wrote.
   *
   * @throws IOException if the file can't be read, or is no complete truth; the message says where
   */
  public static Truth read(Path file) throws IOException {
    return TruthReader.read(file);
  }

  /** Collects messages in memory. Not thread-safe. */
  public static final class Collector {

    private final WindowSettings settings;
    private final List<ExpectedEvent> events = new ArrayList<>();
    private final List<ExpectedDeadLetter> deadLetters = new ArrayList<>();
    private final TruthTally tally;

    private Collector(WindowSettings settings) {
      this.settings = settings;
      this.tally = new TruthTally(settings);
    }

    /** Counts one message, sent once. */
    public void accept(GeneratedMessage message) {
      tally.count(message, events::add, deadLetters::add);
    }

    /** The truth of all messages so far. */
    public Truth truth() {
      return new Truth(
          settings,
          tally.aggregates(),
          List.copyOf(events),
          List.copyOf(deadLetters),
          tally.counts());
    }
  }

  /** The settings that the numbers depend on. */
  public WindowSettings settings() {
    return settings;
  }

  /** The final rows, those of no retracted group. */
  public SortedMap<GroupKey, ExpectedAggregate> aggregates() {
    return aggregates;
  }

  /** The unique events, in the order of their first delivery. */
  public List<ExpectedEvent> events() {
    return events;
  }

  /** What is to be in the dead letter. */
  public List<ExpectedDeadLetter> deadLetters() {
    return deadLetters;
  }

  /** How much of what was sent. */
  public TruthCounts counts() {
    return counts;
  }
}
