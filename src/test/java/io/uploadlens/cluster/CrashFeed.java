package io.uploadlens.cluster;

import io.uploadlens.demo.DemoResources;
import io.uploadlens.demo.Feed;
import io.uploadlens.producer.generator.GeneratedMessage;
import io.uploadlens.producer.generator.GeneratorSettings;
import io.uploadlens.producer.target.Pacer;
import io.uploadlens.producer.target.Timing;
import io.uploadlens.producer.truth.Truth;
import io.uploadlens.producer.truth.WindowSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Sends events in bursts, one beside each fault, and knows what must come of all of them. */
final class CrashFeed implements AutoCloseable {

  private static final long ENDLESS = 100_000_000L;
  private static final double RATE = 200;
  private static final Duration OUT_OF_ORDERNESS = Duration.ofSeconds(20);

  private final Feed feed;
  private final Truth.Collector collector;
  private final ExecutorService thread = Executors.newSingleThreadExecutor();
  private Future<?> burst;
  private long events;

  /**
   * @param seed decides the events; their times begin a few minutes ago
   * @param windows the job's
   */
  CrashFeed(DemoResources aws, long seed, WindowSettings windows) {
    GeneratorSettings settings =
        GeneratorSettings.builder()
            .seed(seed)
            .events(ENDLESS)
            .start(Instant.now().minus(Duration.ofMinutes(5)))
            .eventsPerSecond(RATE / 2)
            .outOfOrderness(OUT_OF_ORDERNESS)
            .duplicateShare(0.05)
            .malformedShare(0.005)
            .build();
    this.feed = new Feed(aws, settings);
    this.collector = Truth.collector(windows);
  }

  /** Begins to send so many messages. */
  void begin(int messages) {
    burst =
        thread.submit(
            () -> {
              Pacer pacer = new Pacer(RATE, Timing.SYSTEM);
              for (int i = 0; i < messages; i++) {
                pacer.await(1);
                feed.sendNext(this::note);
              }
              feed.flush();
              return null;
            });
  }

  private void note(GeneratedMessage message) {
    collector.accept(message);
    events += message.isDuplicate() ? 0 : message.events().size();
  }

  /** Waits until the burst is delivered. */
  void awaitEnd() throws InterruptedException {
    try {
      burst.get();
    } catch (ExecutionException e) {
      throw new ClusterException("sending failed: " + e.getCause(), e);
    }
  }

  /** What must have come of everything that was sent. */
  Truth truth() {
    return collector.truth();
  }

  /** Events sent so far, each once. */
  long events() {
    return events;
  }

  @Override
  public void close() {
    thread.shutdownNow();
    feed.close();
  }
}
