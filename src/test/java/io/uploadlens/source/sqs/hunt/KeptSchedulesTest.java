package io.uploadlens.source.sqs.hunt;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Plays the schedules that are kept, a file each in {@code src/test/resources/sqs-hunt}: what a
 * hunt once found, and what is worth playing always.
 */
class KeptSchedulesTest {

  private static final Path FOLDER = Path.of("src/test/resources/sqs-hunt");

  static List<Path> kept() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files.sorted().collect(Collectors.toList());
    }
  }

  @ParameterizedTest
  @MethodSource("kept")
  void g1g3NothingIsBroken(Path file) throws IOException {
    Schedule schedule = Schedule.parse(Files.readString(file));
    assertThat(new Hunt(TestedReader::new, false).play(schedule)).isNull();
  }

  @Test
  void aScheduleIsItsText() {
    for (long seed = 1; seed <= 50; seed++) {
      Schedule schedule = ScheduleGenerator.generate(seed, seed % 2 == 0);
      Schedule again = Schedule.parse(schedule.toString());
      assertThat(again.steps()).isEqualTo(schedule.steps());
      assertThat(again.toString()).isEqualTo(schedule.toString());
    }
  }

  @Test
  void aScheduleRunsTheSameEveryTime() {
    for (long seed = 1; seed <= 20; seed++) {
      String[] runs = new String[2];
      for (int i = 0; i < runs.length; i++) {
        Hunt hunt = new Hunt(TestedReader::new, false);
        assertThat(hunt.hunt(seed, 1)).isNull();
        runs[i] = hunt.toString();
      }
      assertThat(runs[1]).isEqualTo(runs[0]);
    }
  }
}
