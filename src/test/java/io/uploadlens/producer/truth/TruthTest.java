package io.uploadlens.producer.truth;

import static io.uploadlens.producer.truth.TruthFixture.SETTINGS;
import static io.uploadlens.producer.truth.TruthFixture.TEN;
import static io.uploadlens.producer.truth.TruthFixture.created;
import static io.uploadlens.producer.truth.TruthFixture.generated;
import static io.uploadlens.producer.truth.TruthFixture.group;
import static io.uploadlens.producer.truth.TruthFixture.other;
import static io.uploadlens.producer.truth.TruthFixture.row;
import static io.uploadlens.producer.truth.TruthFixture.settings;
import static io.uploadlens.producer.truth.TruthFixture.truth;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.uploadlens.producer.generator.EventType;
import io.uploadlens.producer.generator.GeneratedEvent;
import io.uploadlens.producer.generator.GeneratedMessage;
import io.uploadlens.producer.generator.Messages;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The expected numbers stand here as they were worked out by hand from docs/aggregates.md. */
class TruthTest {

  @TempDir Path directory;

  @Test
  void everyKindIsCountedInItsField() {
    Truth truth =
        truth(
            Messages.of(
                created(0, EventType.PUT, 1_000, "c.gz", 500, "ann"),
                created(1, EventType.COPY, 2_000, "c.gz", 1_000, "bob"),
                created(2, EventType.MULTIPART, 3_000, "d.gz", 999, "ann"),
                created(3, EventType.POST, 4_000, "e.gz", GeneratedEvent.NO_SIZE, null)),
            Messages.of(
                other(4, EventType.DELETE, 5_000, "c.gz"),
                other(5, EventType.DELETE_MARKER, 500, "c.gz"),
                other(6, EventType.LIFECYCLE_DELETE, 6_000, "d.gz"),
                other(7, EventType.TAGS_PUT, 59_999, "d.gz"),
                other(8, EventType.REPLICATION_FAILED, 7_000, "d.gz")));
    ExpectedAggregate bucket = row(truth, 0, 0, "");
    assertThat(bucket.field("uploads")).isEqualTo(4L);
    assertThat(bucket.field("upload_bytes")).isEqualTo(2_499L);
    assertThat(bucket.field("size_min")).isEqualTo(500L);
    assertThat(bucket.field("size_max")).isEqualTo(1_000L);
    assertThat(bucket.field("small_objects")).isEqualTo(2L);
    assertThat(bucket.field("multipart_uploads")).isEqualTo(1L);
    assertThat(bucket.field("copies")).isEqualTo(1L);
    assertThat(bucket.field("deletes")).isEqualTo(2L);
    assertThat(bucket.field("lifecycle_expirations")).isEqualTo(1L);
    assertThat(bucket.field("other_events")).isEqualTo(2L);
    assertThat(bucket.field("distinct_keys")).isEqualTo(3L);
    assertThat(bucket.field("distinct_principals")).isEqualTo(2L);
    assertThat(bucket.field("first_event_time")).isEqualTo("2026-01-01T10:00:00.500Z");
    assertThat(bucket.field("last_event_time")).isEqualTo("2026-01-01T10:00:59.999Z");
    assertThat(truth.events()).hasSize(9);
  }

  @Test
  void anEventBelongsToOnePrefixOfEachLevel() {
    Truth truth =
        truth(
            Messages.of(
                created(0, EventType.PUT, 0, "logs/2026/11/a.gz", 1, "ann"),
                created(1, EventType.PUT, 0, "logs/b.gz", 1, "ann"),
                created(2, EventType.PUT, 0, "c.gz", 1, "ann")));
    assertThat(truth.aggregates().keySet())
        .containsExactlyInAnyOrder(
            group(0, 0, ""),
            group(0, 1, "logs/"),
            group(0, 1, ""),
            group(0, 2, ""),
            group(0, 2, "logs/"),
            group(0, 2, "(other)"));
    assertThat(row(truth, 0, 1, "logs/").field("uploads")).isEqualTo(2L);
    assertThat(row(truth, 0, 1, "").field("uploads")).isEqualTo(1L);
  }

  @Test
  void tiesGoByNameAndTheRestIsOneRow() {
    // Level 2 has three prefixes of one event each: "" and "logs/" stay, "logs/2026/" is folded.
    Truth truth =
        truth(
            Messages.of(
                created(0, EventType.PUT, 0, "logs/2026/a.gz", 10, "ann"),
                created(1, EventType.PUT, 0, "logs/b.gz", 20, "ann"),
                created(2, EventType.PUT, 0, "c.gz", 30, "bob")));
    assertThat(row(truth, 0, 2, "").field("upload_bytes")).isEqualTo(30L);
    assertThat(row(truth, 0, 2, "logs/").field("upload_bytes")).isEqualTo(20L);
    assertThat(row(truth, 0, 2, "(other)").field("upload_bytes")).isEqualTo(10L);
    assertThat(truth.aggregates().keySet()).doesNotContain(group(0, 2, "logs/2026/"));
  }

