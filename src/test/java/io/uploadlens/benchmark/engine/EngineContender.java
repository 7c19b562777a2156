package io.uploadlens.benchmark.engine;

import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** A way to count each upload once, per minute, bucket and prefix. */
interface EngineContender {

  /** Its name in the results. */
  String name();

  /** How it is set where there is a choice; empty where there is none. */
  default String tuning() {
    return "";
  }

  /** Adds its job to an environment, from {@link FeedSource} to {@link ResultSink}. */
  void addTo(StreamExecutionEnvironment env);

  /** Whether it has rows for buckets and shorter prefixes too. */
  default boolean rollsUp() {
    return false;
  }

  /** By how much its number of principals may be off, relative. */
  default double principalsError() {
    return 0;
  }

  /** Whose identities are in its state at the end: each of these costs it something. */
  default Kept keeps() {
    return Kept.ALL_EVENTS;
  }

  /** Which identities a contender still knows when the last watermark has come. */
  enum Kept {
    /** Of all events: its retention is counted by the wall clock, and has not passed. */
    ALL_EVENTS,
    /** Of the events of windows that still take late ones. */
    OPEN_WINDOWS,
    /** None: its windows are over. */
    NONE
  }
}
