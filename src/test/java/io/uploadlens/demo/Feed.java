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

/** Sends generated messages to the queue and to the stream. */
final class Feed implements AutoCloseable {

  private final EventGenerator generator;
  private final Map<Destination, MessageTarget> targets = new EnumMap<>(Destination.class);

  Feed(DemoAws aws, GeneratorSettings settings) {
    generator = new EventGenerator(settings);
    SendSettings sending = SendSettings.defaults();
    targets.put(Destination.SQS, new SqsTarget(aws.settings(), aws.queueUrl(), sending));
    targets.put(Destination.KINESIS, new KinesisTarget(aws.settings(), DemoAws.STREAM, sending));
  }

  /** Sends all messages, one after the other; returns when they are delivered. */
  void run(Step step) throws Exception {
    while (generator.hasNext()) {
      GeneratedMessage message = generator.next();
      if (!step.before(message)) {
        break;
      }
      targets.get(message.destination()).send(message);
    }
    flush();
  }

  void flush() throws InterruptedException {
    for (MessageTarget target : targets.values()) {
      target.flush();
    }
  }

  /** Messages delivered so far. */
  long sent() {
    return targets.values().stream().mapToLong(target -> target.progress().messages()).sum();
  }

  @Override
  public void close() {
    targets.values().forEach(MessageTarget::close);
  }

  /** What is to happen before a message is sent. */
  @FunctionalInterface
  interface Step {

    /** Whether to go on with this message. */
    boolean before(GeneratedMessage message) throws Exception;
  }
}
