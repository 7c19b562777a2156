package io.uploadlens.benchmark.decode;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.uploadlens.benchmark.report.JsonLines;
import io.uploadlens.event.EventDecoder;
import io.uploadlens.event.EventTypes;
import io.uploadlens.event.MessageOrigin;
import io.uploadlens.event.UploadEvent;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;

/** Measures what an event costs on its way between two operators: written, and read again. */
final class WireRun {

  static final String LABEL = "wire";

  private static final int WARM_UP_ROUNDS = 10;
  private static final String QUEUE = "https://sqs.eu-central-1.amazonaws.com/000000000000/uploads";
  private static final int IN_A_BUFFER = 4096;

  private final List<UploadEvent> events = new ArrayList<>();
  private final int repeats;
  private final int rounds;
  private final JsonLines out;
  private final TypeSerializer<UploadEvent> writer =
      EventTypes.UPLOAD_EVENT.createSerializer(new SerializerConfigImpl());
  private final TypeSerializer<UploadEvent> reader = writer.duplicate();
  private final DataOutputSerializer written = new DataOutputSerializer(1 << 20);
  private final DataInputDeserializer input = new DataInputDeserializer();

  WireRun(int count, int rounds, JsonLines out) {
    this.repeats = Math.max(1, count / IN_A_BUFFER);
    this.rounds = rounds;
    this.out = out;
    EventDecoder decoder = new EventDecoder();
    Random random = new Random(1);
    for (byte[] message : DecodeForm.S3.messages(Math.min(count, IN_A_BUFFER))) {
      String id = new UUID(random.nextLong(), random.nextLong()).toString();
      long sent = 1_795_305_600_000L + random.nextInt(1000);
      MessageOrigin origin = new MessageOrigin(QUEUE, id, sent, sent + random.nextInt(100));
      events.addAll(decoder.decode(message, origin).events());
    }
  }

  /**
   * Measures writing and reading.
   *
   * @throws IllegalStateException if what comes back is not what was written
   */
  void measure() throws Exception {
    int count = events.size() * repeats;
    Measured writing = new Measured("write", count, rounds);
    Measured reading = new Measured("read", count, rounds);
    check();
    long sum = 0;
    for (int round = -WARM_UP_ROUNDS; round < rounds; round++) {
      sum += writing.measure(round, this::writeAll);
      sum += reading.measure(round, this::readAll);
    }
    out.progress(LABEL + ": " + sum + " in all rounds");
    out.line(writing.toJson(LABEL).put("bytes_per_event", written.length() / events.size()));
    ObjectNode line = reading.toJson(LABEL);
    out.line(
        line.put(
            "round_trips_per_second", Math.round(1 / (1 / writing.rate() + 1 / reading.rate()))));
  }

  private void check() throws IOException {
    write();
    input.setBuffer(written.getSharedBuffer(), 0, written.length());
    for (UploadEvent event : events) {
      UploadEvent back = reader.deserialize(input);
      if (!back.equals(event)) {
        throw new IllegalStateException(event + " came back as " + back);
      }
    }
  }

  private long writeAll() throws IOException {
    long bytes = 0;
    for (int i = 0; i < repeats; i++) {
      write();
      bytes += written.length();
    }
    return bytes;
  }

  private void write() throws IOException {
    written.clear();
    for (UploadEvent event : events) {
      writer.serialize(event, written);
    }
  }

  private long readAll() throws IOException {
    long sum = 0;
    for (int i = 0; i < repeats; i++) {
      input.setBuffer(written.getSharedBuffer(), 0, written.length());
      for (int n = 0; n < events.size(); n++) {
        sum += reader.deserialize(input).idLow();
      }
    }
    return sum;
  }
}
