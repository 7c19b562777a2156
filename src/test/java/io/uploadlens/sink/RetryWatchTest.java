package io.uploadlens.sink;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RetryWatchTest {

  private final AtomicLong clock = new AtomicLong(1_000);
  private final RetryWatch watch = new RetryWatch("queue 'q'", 60_000, clock::get);

  @Test
  void failsWhenNothingSucceededForTheRetryTime() throws IOException {
    fail();
    clock.addAndGet(59_999);
    fail();
    clock.addAndGet(1);

    assertThatThrownBy(this::fail)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("queue 'q'")
        .hasMessageContaining("PT1M");
  }

  @Test
  void oneSuccessStartsTheTimeAnew() throws IOException {
    fail();
    clock.addAndGet(59_999);
    watch.requestEnded();
    clock.addAndGet(59_999);
    fail();
    clock.addAndGet(59_999);

    assertThatCode(this::fail).doesNotThrowAnyException();
  }

  @Test
  void requestsThatFailTogetherAreNoSuccess() throws IOException {
    watch.requestFailed();
    watch.requestFailed();
    watch.requestEnded();
    clock.addAndGet(60_000);

    assertThatThrownBy(watch::requestEnded).isInstanceOf(IOException.class);
  }

  private void fail() throws IOException {
    watch.requestFailed();
    watch.requestEnded();
  }
}
