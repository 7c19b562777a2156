package io.uploadlens.source.sqs;

import java.io.IOException;
import java.io.Serializable;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.java.typeutils.ResultTypeQueryable;
import org.apache.flink.util.Collector;

/**
 * Makes records of SQS messages.
 *
 * <p>Each reader has an instance of its own, used by the task's thread alone.
 *
 * @param <T> the type of the records
 */
public interface SqsDeserializationSchema<T> extends Serializable, ResultTypeQueryable<T> {

  /**
   * Called once before the first message.
   *
   * @param context gives metrics and the user's class loader; not null
   * @throws Exception fails the job
   */
  default void open(DeserializationSchema.InitializationContext context) throws Exception {}

  /**
   * Emits the records of one message: none, one or several. Their timestamp is the message's {@link
   * SqsMessage#sentTimestamp()}.
   *
   * <p>When this returns, the message counts as read: it is deleted once a checkpoint that began
   * afterwards has completed. A message that can't be read is for the implementation to emit as
   * such; what it drops is gone.
   *
   * @param message not null
   * @param out takes the records, during this call only
   * @throws IOException fails the job; the message stays in the queue
   */
  void deserialize(SqsMessage message, Collector<T> out) throws IOException;

  /**
   * Tells how far the split has read, in order with its messages: once before the first message, at
   * every change, and again with every report of the queue's backlog for as long as it holds.
   * Nothing is told while the backlog can't be read, so silence means that nothing is known.
   *
   * <p>Emits nothing by default.
   *
   * @param progress not null
   * @param out takes records without a timestamp, during this call only
   */
  default void progress(QueueProgress progress, Collector<T> out) {}
}
