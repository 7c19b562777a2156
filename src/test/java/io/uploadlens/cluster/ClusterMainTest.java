package io.uploadlens.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClusterMainTest {

  @TempDir private Path directory;

  private final ByteArrayOutputStream errors = new ByteArrayOutputStream();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "up --taskmanagers 0 | --taskmanagers is 0; allowed: 1 to 8",
        "up --slots 9 | --slots is 9; allowed: 1 to 8",
        "up --checkpoint-interval 99ms | --checkpoint-interval is 99ms; allowed: 100ms to 600s",
        "up --port 80 | --port is 80; allowed: 1024 to 65535",
        "up --aws-port 65531 | --aws-port is 65531; allowed: 1024 to 65530",
        "submit --parallelism 65 | --parallelism is 65; allowed: 1 to 64",
        "submit --from= | --from is empty: Flink would start the job without state",
        "rescale 0 | N is 0; allowed: 1 to 64",
        "rescale | Missing required parameter: 'N'",
        "fly | Unmatched argument at index 2: 'fly'",
      })
  void saysWhatIsWrongWithItsArguments(String arguments, String problem) {
    assertThat(run(arguments)).isEqualTo(2);
    assertThat(errors.toString(StandardCharsets.UTF_8))
        .startsWith("cluster: " + problem + System.lineSeparator())
        .contains("scripts/cluster.sh --help");
  }

  @Test
  void aSettingOfTheJobIsToldItsPlace() {
    assertThat(run("submit --analytics.prefix-depth=1")).isEqualTo(2);
    assertThat(errors.toString(StandardCharsets.UTF_8))
        .contains("--analytics.prefix-depth=1", "The job's own settings go behind ' -- '.");
  }

  @ParameterizedTest
  @CsvSource({"status", "submit", "savepoint", "rescale 2", "upgrade x.jar", "stop", "down"})
  void saysThatThereIsNoCluster(String arguments) {
    assertThat(run(arguments)).isEqualTo(1);
    assertThat(errors.toString(StandardCharsets.UTF_8))
        .isEqualToIgnoringNewLines(
            "cluster: no cluster was started in " + directory + "; 'up' starts one");
  }

  @Test
  void aChangedSettingTakesThePlaceOfTheOneBefore() {
    assertThat(
            ClusterMain.replaced(
                List.of("--config", "x.json", "--a.b=1", "--a.bc=2"),
                List.of("--a.b=3", "--d.e=4")))
        .containsExactly("--config", "x.json", "--a.bc=2", "--a.b=3", "--d.e=4");
  }

  @Test
  void theLastCheckpointIsToldOnceThereIsOne() throws Exception {
    String counts = "{\"counts\":{\"completed\":%s,\"failed\":%s},\"latest\":{\"completed\":%s}}";
    ObjectMapper json = new ObjectMapper();

    assertThat(ClusterMain.summary(json.readTree(String.format(counts, 0, 1, "null"))))
        .isEqualTo("0 completed, 1 failed (so do those that begin before all tasks run)");
    assertThat(
            ClusterMain.summary(
                json.readTree(
                    String.format(
                        counts, 2, 0, "{\"state_size\":110974,\"end_to_end_duration\":1864}"))))
        .isEqualTo("2 completed, 0 failed, the last one 110,974 bytes in 1864 ms");
  }

  private int run(String arguments) {
    List<String> all = new ArrayList<>(List.of("--directory", directory.toString()));
    all.addAll(List.of(arguments.split(" ", -1)));
    return ClusterMain.execute(
        new PrintStream(errors, true, StandardCharsets.UTF_8), all.toArray(new String[0]));
  }
}
