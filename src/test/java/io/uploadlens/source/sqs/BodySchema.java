package io.uploadlens.source.sqs;

import java.io.IOException;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.util.Collector;

/**
 * Emits a message's body, progress behind a tilde, and why a payload can't be had behind an
 * exclamation mark; a body {@code poison} can't be read.
 */
public final class BodySchema implements SqsDeserializationSchema<String> {

  private static final long serialVersionUID = 1L;

  @Override
  public void deserialize(SqsMessage message, Collector<String> out) throws IOException {
    if (message.body().equals("poison")) {
      throw new IOException("poison");
    }
    out.collect(message.payloadFailure() == null ? message.body() : "!" + message.payloadFailure());
  }

  @Override
  public void progress(QueueProgress progress, Collector<String> out) {
    out.collect("~" + progress);
  }

  @Override
  public TypeInformation<String> getProducedType() {
    return Types.STRING;
  }
}