  @Test
  void theLargestPrefixesCountAllKindsWithoutDuplicates() {
    GeneratedEvent twice = created(3, EventType.PUT, 0, "a/x", 7, "ann");
    Truth truth =
        truth(
            Messages.of(
                created(0, EventType.PUT, 0, "b/x", 1, "ann"),
                other(1, EventType.DELETE, 0, "b/x"),
                other(2, EventType.ACL_PUT, 1, "c/x"),
                other(4, EventType.ACL_PUT, 2, "c/y")),
            Messages.of(twice),
            Messages.of(twice),
            Messages.of(twice));
    // a/ has one event, delivered three times; b/ and c/ have two.
    assertThat(row(truth, 0, 1, "(other)").field("upload_bytes")).isEqualTo(7L);
    assertThat(row(truth, 0, 1, "b/").field("deletes")).isEqualTo(1L);
    assertThat(row(truth, 0, 1, "c/").field("other_events")).isEqualTo(2L);
    assertThat(truth.counts()).isEqualTo(new TruthCounts(4, 5, 2, 0, 0));
  }

  @Test
  void tiesAreBrokenByCodeUnitsNotByCodePoints() {
    // U+FF5E is after U+1F600 in code units (D83D…), before it in code points.
    Truth truth =
        truth(
            Messages.of(
                created(0, EventType.PUT, 0, "\uFF5E/x", 1, "ann"),
                created(1, EventType.PUT, 0, "\uD83D\uDE00/x", 2, "ann"),
                created(2, EventType.PUT, 0, "a/x", 3, "ann")));
    assertThat(row(truth, 0, 1, "\uD83D\uDE00/").field("upload_bytes")).isEqualTo(2L);
    assertThat(row(truth, 0, 1, "(other)").field("upload_bytes")).isEqualTo(1L);
  }

  @Test
  void otherExistsOnlyWhereSomethingWasFolded() {
    Truth truth =
        truth(
            Messages.of(
                created(0, EventType.PUT, 0, "a/x", 1, "ann"),
                created(1, EventType.PUT, 0, "b/x", 2, "ann")));
    assertThat(truth.aggregates().keySet()).noneMatch(key -> key.prefix().equals("(other)"));
  }

  @Test
  void aDuplicateTellsItsOwnTimeAndPrincipal() {
    Truth truth =
        truth(
            Messages.of(created(0, EventType.PUT, 2_345, "x", 1, "AWS:AIDA")),
            Messages.of(created(0, EventType.PUT, 2_000, "x", 1, "000000000000")));
    ExpectedAggregate bucket = row(truth, 0, 0, "");
    assertThat(bucket.field("uploads")).isEqualTo(1L);
    assertThat(bucket.field("distinct_principals")).isEqualTo(2L);
    assertThat(bucket.field("first_event_time")).isEqualTo("2026-01-01T10:00:02.000Z");
    assertThat(bucket.field("last_event_time")).isEqualTo("2026-01-01T10:00:02.345Z");
    assertThat(truth.events()).hasSize(1);
    assertThat(truth.events().get(0).eventTime()).isEqualTo(TEN + 2_345);
  }

  @Test
  void statisticsOfNothingAreNull() {
    Truth truth =
        truth(
            Messages.of(
                created(0, EventType.PUT, 0, "x", GeneratedEvent.NO_SIZE, "ann"),
                other(1, EventType.DELETE, 0, "x")));
    ExpectedAggregate bucket = row(truth, 0, 0, "");
    for (String field : List.of("size_min", "size_p50", "size_p90", "size_p99", "size_max")) {
      assertThat(bucket.field(field)).as(field).isNull();
    }
    assertThat(bucket.field("upload_bytes")).isEqualTo(0L);
  }

  @Test
  void quantilesAreWithinOnePercentAndWithinTheExtremes() {
    List<GeneratedEvent> events = new ArrayList<>();
    for (int i = 1; i <= 1_000; i++) {
      events.add(created(i, EventType.PUT, 0, "x" + i, i * 1_000L, "ann"));
    }
    ExpectedAggregate bucket =
        row(truth(Messages.of(events.toArray(new GeneratedEvent[0]))), 0, 0, "");
    assertThat((Long) bucket.field("size_p50")).isBetween(494_000L, 506_000L);
    assertThat((Long) bucket.field("size_p90")).isBetween(890_000L, 910_000L);
    assertThat((Long) bucket.field("size_p99")).isBetween(980_000L, 1_000_000L);
    ExpectedAggregate one =
        row(truth(Messages.of(created(0, EventType.PUT, 0, "x", 777, "ann"))), 0, 0, "");
    assertThat(one.field("size_p50")).isEqualTo(777L);
    assertThat(one.field("size_p99")).isEqualTo(777L);
  }

