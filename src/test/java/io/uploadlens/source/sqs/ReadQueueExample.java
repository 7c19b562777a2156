package io.uploadlens.source.sqs;

import io.uploadlens.aws.AwsSettings;
import java.util.List;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.Collector;

/** The source in a job of its own; {@code docs/sqs-source.md} quotes what is between the marks. */
final class ReadQueueExample {

  private ReadQueueExample() {}

  // docs: begin
  /** What becomes of a message: here its body. */
  static final class Body implements SqsDeserializationSchema<String> {
    private static final long serialVersionUID = 1L;

    @Override
    public void deserialize(SqsMessage message, Collector<String> out) {
      out.collect(message.body());
    }

    @Override
    public TypeInformation<String> getProducedType() {
      return Types.STRING;
    }
  }

  static DataStream<String> bodies(StreamExecutionEnvironment env, String queueUrl) {
    SqsSource<String> source =
        SqsSource.<String>builder()
            .setQueueUrls(List.of(queueUrl))
            .setDeserializationSchema(new Body())
            .setAwsSettings(AwsSettings.ofRegion("eu-central-1"))
            .build();
    // Without checkpoints nothing is ever deleted.
    env.enableCheckpointing(60_000);
    return env.fromSource(source, WatermarkStrategy.noWatermarks(), "messages").uid("messages");
  }
  // docs: end
}
