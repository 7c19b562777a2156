package io.uploadlens.benchmark.sqs;

import io.uploadlens.source.sqs.QueueProgress;
import io.uploadlens.source.sqs.SqsDeserializationSchema;
import io.uploadlens.source.sqs.SqsMessage;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.util.Collector;

/** Emits the bodies as they are and counts them on the clock of the round. */
public final class CountingSchema implements SqsDeserializationSchema<String> {

  private static final long serialVersionUID = 1L;

  // The cluster is in this JVM, but the schema travels to it as bytes.
  private static volatile RoundClock clock;

  /** The clock of the round that begins. */
  static void countOn(RoundClock roundClock) {
    clock = roundClock;
  }

  @Override
  public void deserialize(SqsMessage message, Collector<String> out) {
    out.collect(message.body());
    clock.count(1);
  }

  @Override
  public void progress(QueueProgress progress, Collector<String> out) {
    // The benchmark has no use for it.
  }

  @Override
  public TypeInformation<String> getProducedType() {
    return Types.STRING;
  }
}
