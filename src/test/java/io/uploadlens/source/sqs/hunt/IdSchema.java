package io.uploadlens.source.sqs.hunt;

import io.uploadlens.source.sqs.SqsDeserializationSchema;
import io.uploadlens.source.sqs.SqsMessage;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.util.Collector;

/** Every message's body is its number in the schedule. */
final class IdSchema implements SqsDeserializationSchema<Integer> {

  private static final long serialVersionUID = 1L;

  @Override
  public void deserialize(SqsMessage message, Collector<Integer> out) {
    out.collect(Integer.valueOf(message.body()));
  }

  @Override
  public TypeInformation<Integer> getProducedType() {
    return Types.INT;
  }
}
