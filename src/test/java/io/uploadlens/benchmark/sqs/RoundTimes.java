package io.uploadlens.benchmark.sqs;

/** How long a contender took for a round. */
interface RoundTimes {

  /** How many messages the queue held. */
  int messages();

  /** From the first message handed on to the last. */
  double secondsToLastMessage();

  /** From the first message handed on to the last deleted. */
  double secondsToLastDelete();

  /** What this JVM used of the processors from the first message to the last delete, in seconds. */
  double cpuSeconds();
}
