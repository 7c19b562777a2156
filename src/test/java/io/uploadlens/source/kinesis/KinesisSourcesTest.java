package io.uploadlens.source.kinesis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.uploadlens.aws.AwsSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.Properties;
import org.apache.flink.api.common.serialization.SimpleStringSchema;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.connectors.kinesis.FlinkKinesisConsumer;
import org.apache.flink.streaming.connectors.kinesis.config.ConsumerConfigConstants;
import org.apache.flink.streaming.connectors.kinesis.config.ConsumerConfigConstants.InitialPosition;
import org.apache.flink.streaming.connectors.kinesis.serialization.KinesisDeserializationSchema;
import org.apache.flink.streaming.connectors.kinesis.serialization.KinesisDeserializationSchemaWrapper;
import org.apache.flink.util.InstantiationUtil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KinesisSourcesTest {

  private static final AwsSettings AWS = AwsSettings.ofRegion("eu-central-1");
  private static final KinesisDeserializationSchema<String> SCHEMA =
      new KinesisDeserializationSchemaWrapper<>(new SimpleStringSchema());

  @Test
  void readsFromTheOldestRecordUnlessToldOtherwise() {
    Properties properties = properties(KinesisSources.of(AWS, "uploads", SCHEMA));
    assertThat(properties)
        .containsEntry("aws.region", "eu-central-1")
        .containsEntry(
            ConsumerConfigConstants.STREAM_INITIAL_POSITION, InitialPosition.TRIM_HORIZON.name())
        .doesNotContainKey(ConsumerConfigConstants.RECORD_PUBLISHER_TYPE);
  }

  @Test
  void aStartingPointIsATimeInTheConnectorsForm() {
    Properties properties =
        properties(
            KinesisSources.of(AWS, "uploads", SCHEMA)
                .startingAt(Instant.parse("2026-11-01T23:59:59.9999Z")));
    assertThat(properties)
        .containsEntry(
            ConsumerConfigConstants.STREAM_INITIAL_POSITION, InitialPosition.AT_TIMESTAMP.name())
        .containsEntry(
            ConsumerConfigConstants.STREAM_INITIAL_TIMESTAMP, "2026-11-01T23:59:59.999Z");
  }

  @Test
  void pollingAndDiscoveryHaveTheirPauses() {
    Properties properties =
        properties(
            KinesisSources.of(AWS, "uploads", SCHEMA)
                .pollingEvery(Duration.ofMillis(750))
                .discoveringShardsEvery(Duration.ofSeconds(30)));
    assertThat(properties)
        .containsEntry(ConsumerConfigConstants.SHARD_GETRECORDS_INTERVAL_MILLIS, "750")
        .containsEntry(ConsumerConfigConstants.SHARD_DISCOVERY_INTERVAL_MILLIS, "30000");
  }

  @Test
  void enhancedFanOutHasItsConsumer() {
    Properties properties =
        properties(KinesisSources.of(AWS, "uploads", SCHEMA).withEnhancedFanOut("lens"));
    assertThat(properties)
        .containsEntry(ConsumerConfigConstants.RECORD_PUBLISHER_TYPE, "EFO")
        .containsEntry(ConsumerConfigConstants.EFO_CONSUMER_NAME, "lens");
  }

  @Test
  void travelsToTheTasks() throws Exception {
    FlinkKinesisConsumer<String> source =
        KinesisSources.of(AWS, "uploads", SCHEMA).startingAt(Instant.EPOCH).build();
    FlinkKinesisConsumer<String> copy = InstantiationUtil.clone(source);
    assertThat(copy.getProducedType()).isEqualTo(TypeInformation.of(String.class));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "up loads", "arn:aws:kinesis:eu-central-1:000000000000:stream/uploads"})
  void aStreamIsGivenByName(String stream) {
    assertThatThrownBy(() -> KinesisSources.of(AWS, stream, SCHEMA))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("stream = \"" + stream + "\": must be a name");
  }

  @Test
  void pausesThatTheConnectorCanNotKeepAreRefused() {
    KinesisSources<String> sources = KinesisSources.of(AWS, "uploads", SCHEMA);
    assertThatThrownBy(() -> sources.pollingEvery(Duration.ZERO))
        .hasMessageContaining("poll interval = PT0S");
    assertThatThrownBy(() -> sources.pollingEvery(Duration.ofMinutes(5)))
        .hasMessageContaining("poll interval = PT5M");
    assertThatThrownBy(() -> sources.discoveringShardsEvery(Duration.ofNanos(1)))
        .hasMessageContaining("shard discovery interval");
  }

  /** What the connector got to see. */
  private static Properties properties(KinesisSources<String> sources) {
    try {
      java.lang.reflect.Field field = FlinkKinesisConsumer.class.getDeclaredField("configProps");
      field.setAccessible(true);
      return (Properties) field.get(sources.build());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}
