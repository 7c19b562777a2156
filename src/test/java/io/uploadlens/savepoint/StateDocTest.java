package io.uploadlens.savepoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.uploadlens.aws.AwsSettings;
import io.uploadlens.config.JobOptions;
import io.uploadlens.config.OptionGroup;
import io.uploadlens.config.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.runtime.jobgraph.OperatorID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code docs/operations.md} says of state names every operator and every setting. */
class StateDocTest {

  @TempDir Path directory;

  private static String section() throws IOException {
    String text = Files.readString(Path.of("docs", "operations.md"));
    String from = text.substring(text.indexOf("## Which changes keep state"));
    return from.substring(0, from.indexOf("\n## "));
  }

  /** Flink's errors call operators by these. */
  @Test
  void theTableOfOperatorsIsThatOfTheJob() throws IOException {
    String files = directory.toUri().toString();
    JobSettings settings =
        new JobSettings(AwsSettings.ofRegion("us-east-1").withCredentials("local", "local-secret"))
            .set("archive-sink.path", files + "archive")
            .set("late-sink.path", files + "late");
    Map<String, OperatorID> ids = new TreeMap<>();
    SavepointContents.uids(new JobRun.How(directory).graph(settings))
        .forEach((id, uid) -> ids.put(uid, id));

    List<String> rows = new ArrayList<>();
    for (String uid : SavepointMakerITCase.STATEFUL) {
      rows.add("| `" + uid + "` | `" + ids.get(uid) + "` |");
    }
    assertThat(section()).contains(String.join("\n", rows));
  }

  /** Whoever adds a setting says what changing it does to a job with state. */
  @Test
  void everySettingIsInTheTable() throws IOException {
    String section = section();
    List<String> missing = new ArrayList<>();
    for (OptionGroup group : JobOptions.groups()) {
      boolean whole =
          section.contains("all else of `" + group.id() + "`")
              || section.contains("`" + group.id() + ".*`");
      for (Setting<?> setting : group.settings()) {
        String name = "`" + group.id() + "." + setting.key() + "`";
        if (!whole && !section.contains(name)) {
          missing.add(name);
        }
      }
    }
    assertThat(missing).isEmpty();
  }
}
