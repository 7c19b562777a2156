package io.uploadlens.source.sqs;

import io.uploadlens.source.sqs.enumerator.SqsEnumerator;
import io.uploadlens.source.sqs.enumerator.SqsEnumeratorState;
import io.uploadlens.source.sqs.enumerator.SqsEnumeratorStateSerializer;
import io.uploadlens.source.sqs.payload.PayloadStoreProvider;
import io.uploadlens.source.sqs.queue.SqsQueueProvider;
import io.uploadlens.source.sqs.reader.SqsSourceReader;
import io.uploadlens.source.sqs.split.SqsSplit;
import io.uploadlens.source.sqs.split.SqsSplitSerializer;
import java.util.Objects;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.java.typeutils.ResultTypeQueryable;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/**
 * Reads Amazon SQS queues, at least once: a message is deleted when, and only when, a completed
 * checkpoint holds its effect.
 *
 * <pre>
 *   receive ──► prefetched ──► emitted ──► bound to checkpoint n ──► n completes ──► delete
 *      ▲            │             │                  │                                 │
 *      │            └── visibility extended while the message is held ─────────────────┤
 *      └────────── job ends before n completes: released, visible at once      retried │ given up
 * </pre>
 *
 * <p>Conditions: checkpointing is on (without it nothing is ever deleted, and reading stops at the
 * in-flight limit), and nobody else consumes the queues. A message comes twice when SQS delivers it
 * twice, and after a restart when it was emitted after the last completed checkpoint (whose state
 * is gone, too) or when its delete failed; exactness needs a deduplication behind the source.
 *
 * <p>Every subtask reads every queue, each through a split with watermarks of its own.
 *
 * @param <T> the type of the records
 */
public final class SqsSource<T>
    implements Source<T, SqsSplit, SqsEnumeratorState>, ResultTypeQueryable<T> {

  private static final long serialVersionUID = 1L;

  private final SqsSourceSettings settings;
  private final SqsDeserializationSchema<T> deserializationSchema;
  private final SqsQueueProvider queueProvider;
  // Null where payloads are not read.
  private final PayloadStoreProvider payloadStoreProvider;

  SqsSource(
      SqsSourceSettings settings,
      SqsDeserializationSchema<T> deserializationSchema,
      SqsQueueProvider queueProvider,
      PayloadStoreProvider payloadStoreProvider) {
    this.settings = Objects.requireNonNull(settings, "settings");
    this.deserializationSchema =
        Objects.requireNonNull(deserializationSchema, "deserializationSchema");
    this.queueProvider = Objects.requireNonNull(queueProvider, "queueProvider");
    this.payloadStoreProvider = payloadStoreProvider;
  }

  /** Starts a source. */
  public static <T> SqsSourceBuilder<T> builder() {
    return new SqsSourceBuilder<>();
  }

  /** The validated settings. */
  public SqsSourceSettings settings() {
    return settings;
  }

  /** Queues don't end. */
  @Override
  public Boundedness getBoundedness() {
    return Boundedness.CONTINUOUS_UNBOUNDED;
  }

  @Override
  public SourceReader<T, SqsSplit> createReader(SourceReaderContext context) {
    return new SqsSourceReader<>(
        context, settings, deserializationSchema, queueProvider, payloadStoreProvider);
  }

  @Override
  public SplitEnumerator<SqsSplit, SqsEnumeratorState> createEnumerator(
      SplitEnumeratorContext<SqsSplit> context) {
    return new SqsEnumerator(context, settings, queueProvider, null);
  }

  @Override
  public SplitEnumerator<SqsSplit, SqsEnumeratorState> restoreEnumerator(
      SplitEnumeratorContext<SqsSplit> context, SqsEnumeratorState state) {
    return new SqsEnumerator(context, settings, queueProvider, state);
  }

  @Override
  public SimpleVersionedSerializer<SqsSplit> getSplitSerializer() {
    return SqsSplitSerializer.INSTANCE;
  }

  @Override
  public SimpleVersionedSerializer<SqsEnumeratorState> getEnumeratorCheckpointSerializer() {
    return SqsEnumeratorStateSerializer.INSTANCE;
  }

  @Override
  public TypeInformation<T> getProducedType() {
    return deserializationSchema.getProducedType();
  }
}
