package io.uploadlens.testing;

import java.time.Duration;

/** What becomes of a request to a {@link FakeFifoQueue}. Immutable. */
public final class FifoFate {

  /** It takes effect and is answered at once. */
  public static final FifoFate DONE = new FifoFate(true, true, Duration.ZERO);

  /** It does not arrive. */
  public static final FifoFate FAILED = new FifoFate(false, false, Duration.ZERO);

  /** It takes effect, but its answer is lost. */
  public static final FifoFate LOST = new FifoFate(true, false, Duration.ZERO);

  private final boolean effect;
  private final boolean answer;
  private final Duration delay;

  private FifoFate(boolean effect, boolean answer, Duration delay) {
    this.effect = effect;
    this.answer = answer;
    this.delay = delay;
  }

  /** It takes effect at once and is answered later. */
  public static FifoFate answeredAfter(Duration delay) {
    return new FifoFate(true, true, delay);
  }

  boolean takesEffect() {
    return effect;
  }

  boolean isAnswered() {
    return answer;
  }

  Duration delay() {
    return delay;
  }
}
