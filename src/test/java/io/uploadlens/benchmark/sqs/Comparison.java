package io.uploadlens.benchmark.sqs;

import io.uploadlens.benchmark.endpoint.EndpointProcess;
import io.uploadlens.benchmark.endpoint.QueueCounts;
import io.uploadlens.benchmark.report.JsonLines;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Lets the contenders read in turn, each a queue of its own: one round that does not count, then
 * the others, each beginning with the next contender. A round of a contender ends when its queue
 * holds nothing any more, in flight or not.
 */
final class Comparison {

  static final String SOURCE = "source";
  static final String SDK_1 = "sdk_1";
  static final String SDK_20 = "sdk_20";
  static final String SDK_20_ASYNC = "sdk_20_async";

  /** All contenders. */
  static final List<String> NAMES = List.of(SOURCE, SDK_1, SDK_20, SDK_20_ASYNC);

  /** Fewer tell nothing. */
  static final int LEAST_MESSAGES = 2_000;

  private static final int SLOW_SHARE = 25;
  private static final int WARM_UP_SHARE = 4;

  private final BenchmarkSetting setting;
  private final List<Contender> contenders;
  private final JsonLines out;
  private final Summary summary = new Summary();

  Comparison(BenchmarkSetting setting, List<Contender> contenders, JsonLines out) {
    this.setting = setting;
    this.contenders = contenders;
    this.out = out;
  }

  void run() throws Exception {
    out.progress("Warming up ...");
    for (Contender contender : contenders) {
      RoundResult unused = run(contender, 0, warmUpMessages(contender));
    }
    for (int round = 1; round <= setting.rounds(); round++) {
      List<Contender> order = new ArrayList<>(contenders);
      Collections.rotate(order, 1 - round);
      for (Contender contender : order) {
        RoundResult result = run(contender, round, messages(contender));
        summary.add(result);
        out.progress(
            String.format(
                "Round %d of %d: %-12s %,8.0f messages/s",
                round, setting.rounds(), contender.name(), result.rate()));
        out.line(result.toJson());
      }
    }
    out.line(summary.toJson());
  }

  private int messages(Contender contender) {
    return contender.name().equals(SDK_1)
        ? Math.max(LEAST_MESSAGES, setting.messages() / SLOW_SHARE)
        : setting.messages();
  }

  private int warmUpMessages(Contender contender) {
    return Math.max(LEAST_MESSAGES / WARM_UP_SHARE, messages(contender) / WARM_UP_SHARE);
  }

  private RoundResult run(Contender contender, int round, int messages) throws Exception {
    EndpointProcess endpoint = setting.endpoint();
    String queue = contender.name() + "-" + round;
    String url = endpoint.fill(queue, messages);
    System.gc();
    RoundClock clock = new RoundClock(messages);
    Contender.Reading reading = contender.read(url, clock);
    awaitEmpty(queue, reading);
    clock.empty();
    QueueCounts counts = endpoint.counts(queue);
    // Answers the receives that wait.
    endpoint.drop(queue);
    reading.stop();
    return new RoundResult(contender.name(), round, setting, clock, counts);
  }

  private void awaitEmpty(String queue, Contender.Reading reading) throws Exception {
    CompletableFuture<Void> empty = setting.endpoint().whenEmpty(queue);
    while (true) {
      try {
        empty.get(1, TimeUnit.SECONDS);
        return;
      } catch (TimeoutException e) {
        reading.check();
      }
    }
  }
}
