package io.uploadlens.benchmark.decode;

import io.uploadlens.benchmark.report.JsonLines;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Measures the readers of one form. They take turns: every round runs each of them once, and begins
 * with another one.
 */
final class DecodeRun {

  private static final int WARM_UP_ROUNDS = 4;

  private final DecodeForm form;
  private final byte[][] messages;
  private final int events;
  private final int rounds;
  private final JsonLines out;
  private long blackHole;

  /**
   * @param distinct how many different messages there are
   * @param events how many are read in a round
   */
  DecodeRun(DecodeForm form, int distinct, int events, int rounds, JsonLines out) {
    this.form = form;
    this.messages = form.messages(Math.min(distinct, events));
    this.events = events;
    this.rounds = rounds;
    this.out = out;
  }

  static List<MessageReader> readers(DecodeForm form) {
    List<MessageReader> readers = new ArrayList<>();
    readers.add(new DecoderReader());
    readers.add(new TokenScan(form));
    readers.add(new Databind(form));
    readers.add(new DatabindTree(form));
    if (form == DecodeForm.S3) {
      readers.add(new SdkNotifications());
    }
    return readers;
  }

  /**
   * Measures those of the readers.
   *
   * @return the results by the readers' names
   * @throws IllegalStateException if two of them read different things
   */
  Map<String, Measured> measure(List<MessageReader> readers) throws Exception {
    check(readers);
    Map<String, Measured> results = new LinkedHashMap<>();
    for (MessageReader reader : readers) {
      results.put(reader.name(), new Measured(reader.name(), events, rounds));
    }
    for (int round = -WARM_UP_ROUNDS; round < rounds; round++) {
      for (int i = 0; i < readers.size(); i++) {
        MessageReader reader = readers.get(Math.floorMod(i + round, readers.size()));
        blackHole += results.get(reader.name()).measure(round, () -> readAll(reader));
      }
      out.progress(form.label() + (round < 0 ? ": warm-up" : ": round " + (round + 1)));
    }
    if (blackHole == 42) {
      out.progress("an unlikely sum");
    }
    results.values().forEach(result -> out.line(result.toJson(form.label())));
    return results;
  }

  /** The mean length of the messages. */
  long meanBytes() {
    long bytes = 0;
    for (byte[] message : messages) {
      bytes += message.length;
    }
    return bytes / messages.length;
  }

  private long readAll(MessageReader reader) throws IOException {
    long sum = 0;
    int next = 0;
    for (int i = 0; i < events; i++) {
      sum += reader.read(messages[next]);
      next = next + 1 == messages.length ? 0 : next + 1;
    }
    return sum;
  }

  private void check(List<MessageReader> readers) throws IOException {
    Findings expected = null;
    for (MessageReader reader : readers) {
      Findings findings = new Findings();
      boolean told = true;
      for (byte[] message : messages) {
        told &= reader.tell(message, findings);
      }
      if (!told) {
        continue;
      }
      if (expected == null) {
        expected = findings;
      } else if (!expected.equals(findings)) {
        throw new IllegalStateException(
            form.label() + ": " + reader.name() + " read " + findings + ", others " + expected);
      }
    }
  }
}
