package io.uploadlens.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.uploadlens.config.OptionExamples.Example;
import io.uploadlens.window.WindowDefinition;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every option: a good value arrives where it is read, and bad ones are refused by name. */
class JobOptionsTest {

  static List<Example> examples() {
    return OptionExamples.examples();
  }

  @Test
  void everyOptionHasAnExampleHere() {
    List<String> names =
        JobOptions.settings().map(Setting::name).sorted().collect(Collectors.toList());
    assertThat(names).doesNotHaveDuplicates();
    assertThat(examples()).extracting(Example::toString).containsExactlyInAnyOrderElementsOf(names);
  }

  @ParameterizedTest
  @MethodSource("examples")
  void aGoodValueIsRead(Example example) {
    assertThat(example.getter.apply(example.with(example.good).read())).isEqualTo(example.expected);
  }

  @ParameterizedTest
  @MethodSource("examples")
  void g7ABadValueIsRefusedWithItsNameTheValueAndWhatIsAllowed(Example example) {
    Setting<?> setting =
        JobOptions.settings()
            .filter(it -> it.name().equals(example.name))
            .findFirst()
            .orElseThrow();
    for (String bad : example.bad) {
      assertThatThrownBy(() -> example.with(bad).read())
          .as("%s = %s", example.name, bad)
          .isInstanceOfSatisfying(
              InvalidSettingsException.class,
              e -> {
                assertThat(e.problems()).hasSize(1);
                String problem = e.problems().get(0);
                assertThat(problem).startsWith(example.name + " = ").doesNotContain("hunter2");
                assertThat(problem).containsAnyOf(setting.allowed(), "must not lie in the future");
                if (setting.isSecret()) {
                  assertThat(problem).startsWith(example.name + " = (not shown): must be");
                } else if (!bad.contains("hunter2")) {
                  assertThat(problem).contains(bad.replace('\t', '?'));
                }
              });
    }
  }

  @ParameterizedTest
  @MethodSource("required")
  void g7ARequiredOptionThatIsMissingIsNamed(String name) {
    assertThatThrownBy(() -> Settings.complete().without(name).read())
        .isInstanceOfSatisfying(
            InvalidSettingsException.class,
            e -> {
              assertThat(e.problems()).hasSize(1);
              assertThat(e.problems().get(0)).startsWith(name + " is not set").contains("must be");
            });
  }

  static Stream<String> required() {
    return Stream.concat(
        Stream.of("aws.region"),
        JobOptions.settings().filter(Setting::isRequired).map(Setting::name));
  }

  @Test
  void defaultsAreAllowedValuesAndAreWrittenSoThatTheyCanBeRead() {
    long withDefault =
        JobOptions.settings()
            .filter(it -> it.defaultText() != null)
            .peek(
                it ->
                    assertThat(it.parse(it.defaultText()).map(Object.class::cast))
                        .as(it.name())
                        .contains(it.option().defaultValue()))
            .count();
    assertThat(withDefault).isGreaterThan(15);
  }

  @Test
  void theDefaultsAreTheDocumentedOnes() {
    JobConfig config = Settings.complete().read();
    SqsSourceConfig sqs = config.sqsSource().orElseThrow();
    assertThat(sqs.visibilityTimeout()).isEqualTo(Duration.ofMinutes(5));
    assertThat(sqs.maxInFlight()).isEqualTo(100_000);
    assertThat(sqs.maxConcurrentReceives()).isEqualTo(10);
    assertThat(sqs.receiveWait()).isEqualTo(Duration.ofSeconds(20));
    assertThat(sqs.backlogInterval()).isEqualTo(Duration.ofSeconds(5));
    assertThat(sqs.catchUpThreshold()).isEqualTo(Duration.ofSeconds(5));
    KinesisSourceConfig kinesis = config.kinesisSource().orElseThrow();
    assertThat(kinesis.initialPosition()).isEqualTo(KinesisSourceOptions.InitialPosition.LATEST);
    assertThat(kinesis.readMode()).isEqualTo(KinesisSourceOptions.ReadMode.POLLING);
    assertThat(kinesis.initialTimestamp()).isEmpty();
    assertThat(kinesis.efoConsumerName()).isEmpty();
    assertThat(config.watermarks().outOfOrderness()).isEqualTo(Duration.ofMinutes(1));
    assertThat(config.watermarks().idleTimeout()).isEqualTo(Duration.ofMinutes(1));
    assertThat(config.watermarks().maxHold()).isEqualTo(Duration.ofHours(1));
    assertThat(config.analytics().windows())
        .containsExactly(WindowDefinition.tumble(Duration.ofMinutes(1)));
    assertThat(config.analytics().allowedLateness()).isEqualTo(Duration.ofHours(1));
    assertThat(config.analytics().prefixDepth()).isEqualTo(2);
    assertThat(config.analytics().maxPrefixes()).isEqualTo(100);
    assertThat(config.analytics().maxGroups()).isEqualTo(20_000);
    assertThat(config.analytics().smallObjectBytes()).isEqualTo(131_072);
    assertThat(config.analytics().shards()).isEqualTo(32);
    assertThat(config.analytics().maxIdentitiesInMemory()).isEqualTo(5_000_000);
    assertThat(config.analytics().maxGroupsInMemory()).isEqualTo(50_000);
  }
}
