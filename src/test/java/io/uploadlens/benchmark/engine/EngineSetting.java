package io.uploadlens.benchmark.engine;

import java.time.Duration;
import java.util.List;

/** What all contenders of a run share. Immutable. */
final class EngineSetting {

  /** Where Flink keeps keyed state. */
  enum State {
    ROCKSDB,
    HEAP
  }

  static final long SEED = 20_260_105;

  final State state;
  final int events;
  final int prefixes;
  final int parallelism;
  final int rounds;
  final Duration checkpointInterval;
  final List<String> contenders;

  EngineSetting(
      State state,
      int events,
      int prefixes,
      int parallelism,
      int rounds,
      Duration checkpointInterval,
      List<String> contenders) {
    this.state = state;
    this.events = events;
    this.prefixes = prefixes;
    this.parallelism = parallelism;
    this.rounds = rounds;
    this.checkpointInterval = checkpointInterval;
    this.contenders = List.copyOf(contenders);
  }
}
