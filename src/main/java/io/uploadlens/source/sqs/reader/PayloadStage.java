package io.uploadlens.source.sqs.reader;

import io.uploadlens.source.sqs.SqsSourceSettings;
import io.uploadlens.source.sqs.metrics.QueueMetrics;
import io.uploadlens.source.sqs.payload.PayloadStore;
import io.uploadlens.source.sqs.queue.SqsQueue;
import java.util.function.Consumer;

/**
 * What a lane does with bodies that the SQS Extended Client put into S3, between receiving and
 * emitting, and after deleting. On the reader's loop, but for what is marked.
 */
interface PayloadStage {

  /**
   * The stage of a queue.
   *
   * @param store where payloads are, closed with the stage; null where none are read
   * @param fatal takes, on the loop, an error that does not pass
   * @param ready takes each message that is ready to be emitted
   * @param wake called when messages became ready some time after they were added
   */
  static PayloadStage of(
      SqsSourceSettings settings,
      PayloadStore store,
      SqsQueue queue,
      ReaderLoop loop,
      Backoff backoff,
      QueueMetrics metrics,
      Consumer<Throwable> fatal,
      Consumer<HeldMessage> ready,
      Runnable wake) {
    return store == null
        ? new PayloadsOff(ready)
        : new PayloadsOn(
            settings, store, queue.isFifo(), loop, backoff, metrics.payloads(), fatal, ready, wake);
  }

  /** Receiving begins. */
  void start();

  /** Takes a message that was received, in the order of receiving, and makes it ready to emit. */
  void add(HeldMessage message);

  /** The task has taken the message; any thread may tell. */
  void taken(HeldMessage message);

  /** How many messages are in here and not ready; any thread may ask. */
  int size();

  /** The characters of the bodies that they were received with; any thread may ask. */
  long bodies();

  /**
   * The message is deleted, or given up.
   *
   * @param done runs when nothing is left to be deleted with it
   */
  void settled(HeldMessage message, Runnable done);

  /** Does no more; messages in here stay held, and are for others to release. */
  void stop();

  /** Frees the connections. */
  void close();
}
