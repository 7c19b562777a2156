package io.uploadlens.source.sqs.reader;

import static io.uploadlens.source.sqs.reader.ReaderHarness.QUEUE;

import io.uploadlens.source.sqs.SqsSourceBuilder;
import io.uploadlens.source.sqs.payload.PayloadSettings;
import java.util.List;
import java.util.function.Consumer;

/** A reader of messages that point to payloads, and such messages. */
abstract class PayloadMessages {

  static final String TODAY = "ExtendedPayloadSize";
  static final String FIFO_QUEUE = QUEUE + ".fifo";

  ReaderHarness harness = started(payloads -> {});

  static ReaderHarness started(Consumer<PayloadSettings.Builder> payloads) {
    return started(payloads, settings -> {});
  }

  static ReaderHarness started(
      Consumer<PayloadSettings.Builder> payloads, Consumer<SqsSourceBuilder<String>> tune) {
    return create(payloads, tune).start();
  }

  static ReaderHarness create(
      Consumer<PayloadSettings.Builder> payloads, Consumer<SqsSourceBuilder<String>> tune) {
    return ReaderHarness.create(tune.andThen(settings -> settings.setPayloads(with(payloads))));
  }

  static ReaderHarness fifo(Consumer<PayloadSettings.Builder> payloads) {
    return new ReaderHarness(
            List.of(FIFO_QUEUE), 1, settings -> settings.setPayloads(with(payloads)))
        .start();
  }

  static PayloadSettings.Builder with(Consumer<PayloadSettings.Builder> tune) {
    PayloadSettings.Builder payloads = PayloadSettings.builder().setBuckets(List.of("payloads"));
    tune.accept(payloads);
    return payloads;
  }

  /** Stores a payload; returns the pointer to it, marked with the size as told, if not negative. */
  String pointer(String key, String payload, long told) {
    String pointer = harness.payloads.put("payloads", key, payload);
    harness.attributes.attribute(pointer, TODAY, told < 0 ? "unknown" : String.valueOf(told));
    return pointer;
  }

  void sendPointer(String key, String payload, long told) {
    harness.queue().send(pointer(key, payload, told));
  }

  void send(String markedBody) {
    harness.attributes.attribute(markedBody, TODAY, "100");
    harness.queue().send(markedBody);
  }

  void sendGrouped(String group, String body) {
    harness.attributes.group(body, group);
    harness.queues.get(FIFO_QUEUE).send(body);
  }
}
