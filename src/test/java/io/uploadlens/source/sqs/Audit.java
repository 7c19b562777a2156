package io.uploadlens.source.sqs;

import io.uploadlens.source.sqs.queue.BatchFailure;
import io.uploadlens.source.sqs.queue.QueueAttributes;
import io.uploadlens.source.sqs.queue.ReceiveRequest;
import io.uploadlens.source.sqs.queue.ReceivedMessage;
import io.uploadlens.source.sqs.queue.SqsQueue;
import io.uploadlens.source.sqs.queue.SqsQueueProvider;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.flink.api.common.state.CheckpointListener;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Watches over a job in this JVM: which messages took effect, which of these effects a completed
 * checkpoint holds, and which messages were deleted before.
 *
 * <p>The effect is an operator chained to the source, whose state is the list of messages it saw.
 * Flink tells the end of a chain of a completed checkpoint before its head, so whatever the source
 * deletes then must be durable here already.
 */
final class Audit {

  private static final Map<String, Integer> SEEN = new ConcurrentHashMap<>();
  private static final List<Step> STEPS = Collections.synchronizedList(new ArrayList<>());
  private static final Set<String> DURABLE = ConcurrentHashMap.newKeySet();
  private static final NavigableMap<Long, Set<String>> SNAPSHOTS = new ConcurrentSkipListMap<>();
  private static final Set<String> IN_STATE = ConcurrentHashMap.newKeySet();
  private static final AtomicInteger RESTORED = new AtomicInteger();
  private static final Set<String> DELETED = ConcurrentHashMap.newKeySet();
  private static final Set<String> DELETED_EARLY = ConcurrentHashMap.newKeySet();
  private static final Map<String, String> ID_BY_HANDLE = new ConcurrentHashMap<>();
  private static final Set<Long> COMPLETED = ConcurrentHashMap.newKeySet();
  private static final Set<Integer> SUBTASKS = ConcurrentHashMap.newKeySet();
  private static final AtomicInteger FAIL_AFTER = new AtomicInteger();
  private static final AtomicInteger FAILED = new AtomicInteger();
  private static final AtomicInteger RELEASES_LOST = new AtomicInteger();
  private static final AtomicLong WATERMARK = new AtomicLong();

  private Audit() {}

  static void reset() {
    SEEN.clear();
    STEPS.clear();
    DURABLE.clear();
    SNAPSHOTS.clear();
    newRun();
    DELETED.clear();
    DELETED_EARLY.clear();
    ID_BY_HANDLE.clear();
    COMPLETED.clear();
    SUBTASKS.clear();
    FAIL_AFTER.set(Integer.MAX_VALUE);
    FAILED.set(0);
    WATERMARK.set(0);
    RELEASES_LOST.set(0);
  }

  /** The job starts anew, from a savepoint: its state is what the savepoint brings. */
  static void newRun() {
    IN_STATE.clear();
    RESTORED.set(0);
  }

  /**
   * The last snapshot, a savepoint, is there, and all effects that it holds are durable. The job is
   * not told; and one that starts from it at another parallelism may delete a message in one
   * subtask before another one has its effect back.
   */
  static void savepointCompleted() {
    DURABLE.addAll(SNAPSHOTS.lastEntry().getValue());
  }

  /** How many messages have taken effect in the state of this run, restored ones included. */
  static int inState() {
    return IN_STATE.size();
  }

  /** How many messages the state held that this run was restored from. */
  static int restored() {
    return RESTORED.get();
  }

  /** From now on readers end as if they were killed: they release nothing. */
  static void loseReleases() {
    RELEASES_LOST.set(1);
  }

  /** Fails the job once: after this many messages and a completed checkpoint. */
  static void failAfter(int messages) {
    FAIL_AFTER.set(messages);
  }

  static boolean hasFailed() {
    return FAILED.get() > 0;
  }

  /** How often each body took effect. */
  static Map<String, Integer> seen() {
    return Map.copyOf(SEEN);
  }

  /** The ids of messages deleted while no completed checkpoint held their effect. */
  static Set<String> deletedEarly() {
    return Set.copyOf(DELETED_EARLY);
  }

  static Set<String> deleted() {
    return Set.copyOf(DELETED);
  }

  static int completedCheckpoints() {
    return COMPLETED.size();
  }

  static Set<Integer> subtasksThatRead() {
    return Set.copyOf(SUBTASKS);
  }

  static long watermark() {
    return WATERMARK.get();
  }

  /** Every effect, restored or of a message, in the order in which they came about. */
  static List<Step> steps() {
    return List.copyOf(STEPS);
  }

  /** One effect. */
  static final class Step {
    final int restart;
    final int subtask;
    final String id;
    // Null for an effect that was restored.
    final String body;

    private Step(int restart, int subtask, String id, String body) {
      this.restart = restart;
      this.subtask = subtask;
      this.id = id;
      this.body = body;
    }
  }

