package io.uploadlens.source.kinesis;

import io.uploadlens.event.DecodedMessage;
import io.uploadlens.event.RejectedMessage;
import io.uploadlens.event.UploadEvent;
import java.io.Serializable;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.CheckpointListener;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/** What a job in this JVM has read, seen from outside it. */
final class RecordLog implements Serializable {

  private static final long serialVersionUID = 1L;
  private static final Map<String, Entries> LOGS = new ConcurrentHashMap<>();

  private final String id;

  private RecordLog(String id) {
    this.id = id;
  }

  private static final class Entries {
    private final Map<String, Integer> counts = new ConcurrentHashMap<>();
    private final List<RejectedMessage> rejections = new CopyOnWriteArrayList<>();
    private final Set<String> messageIds = ConcurrentHashMap.newKeySet();
    private final AtomicLong watermark = new AtomicLong(Long.MIN_VALUE);
    private final AtomicBoolean checkpoint = new AtomicBoolean();
    private final AtomicBoolean failWanted = new AtomicBoolean();
    private final AtomicBoolean failed = new AtomicBoolean();
    private final AtomicInteger live = new AtomicInteger();
    private final AtomicInteger drained = new AtomicInteger();
  }

  static RecordLog create() {
    String id = UUID.randomUUID().toString();
    LOGS.put(id, new Entries());
    return new RecordLog(id);
  }

  private Entries entries() {
    return LOGS.get(id);
  }

  /** The keys of all events that were read. */
  Set<String> keys() {
    return entries().counts.keySet();
  }

  /** How often each event counts in the job's state. */
  Collection<Integer> counts() {
    return entries().counts.values();
  }

  List<RejectedMessage> rejections() {
    return entries().rejections;
  }

  Set<String> messageIds() {
    return entries().messageIds;
  }

  long watermark() {
    return entries().watermark.get();
  }

  boolean hasCheckpoint() {
    return entries().checkpoint.get();
  }

  boolean hasFailed() {
    return entries().failed.get();
  }

  int live() {
    return entries().live.get();
  }

  int drained() {
    return entries().drained.get();
  }

  void onProgress(boolean isDrained) {
    (isDrained ? entries().drained : entries().live).incrementAndGet();
  }

  /** Lets the job fail at a record that comes after a completed checkpoint. */
  void failOnceAfterCheckpoint() {
    entries().failWanted.set(true);
  }

  /** One key for each message, so that each has a state of its own. */
  static String keyOf(DecodedMessage message) {
    return message.events().isEmpty() ? "" : message.events().get(0).key();
  }

  /** Counts each event in keyed state, and tells. */
  static final class Recorder extends KeyedProcessFunction<String, DecodedMessage, Void>
      implements CheckpointListener {

    private static final long serialVersionUID = 1L;
    private static final int RECORDS_BEYOND_THE_CHECKPOINT = 20;

    private final RecordLog log;
    private transient ValueState<Integer> count;
    private transient int recordsSinceCheckpoint;
    private transient boolean checkpointCompleted;

    Recorder(RecordLog log) {
      this.log = log;
    }

    @Override
    public void open(OpenContext context) {
      count = getRuntimeContext().getState(new ValueStateDescriptor<>("count", Types.INT));
    }

    @Override
    public void processElement(DecodedMessage message, Context context, Collector<Void> out)
        throws Exception {
      Entries entries = log.entries();
      if (checkpointCompleted
          && ++recordsSinceCheckpoint > RECORDS_BEYOND_THE_CHECKPOINT
          && entries.failWanted.compareAndSet(true, false)) {
        entries.failed.set(true);
        throw new IllegalStateException("the test lets the job fail");
      }
      if (message.rejection() != null) {
        entries.rejections.add(message.rejection());
        entries.messageIds.add(message.rejection().origin().messageId());
        return;
      }
      int now = count.value() == null ? 1 : count.value() + 1;
      count.update(now);
      for (UploadEvent event : message.events()) {
        entries.counts.put(event.key(), now);
        entries.messageIds.add(event.origin().messageId());
      }
      // Wakes up with every watermark that is later.
      context.timerService().registerEventTimeTimer(context.timerService().currentWatermark() + 1);
    }

    @Override
    public void onTimer(long timestamp, OnTimerContext context, Collector<Void> out) {
      long watermark = context.timerService().currentWatermark();
      log.entries().watermark.accumulateAndGet(watermark, Math::max);
      if (watermark < Long.MAX_VALUE) {
        context.timerService().registerEventTimeTimer(watermark + 1);
      }
    }

    @Override
    public void notifyCheckpointComplete(long checkpointId) {
      checkpointCompleted = true;
      recordsSinceCheckpoint = 0;
      log.entries().checkpoint.set(true);
    }
  }
}
