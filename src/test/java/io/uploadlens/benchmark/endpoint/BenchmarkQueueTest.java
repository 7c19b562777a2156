package io.uploadlens.benchmark.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.concurrent.ImmediateEventExecutor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BenchmarkQueueTest {

  private static final Duration VISIBILITY = Duration.ofSeconds(30);

  private final StepTimers timers = new StepTimers(ImmediateEventExecutor.INSTANCE);

  @Test
  void noMoreAreInFlightThanSqsAllows() throws Exception {
    BenchmarkQueue queue = new BenchmarkQueue(1, timers);
    queue.fill(BenchmarkQueue.IN_FLIGHT_LIMIT + 5);
    List<QueuedMessage> given = new ArrayList<>();
    int answers = 0;
    for (int size = -1; size != given.size(); answers++) {
      size = given.size();
      queue.receive(10, Duration.ZERO, VISIBILITY, () -> false, given::addAll);
    }
    assertThat(given).hasSize(BenchmarkQueue.IN_FLIGHT_LIMIT);
    assertThat(answers).isEqualTo(BenchmarkQueue.IN_FLIGHT_LIMIT / 10 + 1);
    assertThat(queue.visible()).isEqualTo(5);
    queue.delete(ReceiptHandles.of(1, given.get(0).number(), 1));
    queue.receive(10, Duration.ZERO, VISIBILITY, () -> false, given::addAll);
    assertThat(given).hasSize(BenchmarkQueue.IN_FLIGHT_LIMIT + 1);
    assertThat(queue.counts().mostInFlight()).isEqualTo(BenchmarkQueue.IN_FLIGHT_LIMIT);
  }
}
