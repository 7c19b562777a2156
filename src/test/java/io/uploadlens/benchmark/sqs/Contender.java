package io.uploadlens.benchmark.sqs;

/** Something that reads a queue and deletes what it has read. */
interface Contender {

  /** Its name in the results. */
  String name();

  /**
   * Starts to read; counts what it hands on.
   *
   * @return what is going on
   */
  Reading read(String queueUrl, RoundClock clock) throws Exception;

  /** A contender at work. */
  interface Reading {

    /** Throws if it has ended although messages are left. */
    void check() throws Exception;

    /** Ends it, after the queue was dropped, and waits until it has ended. */
    void stop() throws Exception;
  }
}
