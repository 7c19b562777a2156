package io.uploadlens.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class FlinkDistributionTest {

  @Test
  void hasWhatAClusterNeedsAndNothingOfTheJobOrTheTests() {
    List<Path> jars = FlinkDistribution.of(System.getProperty("java.class.path"));
    assertThat(jars)
        .extracting(jar -> jar.getFileName().toString())
        .doesNotHaveDuplicates()
        .anyMatch(name -> name.startsWith("flink-runtime-1.20"))
        .anyMatch(name -> name.startsWith("flink-shaded-zookeeper-3-3."))
        .anyMatch(name -> name.startsWith("frocksdbjni-"))
        .noneMatch(name -> name.endsWith("-tests.jar"))
        .noneMatch(name -> name.matches("(sqs|s3|kinesis|junit|assertj|flink-test-utils).*"));
    assertThat(jars).allSatisfy(jar -> assertThat(jar).isRegularFile());
  }

  @Test
  void saysWhatIsMissing() {
    assertThatThrownBy(() -> FlinkDistribution.of("lib/flink-core-1.20.0.jar:lib/kryo-2.jar"))
        .isInstanceOf(ClusterException.class)
        .hasMessageContaining("flink-runtime,")
        .hasMessageContaining("flink-shaded-zookeeper-3,")
        .hasMessageNotContaining("flink-core,")
        .as("no version")
        .hasMessageContaining("kryo");
  }
}