  /** Emits {@code id|body}; in place of a payload that can't be had, the reason. */
  static final class Schema implements SqsDeserializationSchema<String> {
    private static final long serialVersionUID = 1L;

    @Override
    public void deserialize(SqsMessage message, Collector<String> out) throws IOException {
      String failure = message.payloadFailure();
      out.collect(message.messageId() + "|" + (failure == null ? message.body() : failure));
    }

    @Override
    public TypeInformation<String> getProducedType() {
      return Types.STRING;
    }
  }

  /** What a message does. */
  static final class Effect extends ProcessFunction<String, String>
      implements CheckpointedFunction, CheckpointListener {
    private static final long serialVersionUID = 1L;

    private transient List<String> ids;
    private transient TreeMap<Long, List<String>> snapshots;
    private transient ListState<String> state;

    @Override
    public void initializeState(FunctionInitializationContext context) throws Exception {
      state =
          context
              .getOperatorStateStore()
              .getListState(new ListStateDescriptor<>("ids", Types.STRING));
      ids = new ArrayList<>();
      snapshots = new TreeMap<>();
      for (String id : state.get()) {
        ids.add(id);
        DURABLE.add(id);
        IN_STATE.add(id);
        RESTORED.incrementAndGet();
        STEPS.add(new Step(restart(), subtask(), id, null));
      }
    }

    @Override
    public void processElement(String record, Context context, Collector<String> out) {
      int bar = record.indexOf('|');
      ids.add(record.substring(0, bar));
      IN_STATE.add(record.substring(0, bar));
      SEEN.merge(record.substring(bar + 1), 1, Integer::sum);
      SUBTASKS.add(subtask());
      STEPS.add(
          new Step(restart(), subtask(), record.substring(0, bar), record.substring(bar + 1)));
      WATERMARK.accumulateAndGet(context.timerService().currentWatermark(), Math::max);
      if (SEEN.size() >= FAIL_AFTER.get() && !COMPLETED.isEmpty() && FAILED.compareAndSet(0, 1)) {
        throw new IllegalStateException("The crash of this test");
      }
      out.collect(record);
    }

    private int restart() {
      return getRuntimeContext().getTaskInfo().getAttemptNumber();
    }

    private int subtask() {
      return getRuntimeContext().getTaskInfo().getIndexOfThisSubtask();
    }

    @Override
    public void snapshotState(FunctionSnapshotContext context) throws Exception {
      state.update(ids);
      snapshots.put(context.getCheckpointId(), new ArrayList<>(ids));
      SNAPSHOTS
          .computeIfAbsent(context.getCheckpointId(), id -> ConcurrentHashMap.newKeySet())
          .addAll(ids);
    }

    @Override
    public void notifyCheckpointComplete(long checkpointId) {
      snapshots.headMap(checkpointId, true).values().forEach(DURABLE::addAll);
      snapshots.headMap(checkpointId, true).clear();
      COMPLETED.add(checkpointId);
    }
  }

  /** Opens queues that are watched. */
  static final class Provider implements SqsQueueProvider {
    private static final long serialVersionUID = 1L;

    private final SqsQueueProvider inner;

    Provider(SqsQueueProvider inner) {
      this.inner = inner;
    }

    @Override
    public SqsQueue open(String queueUrl, int maxConcurrency) {
      return new Watched(inner.open(queueUrl, maxConcurrency));
    }
  }

  private static final class Watched implements SqsQueue {
    private final SqsQueue inner;

    Watched(SqsQueue inner) {
      this.inner = inner;
    }

    @Override
    public String url() {
      return inner.url();
    }

    @Override
    public CompletableFuture<List<ReceivedMessage>> receive(ReceiveRequest request) {
      return inner
          .receive(request)
          .thenApply(
              messages -> {
                for (ReceivedMessage received : messages) {
                  ID_BY_HANDLE.put(received.receiptHandle(), received.message().messageId());
                }
                return messages;
              });
    }

    @Override
    public CompletableFuture<List<BatchFailure>> delete(List<String> receiptHandles) {
      for (String handle : receiptHandles) {
        String id = ID_BY_HANDLE.get(handle);
        DELETED.add(id);
        if (!DURABLE.contains(id)) {
          DELETED_EARLY.add(id);
        }
      }
      return inner.delete(receiptHandles);
    }

    @Override
    public CompletableFuture<List<BatchFailure>> changeVisibility(
        List<String> receiptHandles, Duration visibilityTimeout) {
      return visibilityTimeout.isZero() && RELEASES_LOST.get() > 0
          ? CompletableFuture.failedFuture(new IOException("lost"))
          : inner.changeVisibility(receiptHandles, visibilityTimeout);
    }

    @Override
    public CompletableFuture<QueueAttributes> attributes() {
      return inner.attributes();
    }

    @Override
    public void close() {
      inner.close();
    }
  }
}
