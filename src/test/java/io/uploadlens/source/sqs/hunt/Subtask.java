package io.uploadlens.source.sqs.hunt;

import io.uploadlens.source.sqs.SqsSourceSettings;
import io.uploadlens.source.sqs.metrics.SqsSourceMetrics;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.ObjIntConsumer;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.core.io.InputStatus;
import org.apache.flink.metrics.Gauge;

/** One subtask: a reader, its loop, and what its messages have done downstream. */
final class Subtask {

  private static final int MAX_ORDINALS = 8;
  private static final int MAX_POLLS_FOR_NOTHING = 10_000;

  private final int index;
  private final VirtualTime.Thread loop;
  private final List<ModelClient> clients = new ArrayList<>();
  private final TestedReader reader;
  private final EffectOutput output;
  private final BitSet effects;
  private final Deque<Long> notifications = new ArrayDeque<>();
  private final Map<ModelQueue, Map<String, Gauge<?>>> gauges = new IdentityHashMap<>();
  private int emitted;

  /**
   * @param effects what the restored state holds; belongs to the subtask from now on
   * @param toCoordinator takes the reader's events
   * @param onEmit is told of every message emitted, before it takes effect
   */
  Subtask(
      int index,
      int parallelism,
      Sqs sqs,
      SqsSourceSettings settings,
      TestedReader.Factory factory,
      BitSet effects,
      Consumer<SourceEvent> toCoordinator,
      ObjIntConsumer<Subtask> onEmit) {
    this.index = index;
    this.effects = effects;
    ReaderWorld world = new ReaderWorld(index, parallelism, toCoordinator);
    for (ModelQueue queue : sqs.queues()) {
      gauges.put(queue, world.gauges(SqsSourceMetrics.queueName(queue.url())));
    }
    this.loop = sqs.time().newThread();
    this.reader =
        factory.create(
            world,
            settings,
            (url, concurrency) -> {
              ModelClient client = sqs.connect(url);
              clients.add(client);
              return client;
            },
            loop);
    this.output =
        new EffectOutput(
            id -> {
              onEmit.accept(this, id);
              effects.set(id);
              emitted++;
            });
  }

  int index() {
    return index;
  }

  TestedReader reader() {
    return reader;
  }

  VirtualTime.Thread loop() {
    return loop;
  }

  BitSet effects() {
    return effects;
  }

  /** Completions that Flink is about to tell the reader. */
  Deque<Long> notifications() {
    return notifications;
  }

  /** Emits at most this many messages; tells how many there were. */
  int emit(int most) {
    int before = emitted;
    int polls = 0;
    try {
      while (emitted - before < most && reader.isAvailable()) {
        if (reader.pollNext(output) == InputStatus.NOTHING_AVAILABLE) {
          break;
        }
        if (++polls > MAX_POLLS_FOR_NOTHING) {
          throw new Violation(Violation.Rule.READER_WORKS, "the reader is available for nothing");
        }
      }
    } catch (Violation e) {
      throw e;
    } catch (Exception e) {
      throw new Violation(Violation.Rule.READER_WORKS, "subtask " + index + ": " + e, e);
    }
    return emitted - before;
  }

  /** Tells the reader what comes next of the completions. */
  void notifyNext() {
    Long id = notifications.poll();
    if (id != null) {
      try {
        reader.notifyCheckpointComplete(id);
      } catch (Exception e) {
        throw new Violation(Violation.Rule.READER_WORKS, "notified of " + id + ": " + e, e);
      }
    }
  }

  /** Tells the reader that a checkpoint was aborted. */
  void aborted(long checkpointId) {
    try {
      reader.notifyCheckpointAborted(checkpointId);
    } catch (Exception e) {
      throw new Violation(Violation.Rule.READER_WORKS, "told of an abort: " + e, e);
    }
  }

  /** Stops the splits of a queue, or lets them go on. */
  void pause(String queueUrl, boolean pause) {
    List<String> splits = new ArrayList<>();
    for (int ordinal = 0; ordinal < MAX_ORDINALS; ordinal++) {
      splits.add(queueUrl + "#" + ordinal);
    }
    reader.pauseOrResumeSplits(pause ? splits : List.of(), pause ? List.of() : splits);
  }

  /** Messages that the reader holds of this queue. */
  long held(ModelQueue queue) {
    return gauge(queue, SqsSourceMetrics.IN_FLIGHT);
  }

  /** Messages of this queue that wait to be emitted. */
  long prefetched(ModelQueue queue) {
    return gauge(queue, SqsSourceMetrics.PREFETCHED);
  }

  /** Messages of this queue that are emitted and not settled. */
  long awaitingDelete(ModelQueue queue) {
    return gauge(queue, SqsSourceMetrics.AWAITING_DELETE);
  }

  private long gauge(ModelQueue queue, String name) {
    Gauge<?> gauge = gauges.get(queue).get(name);
    return gauge == null ? 0 : (Long) gauge.getValue();
  }

  /** The process is gone: requests in flight go their way, nobody takes the answers. */
  void end() {
    loop.end();
    clients.forEach(ModelClient::close);
  }
}
