package io.uploadlens.source.sqs.reader;

import io.uploadlens.source.sqs.SqsMessage;
import io.uploadlens.source.sqs.payload.InvalidPointerException;
import io.uploadlens.source.sqs.payload.PayloadPointer;
import java.util.function.Consumer;

/** Reads no payloads; says of a message that points to one why it can't be read. */
final class PayloadsOff implements PayloadStage {

  private final Consumer<HeldMessage> ready;

  PayloadsOff(Consumer<HeldMessage> ready) {
    this.ready = ready;
  }

  @Override
  public void start() {
    // Nothing to do before the first message.
  }

  @Override
  public void add(HeldMessage held) {
    SqsMessage message = held.message();
    if (PayloadPointer.isMarked(message.attributes())) {
      try {
        PayloadPointer pointer = PayloadPointer.parse(message.body());
        held.resolve(
            message.withPayloadFailure(
                "the body is a pointer of the SQS Extended Client to the payload "
                    + pointer
                    + ", and payloads are read from no bucket: the setting payload.buckets is empty"),
            0,
            null);
      } catch (InvalidPointerException e) {
        // Here the attribute means nothing, and the body is what it is.
      }
    }
    ready.accept(held);
  }

  @Override
  public void taken(HeldMessage message) {
    // Holds no bytes.
  }

  @Override
  public int size() {
    return 0;
  }

  @Override
  public long bodies() {
    return 0;
  }

  @Override
  public void settled(HeldMessage message, Runnable done) {
    done.run();
  }

  @Override
  public void stop() {
    // Does nothing anyway.
  }

  @Override
  public void close() {
    // Holds no connections.
  }
}
