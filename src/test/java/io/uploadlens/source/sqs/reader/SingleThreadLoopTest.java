package io.uploadlens.source.sqs.reader;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** The clock by which a message's visibility is reckoned. */
class SingleThreadLoopTest {

  private static final long START = 1_767_225_600_000L;

  private final AtomicLong wall = new AtomicLong(START);
  private final AtomicLong nanos = new AtomicLong(-5);

  @Test
  void aClockThatIsSetBackDoesNotProlongWhatSqsHides() {
    SingleThreadLoop loop = new SingleThreadLoop("clock", error -> {}, wall::get, nanos::get);
    assertThat(loop.now()).isEqualTo(START);
    wall.addAndGet(-600_000 + 60_000);
    nanos.addAndGet(TimeUnit.SECONDS.toNanos(60));
    assertThat(loop.now()).isEqualTo(START + 60_000);
    loop.close();
  }

  @Test
  void theTimeForWhichAMachineWasSuspendedCounts() {
    SingleThreadLoop loop = new SingleThreadLoop("clock", error -> {}, wall::get, nanos::get);
    wall.addAndGet(600_000);
    nanos.addAndGet(TimeUnit.SECONDS.toNanos(1));
    assertThat(loop.now()).isEqualTo(START + 600_000);
    loop.close();
  }
}
