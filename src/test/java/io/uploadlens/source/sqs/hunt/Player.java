package io.uploadlens.source.sqs.hunt;

import io.uploadlens.source.sqs.hunt.Conditions.Number;
import java.util.List;

/** Plays a schedule and lets it come to rest. */
final class Player {

  private static final int WORK_SLICES = 4;
  private static final long STOP_MILLIS = 5_000;

  /** What an armed call may still do after the last step. */
  private static final long MAX_LATE_MILLIS = 120_000;

  /** Deletes of a restored state hold reading up for a minute; failed ones back off. */
  private static final long MAX_WAITS_MILLIS = 240_000;

  private final Schedule schedule;
  private final VirtualTime time = new VirtualTime();
  private final Oracle oracle;
  private final Sqs sqs;
  private final Checkpoints checkpoints = new Checkpoints();
  private final Job job;

  Player(Schedule schedule, TestedReader.Factory factory) {
    this.schedule = schedule;
    this.oracle = new Oracle(schedule.forbidsRepetitions());
    this.sqs = new Sqs(schedule.conditions(), time, oracle::deleted);
    this.job = new Job(schedule.conditions(), sqs, checkpoints, factory, oracle);
    oracle.watch(checkpoints, sqs, job);
  }

  /**
   * Plays all of it.
   *
   * @throws Violation if something does not hold
   */
  Oracle play() {
    start(null, schedule.conditions().get(Number.PARALLELISM), 0);
    for (Step step : schedule.steps()) {
      apply(step);
      oracle.step();
    }
    comeToRest();
    return oracle;
  }

  private void apply(Step step) {
    int queue = step.number(0) % sqs.queues().size();
    switch (step.kind()) {
      case SEND:
        sqs.send(queue, step.number(1));
        break;
      case PASS:
        time.pass(step.number(0));
        break;
      case WORK:
        work(step.number(0));
        break;
      case ARM:
        sqs.faults()
            .arm(
                CallFault.Call.values()[step.number(0)],
                CallFault.values()[step.number(1)],
                step.number(2));
        break;
      case DUPLICATE:
        sqs.queues().get(queue).duplicate(step.number(1));
        break;
      case RESURRECT:
        sqs.queues().get(queue).resurrect(step.number(1));
        break;
      case RESTORE:
        if (!job.isUp()) {
          start(checkpoints.latest(), step.number(0), step.number(1));
        }
        break;
      case RESTORE_SAVEPOINT:
        if (!job.isUp() && checkpoints.savepoint() != null) {
          start(checkpoints.savepoint(), step.number(0), step.number(1));
        }
        break;
      default:
        if (job.isUp()) {
          applyToJob(step);
        }
    }
  }

  private void applyToJob(Step step) {
    Subtask subtask = job.subtask(step.number(0));
    List<Snapshot> pending = checkpoints.pending();
    switch (step.kind()) {
      case EMIT:
        subtask.emit(step.number(1));
        break;
      case LOOP:
        subtask.loop().run(step.number(1));
        break;
      case CHECKPOINT:
        job.checkpoint(Snapshot.Kind.CHECKPOINT);
        break;
      case SAVEPOINT:
        job.checkpoint(Snapshot.Kind.SAVEPOINT);
        break;
      case BARRIER:
        job.barrier(subtask);
        break;
      case COMPLETE:
        if (!pending.isEmpty()) {
          job.complete(pending.get(step.number(0) % pending.size()));
        }
        break;
      case ABORT:
        if (!pending.isEmpty()) {
          job.abort(pending.get(0));
        }
        break;
      case NOTIFY:
        subtask.notifyNext();
        break;
      case FORGET:
        subtask.notifications().poll();
        break;
      case STOP:
        job.stop(STOP_MILLIS);
        break;
      case FAIL:
        job.fail(step.number(0));
        break;
      case KILL:
        job.kill();
        break;
      case FAIL_ONE:
        job.failOne(subtask, true, step.number(1));
        oracle.restored();
        break;
      case KILL_ONE:
        job.failOne(subtask, false, 0);
        oracle.restored();
        break;
      case PAUSE:
        subtask.pause(schedule.conditions().queueUrl(step.number(1) % sqs.queues().size()), true);
        break;
      case RESUME:
        subtask.pause(schedule.conditions().queueUrl(step.number(1) % sqs.queues().size()), false);
        break;
      default:
        throw new AssertionError(step);
    }
  }

  private void start(Snapshot from, int parallelism, int queues) {
    job.start(from, Math.max(1, parallelism), queues);
    oracle.restored();
  }

  private void work(long millis) {
    for (int i = 0; i < WORK_SLICES; i++) {
      time.pass(millis / WORK_SLICES);
      boolean more = true;
      while (more) {
        more = false;
        for (Subtask subtask : job.subtasks()) {
          more |= subtask.emit(Integer.MAX_VALUE) > 0;
        }
        time.settle();
      }
    }
    oracle.rethrow();
  }

  /** Faults stop, checkpoints complete, time passes: everything must be read and deleted. */
  private void comeToRest() {
    sqs.faults().disarm();
    if (!job.isUp()) {
      start(checkpoints.latest(), job.parallelism(), 0);
    }
    resumeAll();
    rest();
    if (!allRead()) {
      // Whoever takes the queues in again finds in them what was not read.
      job.stop(STOP_MILLIS);
      start(checkpoints.latest(), job.parallelism(), 0);
      rest();
    }
  }

  private void rest() {
    long visibility = schedule.conditions().get(Number.VISIBILITY) * 1000L;
    long limit = time.now() + 3 * visibility + MAX_LATE_MILLIS + MAX_WAITS_MILLIS;
    if (schedule.conditions().isFifo()) {
      // A group gives out its next batch when the one before is deleted, a checkpoint later.
      limit += Math.max(20_000, visibility / 4) * sqs.sent();
    }
    long slice = 1_000;
    do {
      work(slice);
      checkpoint();
      time.settle();
      oracle.step();
      slice = Math.min(slice * 2, Math.max(2_000, visibility / 4));
    } while (!isAtRest() && time.now() < limit);
    oracle.atRest();
    oracle.restingState(checkpoint());
  }

  private Snapshot checkpoint() {
    checkpoints.abortAll();
    job.checkpoint(Snapshot.Kind.CHECKPOINT);
    Snapshot snapshot = checkpoints.pending().get(0);
    job.complete(snapshot);
    for (Subtask subtask : job.subtasks()) {
      while (!subtask.notifications().isEmpty()) {
        subtask.notifyNext();
      }
    }
    return snapshot;
  }

  private boolean isAtRest() {
    for (ModelQueue queue : sqs.queues()) {
      boolean read = queue.live().isEmpty() || !job.reads(sqs.queues().indexOf(queue));
      if (!read
          || job.subtasks().stream()
              .anyMatch(s -> s.held(queue) > 0 || s.awaitingDelete(queue) > 0)) {
        return false;
      }
    }
    return true;
  }

  private boolean allRead() {
    for (int i = 0; i < sqs.queues().size(); i++) {
      if (!job.reads(i)) {
        return false;
      }
    }
    return true;
  }

  private void resumeAll() {
    for (Subtask subtask : job.subtasks()) {
      sqs.queues().forEach(queue -> subtask.pause(queue.url(), false));
    }
  }
}