  @Test
  void messagesThatAreNoEventsAreCountedAndKept() {
    Truth truth = truth(Messages.malformed("<xml/>"), Messages.testEvent(), Messages.testEvent());
    assertThat(truth.counts()).isEqualTo(new TruthCounts(3, 0, 0, 1, 2));
    assertThat(truth.aggregates()).isEmpty();
    assertThat(truth.deadLetters())
        .containsExactly(
            new ExpectedDeadLetter(
                Base64.getEncoder().encodeToString("<xml/>".getBytes(StandardCharsets.UTF_8)),
                "not_json"));
  }

  @Test
  void g4OrderOfTheMessagesDoesNotMatter() {
    WindowSettings settings = settings("TUMBLE(size 1 min)", 10, 20_000);
    List<GeneratedMessage> messages = generated(20_000);
    Truth straight = Truth.of(settings, messages.iterator());
    Collections.shuffle(messages, new Random(4));
    Truth shuffled = Truth.of(settings, messages.iterator());
    assertThat(shuffled.aggregates()).isEqualTo(straight.aggregates());
    assertThat(shuffled.aggregates().keySet()).anyMatch(key -> key.prefix().equals("(other)"));
    assertThat(shuffled.counts()).isEqualTo(straight.counts());
  }

  @Test
  void theRowsOfALevelAddUpToTheBucket() {
    Truth truth = Truth.of(settings("TUMBLE(size 1 min)", 5, 20_000), generated(5_000).iterator());
    for (String field : List.of("uploads", "upload_bytes", "deletes", "other_events")) {
      long[] sums = new long[3];
      truth.aggregates().forEach((key, row) -> sums[key.level()] += (Long) row.field(field));
      assertThat(sums[0]).as(field).isPositive();
      assertThat(sums[1]).as(field).isEqualTo(sums[0]);
      assertThat(sums[2]).as(field).isEqualTo(sums[0]);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"truth.ndjson", "truth.ndjson.gz"})
  void aTruthFileGivesBackWhatWasWritten(String name) throws IOException {
    Path file = directory.resolve(name);
    List<GeneratedMessage> messages = generated(3_000);
    try (TruthWriter writer = new TruthWriter(file, SETTINGS)) {
      messages.forEach(writer::accept);
      assertThat(file).doesNotExist();
      writer.finish();
    }
    Truth expected = Truth.of(SETTINGS, messages.iterator());
    Truth read = Truth.read(file);
    assertThat(read.settings()).hasToString(expected.settings().toString());
    assertThat(read.counts()).isEqualTo(expected.counts());
    assertThat(read.aggregates()).isEqualTo(expected.aggregates());
    assertThat(read.events()).isEqualTo(expected.events());
    assertThat(read.deadLetters()).isEqualTo(expected.deadLetters());
    byte[] start = Arrays.copyOf(Files.readAllBytes(file), 2);
    assertThat(start[0] == 0x1f).isEqualTo(name.endsWith(".gz"));
  }

  @Test
  void aTruthFileThatIsCutOffIsNoTruth() throws IOException {
    Path file = directory.resolve("truth.ndjson");
    try (TruthWriter writer = new TruthWriter(file, SETTINGS)) {
      generated(100).forEach(writer::accept);
      writer.finish();
    }
    List<String> lines = Files.readAllLines(file);
    Files.write(file, lines.subList(0, lines.size() - 1));
    assertThatThrownBy(() -> Truth.read(file))
        .isInstanceOf(IOException.class)
        .hasMessageEndingWith("has no end: the run that wrote it was cut off");
    List<String> without = new ArrayList<>(lines);
    without.remove(1);
    Files.write(file, without);
    assertThatThrownBy(() -> Truth.read(file)).hasMessageContaining("but holds 99 events");
    Files.write(file, List.of(lines.get(0), "{\"record\":\"evnt\"}"));
    assertThatThrownBy(() -> Truth.read(file))
        .hasMessageContaining("truth.ndjson line 2: record is 'evnt': must be header, event,");
    Files.write(file, List.of(lines.get(0).replace("TUMBLE", "TUMBEL")));
    assertThatThrownBy(() -> Truth.read(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("line 1: expected TUMBLE, HOP or CUMULATE (at character 1, ");
    Files.write(file, List.of(lines.get(0), "{nonsense"));
    assertThatThrownBy(() -> Truth.read(file)).hasMessageContaining("line 2: not JSON");
  }
}
