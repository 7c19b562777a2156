package io.uploadlens.demo;

import io.uploadlens.producer.generator.Destination;
import io.uploadlens.producer.generator.EventGenerator;
import io.uploadlens.producer.generator.GeneratedMessage;
import io.uploadlens.producer.generator.GeneratorSettings;
import io.uploadlens.producer.target.KinesisTarget;
import io.uploadlens.producer.target.MessageTarget;
import io.uploadlens.producer.target.SendSettings;
import io.uploadlens.producer.target.SqsTarget;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Consumer;

/** Sends generated messages to the queue and to the stream. */
public final class Feed implements AutoCloseable {

  private final EventGenerator generator;
  private final Map<Destination, MessageTarget> targets = new EnumMap<>(Destination.class);

  /**
   * @param aws where the messages go
   */
  public Feed(DemoResources aws, GeneratorSettings settings) {
    generator = new EventGenerator(settings);
    SendSettings sending = SendSettings.defaults();
    targets.put(Destination.SQS, new SqsTarget(aws.settings(), aws.queueUrl(), sending));
    targets.put(
        Destination.KINESIS, new KinesisTarget(aws.settings(), DemoResources.STREAM, sending));
  }

  /** Sends all messages, one after the other; returns when they are delivered. */
  public void run(Step step) throws Exception {
    while (generator.hasNext()) {
      GeneratedMessage message = generator.next();
      if (!step.before(message)) {
        break;
      }
      targets.get(message.destination()).send(message);
    }
    flush();
  }

  /**
   * Sends one more message.
   *
   * @param told is given it before it leaves
   */
  public void sendNext(Consumer<GeneratedMessage> told) throws InterruptedException {
    GeneratedMessage message = generator.next();
    told.accept(message);
    targets.get(message.destination()).send(message);
  }

  /** Returns when all that was sent is delivered. */
  public void flush() throws InterruptedException {
    for (MessageTarget target : targets.values()) {
      target.flush();
    }
  }

  /** Messages delivered so far. */
  public long sent() {
    return targets.values().stream().mapToLong(target -> target.progress().messages()).sum();
  }

  @Override
  public void close() {
    targets.values().forEach(MessageTarget::close);
  }

  /** What is to happen before a message is sent. */
  @FunctionalInterface
  public interface Step {

    /** Whether to go on with this message. */
    boolean before(GeneratedMessage message) throws Exception;
  }
}
