package io.uploadlens.source.sqs.hunt;

import java.util.function.IntConsumer;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceOutput;

/** Where a reader's records take effect at once. */
final class EffectOutput implements ReaderOutput<Integer> {

  private final IntConsumer effect;

  EffectOutput(IntConsumer effect) {
    this.effect = effect;
  }

  @Override
  public void collect(Integer id) {
    effect.accept(id);
  }

  @Override
  public void collect(Integer id, long timestamp) {
    effect.accept(id);
  }

  @Override
  public void emitWatermark(Watermark watermark) {
    throw new AssertionError("The source makes no watermarks");
  }

  @Override
  public void markIdle() {
    throw new AssertionError("The source marks nothing idle");
  }

  @Override
  public void markActive() {
    throw new AssertionError("The source marks nothing active");
  }

  @Override
  public SourceOutput<Integer> createOutputForSplit(String splitId) {
    return this;
  }

  @Override
  public void releaseOutputForSplit(String splitId) {
    // Nothing is kept for a split.
  }
}
