package io.uploadlens.producer.target;

import io.uploadlens.producer.generator.GeneratedMessage;

/**
 * Where messages are sent. To be used by one thread, which sends in the background; {@link
 * #progress()} may be asked by any.
 */
public interface MessageTarget extends AutoCloseable {

  /** The service and the resource, for people. */
  String name();

  /**
   * Takes a message. It may wait for more to fill its batch; blocks while too many batches are on
   * their way.
   *
   * @throws DeliveryException if this or an earlier message can't be delivered
   * @throws InterruptedException if interrupted while blocked; the message was not taken
   */
  void send(GeneratedMessage message) throws InterruptedException;

  /**
   * Returns when all messages that were taken are delivered.
   *
   * @throws DeliveryException if one can't be delivered
   * @throws InterruptedException if interrupted before
   */
  void flush() throws InterruptedException;

  /** How far it is. */
  TargetProgress progress();

  /** Stops without waiting for what is under way; call {@link #flush()} first. */
  @Override
  void close();
}
