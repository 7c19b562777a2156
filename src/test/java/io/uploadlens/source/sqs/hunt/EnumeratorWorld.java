package io.uploadlens.source.sqs.hunt;

import io.uploadlens.source.sqs.SqsSourceSettings;
import io.uploadlens.source.sqs.enumerator.SqsEnumerator;
import io.uploadlens.source.sqs.enumerator.SqsEnumeratorState;
import io.uploadlens.source.sqs.enumerator.SqsEnumeratorStateSerializer;
import io.uploadlens.source.sqs.split.SqsSplit;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.BiConsumer;
import java.util.function.IntFunction;
import org.apache.flink.api.connector.source.ReaderInfo;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.connector.source.SplitsAssignment;
import org.apache.flink.core.io.SimpleVersionedSerialization;
import org.apache.flink.metrics.groups.SplitEnumeratorMetricGroup;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;

/** The real enumerator, its state in bytes, and the coordinator around it. */
final class EnumeratorWorld implements SplitEnumeratorContext<SqsSplit> {

  private final Sqs sqs;
  private final int parallelism;
  private final IntFunction<TestedReader> readers;
  private final SqsEnumerator enumerator;
  private final Map<Integer, ReaderInfo> registered = new LinkedHashMap<>();
  private boolean ended;

  /**
   * @param state of a restore, or null
   * @param readers gives a subtask's reader
   */
  EnumeratorWorld(
      Sqs sqs,
      SqsSourceSettings settings,
      int parallelism,
      byte[] state,
      IntFunction<TestedReader> readers) {
    this.sqs = sqs;
    this.parallelism = parallelism;
    this.readers = readers;
    SqsEnumeratorState restored = null;
    if (state != null) {
      try {
        restored =
            SimpleVersionedSerialization.readVersionAndDeSerialize(
                SqsEnumeratorStateSerializer.INSTANCE, state);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    this.enumerator =
        new SqsEnumerator(this, settings, (url, concurrency) -> sqs.connect(url), restored);
  }

  void start() {
    enumerator.start();
  }

  /** A reader has registered. */
  void register(int subtask) {
    registered.put(subtask, new ReaderInfo(subtask, "localhost"));
    enumerator.addReader(subtask);
  }

  /** A subtask has failed; its splits are in the checkpoint that it restarts from. */
  void unregister(int subtask) {
    registered.remove(subtask);
    enumerator.addSplitsBack(List.of(), subtask);
  }

  /** A reader has sent an event. */
  void take(int subtask, SourceEvent event) {
    enumerator.handleSourceEvent(subtask, event);
  }

  byte[] snapshot(long checkpointId) {
    try {
      return SimpleVersionedSerialization.writeVersionAndSerialize(
          SqsEnumeratorStateSerializer.INSTANCE, enumerator.snapshotState(checkpointId));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void end() {
    ended = true;
    enumerator.close();
  }

  @Override
  public SplitEnumeratorMetricGroup metricGroup() {
    return UnregisteredMetricsGroup.createSplitEnumeratorMetricGroup();
  }

  @Override
  public void sendEventToSourceReader(int subtaskId, SourceEvent event) {
    readers.apply(subtaskId).handleSourceEvents(event);
  }

  @Override
  public int currentParallelism() {
    return parallelism;
  }

  @Override
  public Map<Integer, ReaderInfo> registeredReaders() {
    return registered;
  }

  @Override
  public void assignSplits(SplitsAssignment<SqsSplit> assignment) {
    assignment.assignment().forEach((subtask, splits) -> readers.apply(subtask).addSplits(splits));
  }

  @Override
  public void signalNoMoreSplits(int subtask) {
    throw new AssertionError("Queues don't end");
  }

  @Override
  public <T> void callAsync(Callable<T> callable, BiConsumer<T, Throwable> handler) {
    throw new AssertionError("The enumerator asks in periods");
  }

  @Override
  public <T> void callAsync(
      Callable<T> callable, BiConsumer<T, Throwable> handler, long delay, long period) {
    sqs.time()
        .after(
            delay,
            () -> {
              if (!ended) {
                call(callable, handler);
                callAsync(callable, handler, period, period);
              }
            });
  }

  @Override
  public void runInCoordinatorThread(Runnable runnable) {
    runnable.run();
  }

  private static <T> void call(Callable<T> callable, BiConsumer<T, Throwable> handler) {
    T result;
    try {
      result = callable.call();
    } catch (Exception e) {
      handler.accept(null, e);
      return;
    }
    handler.accept(result, null);
  }
}
