package io.uploadlens.source.sqs.hunt;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** What a schedule runs under: the source's settings and the habits of SQS. Plain data. */
final class Conditions {

  /** What SQS does with the receipt handle of an older receive. */
  enum OldHandle {
    /** Says that all is well and deletes nothing. */
    IGNORED,
    /** Refuses it. */
    REFUSED,
    /** Deletes the message. */
    DELETES
  }

  /** Each number with its default. */
  enum Number {
    SEED(1),
    PARALLELISM(1),
    QUEUES(1),
    /** Seconds. */
    VISIBILITY(30),
    /** Seconds. */
    WAIT(10),
    IN_FLIGHT(100),
    PREFETCH(20),
    RECEIVES(2),
    DELETES(2),
    ATTEMPTS(8),
    /** An ordinal of {@link OldHandle}. */
    OLD_HANDLE(0),
    /** 1: a receive of a reader that is gone may still be served. */
    LINGER(0),
    /** 1: the queues are FIFO queues. */
    FIFO(0),
    /** FIFO: how many message groups. */
    GROUPS(3);

    private final int otherwise;

    Number(int otherwise) {
      this.otherwise = otherwise;
    }
  }

  private final int[] values;

  private Conditions(int[] values) {
    this.values = values;
  }

  static Conditions usual() {
    return new Conditions(
        Arrays.stream(Number.values()).mapToInt(number -> number.otherwise).toArray());
  }

  static Conditions parse(String text) {
    Conditions conditions = usual();
    for (String word : text.trim().split("\\s+", -1)) {
      int equals = word.indexOf('=');
      conditions =
          conditions.with(
              Number.valueOf(word.substring(0, equals)),
              Integer.parseInt(word.substring(equals + 1)));
    }
    return conditions;
  }

  Conditions with(Number number, int value) {
    int[] changed = values.clone();
    changed[number.ordinal()] = value;
    return new Conditions(changed);
  }

  int get(Number number) {
    return values[number.ordinal()];
  }

  OldHandle oldHandle() {
    return OldHandle.values()[get(Number.OLD_HANDLE)];
  }

  boolean isFifo() {
    return get(Number.FIFO) == 1;
  }

  boolean lingers() {
    return get(Number.LINGER) == 1;
  }

  String queueUrl(int queue) {
    return "http://localhost/000000000000/queue" + queue + (isFifo() ? ".fifo" : "");
  }

  /**
   * A number that depends on the seed and these alone, so that taking a step out of a schedule
   * changes as little as possible of what SQS does in the rest.
   */
  int chance(long a, long b) {
    long mixed = get(Number.SEED) * 0x9E3779B97F4A7C15L + a * 0xC2B2AE3D27D4EB4FL + b;
    mixed = (mixed ^ (mixed >>> 30)) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
    return (int) ((mixed ^ (mixed >>> 31)) >>> 33);
  }

  @Override
  public String toString() {
    Map<Number, Integer> told = new LinkedHashMap<>();
    for (Number number : Number.values()) {
      if (number == Number.SEED || get(number) != number.otherwise) {
        told.put(number, get(number));
      }
    }
    return told.entrySet().stream()
        .map(entry -> entry.getKey() + "=" + entry.getValue())
        .collect(Collectors.joining(" "));
  }
}
