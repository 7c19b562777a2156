package io.uploadlens;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.uploadlens.config.ApplicationProperties;
import io.uploadlens.config.JobConfig;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.java.typeutils.runtime.PojoSerializer;
import org.apache.flink.api.java.typeutils.runtime.kryo.KryoSerializer;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.apache.flink.streaming.api.graph.StreamNode;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PipelineTest {

  @BeforeAll
  static void loadFileSystems() {
    StreamingJob.loadFileSystems();
  }

  private static StreamGraph graph(String... arguments) {
    StreamExecutionEnvironment env =
        StreamExecutionEnvironment.createLocalEnvironment(2, new Configuration());
    List<String> all = new ArrayList<>();
    all.add("--config");
    all.add(Path.of("conf", "application-properties-example.json").toString());
    all.addAll(Arrays.asList(arguments));
    StreamingJob.addTo(
        env,
        JobConfig.of(
            ApplicationProperties.load(all.toArray(new String[0]), true),
            Map.of(),
            Clock.systemUTC()));
    return env.getStreamGraph();
  }

  /** State is found again by these: adding one is fine, losing or renaming one loses state. */
  @Test
  void theUidsThatStateIsFoundBy() {
    Set<String> uids = new TreeSet<>();
    for (StreamNode node : graph().getStreamNodes()) {
      assertThat(node.getTransformationUID()).as("uid of " + node.getOperatorName()).isNotNull();
      uids.add(node.getTransformationUID().replaceAll("^.*: ", ""));
    }
    assertThat(uids)
        .contains(
            "sqs-source",
            "kinesis-source",
            "sqs-router",
            "kinesis-router",
            "slice-aggregator",
            "window-merger",
            "dead-letter-body")
        .anyMatch(uid -> uid.contains("firehose-sink"))
        .anyMatch(uid -> uid.contains("archive-sink"))
        .anyMatch(uid -> uid.contains("late-sink"))
        .anyMatch(uid -> uid.contains("dead-letter-sink"));
  }

  @Test
  void everyOperatorHasANameForPeople() {
    assertThat(graph().getStreamNodes())
        .extracting(StreamNode::getOperatorName)
        .allSatisfy(name -> assertThat(name).isNotBlank().doesNotStartWith("Process"))
        .anyMatch(name -> name.contains("Read and decode SQS"))
        .anyMatch(name -> name.contains("Count each event once, per slice"));
  }

  /** Managed Flink takes it from no configuration. */
  @Test
  void nothingIsCopiedBetweenOperators() {
    assertThat(graph().getExecutionConfig().isObjectReuseEnabled()).isTrue();
  }

  @Test
  void noTypeOfOursGoesThroughKryoOrAsAPojo() {
    StreamGraph graph = graph();
    assertThat(graph.getExecutionConfig().getSerializerConfig().hasGenericTypesDisabled()).isTrue();
    int checked = 0;
    for (StreamNode node : graph.getStreamNodes()) {
      List<TypeSerializer<?>> serializers = new ArrayList<>();
      serializers.add(node.getTypeSerializerOut());
      serializers.addAll(Arrays.asList(node.getTypeSerializersIn()));
      serializers.add(node.getStateKeySerializer());
      for (TypeSerializer<?> serializer : serializers) {
        if (serializer != null) {
          checked++;
          assertThat(serializer)
              .as(node.getOperatorName())
              .isNotInstanceOfAny(KryoSerializer.class, PojoSerializer.class);
        }
      }
    }
    assertThat(checked).isGreaterThan(10);
  }

  @Test
  void theJobLeavesToTheClusterWhatIsTheClusters() {
    StreamGraph graph = graph();
    assertThat(graph.getCheckpointConfig().isCheckpointingEnabled()).isFalse();
    assertThat(graph.getStreamNodes())
        .filteredOn(node -> node.getOperatorName().contains("slice"))
        .allMatch(node -> node.getParallelism() == 2);
  }

  @Test
  void aPipelineWithoutASourceIsRefused() {
    assertThatThrownBy(() -> PipelineEnds.builder().build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a pipeline reads from queues, from a stream or from both");
  }
}
