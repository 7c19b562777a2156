package io.uploadlens.source.sqs.hunt;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * One step of a schedule: plain data, written {@code send 0 5}. A step that makes no sense where it
 * comes does nothing, so every part of a schedule is a schedule. Numbers of subtasks and queues are
 * taken modulo how many there are.
 */
final class Step {

  /** What a step does, with its numbers. */
  enum Kind {
    /** queue, count: messages are sent. */
    SEND,
    /** subtask, count: the task's thread emits so many times, if it can. */
    EMIT,
    /** subtask, count: the reader's loop runs so many tasks. */
    LOOP,
    /** milliseconds: time passes, all loops run. */
    PASS,
    /** milliseconds: time passes, and everything is emitted as it comes. */
    WORK,
    /** A checkpoint is triggered: barriers are on their way. */
    CHECKPOINT,
    /** A savepoint is triggered: no reader is notified of its completion. */
    SAVEPOINT,
    /** subtask: the next barrier reaches it. */
    BARRIER,
    /** index: this pending checkpoint completes; barriers on their way to it arrive before. */
    COMPLETE,
    /** The oldest pending checkpoint is aborted. */
    ABORT,
    /** subtask: the next notification reaches it. */
    NOTIFY,
    /** subtask: the next notification to it gets lost. */
    FORGET,
    /** Stop with savepoint: notified, then closed. */
    STOP,
    /** milliseconds: the job fails or is cancelled; readers close, with so much time for it. */
    FAIL,
    /** The processes are killed. */
    KILL,
    /** subtask: it alone fails, closes and restarts from the last checkpoint. */
    FAIL_ONE,
    /** subtask: it alone is killed and restarts from the last checkpoint. */
    KILL_ONE,
    /** parallelism, mask of queues: starts from the last completed checkpoint. */
    RESTORE,
    /** parallelism, mask of queues: starts from the newest savepoint, if no checkpoint is newer. */
    RESTORE_SAVEPOINT,
    /** subtask, queue: watermark alignment stops the split. */
    PAUSE,
    /** subtask, queue: and lets it go on. */
    RESUME,
    /** call, fault, number: what happens to the next such call. */
    ARM,
    /** queue, count: messages in flight are delivered although nobody gave them up. */
    DUPLICATE,
    /** queue, count: messages deleted lately come back: a replica missed the delete. */
    RESURRECT
  }

  private final Kind kind;
  private final int[] numbers;

  Step(Kind kind, int... numbers) {
    this.kind = kind;
    this.numbers = numbers;
  }

  static Step parse(String text) {
    List<String> words = Arrays.asList(text.trim().split("\\s+", -1));
    int[] numbers = words.stream().skip(1).mapToInt(Integer::parseInt).toArray();
    return new Step(Kind.valueOf(words.get(0).toUpperCase(Locale.ROOT)), numbers);
  }

  Kind kind() {
    return kind;
  }

  /** The number at this place; 0 where the step has none. */
  int number(int place) {
    return place < numbers.length ? numbers[place] : 0;
  }

  /** The same step with its number at this place changed. */
  Step with(int place, int number) {
    int[] changed = numbers.clone();
    changed[place] = number;
    return new Step(kind, changed);
  }

  int size() {
    return numbers.length;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Step
        && kind == ((Step) other).kind
        && Arrays.equals(numbers, ((Step) other).numbers);
  }

  @Override
  public int hashCode() {
    return Objects.hash(kind, Arrays.hashCode(numbers));
  }

  @Override
  public String toString() {
    String name = kind.name().toLowerCase(Locale.ROOT);
    return numbers.length == 0
        ? name
        : name
            + " "
            + Arrays.stream(numbers).mapToObj(Integer::toString).collect(Collectors.joining(" "));
  }
}
