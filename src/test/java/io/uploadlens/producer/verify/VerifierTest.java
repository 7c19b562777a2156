package io.uploadlens.producer.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.uploadlens.producer.generator.EventGenerator;
import io.uploadlens.producer.generator.GeneratorSettings;
import io.uploadlens.producer.truth.ExpectedAggregate;
import io.uploadlens.producer.truth.Truth;
import io.uploadlens.producer.truth.WindowSettings;
import io.uploadlens.producer.verify.PerfectOutputs.Row;
import io.uploadlens.window.WindowSyntax;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A verifier is worth what it finds: each class of fault turns it red, and nothing else does. */
class VerifierTest {

  private static final Truth TRUTH =
      Truth.of(
          new WindowSettings(WindowSyntax.parse("TUMBLE(size 1 min)"), 2, 10, 20_000, 128 * 1024),
          new EventGenerator(GeneratorSettings.builder().events(600).malformedShare(0.05).build()));

  @TempDir Path directory;

  private List<String> aggregates;
  private List<Row> archive;
  private List<String> deadLetters;

  @BeforeEach
  void perfect() {
    aggregates = PerfectOutputs.aggregates(TRUTH);
    archive = PerfectOutputs.archive(TRUTH);
    deadLetters = PerfectOutputs.deadLetters(TRUTH);
  }

  @Test
  void perfectOutputsAreExact() throws Exception {
    VerifyReport report = verify();
    assertThat(report.lines()).as(report.toString()).hasSizeGreaterThan(3);
    assertThat(report.isExact()).as(report.toString()).isTrue();
    assertThat(report.summary())
        .isEqualTo(
            "verified: 600 events, "
                + TRUTH.aggregates().size()
                + " aggregates, 0 missing, 0 extra, 0 different");
    assertThat(report.lines()).endsWith(report.summary());
    assertThat(report.output("archive").found()).isEqualTo(600);
    assertThat(report.output("dead letters").found()).isEqualTo(TRUTH.deadLetters().size());
    assertThat(TRUTH.deadLetters()).isNotEmpty();
  }

  @Test
  void nothingAtAllIsAllMissing() throws Exception {
    aggregates.clear();
    archive.clear();
    deadLetters.clear();
    VerifyReport report = verify();
    assertThat(report.missing())
        .isEqualTo(TRUTH.aggregates().size() + 600 + TRUTH.deadLetters().size());
    assertThat(report.extra() + report.different()).isZero();
  }

  @Test
  void aMissingAggregate() throws Exception {
    aggregates.remove(7);
    OutputReport report = only(verify(), "aggregates");
    assertCounts(report, 1, 0, 0);
    assertThat(report.examples().get(0)).startsWith("missing: window 2026-01-01T00:0");
  }

  @Test
  void anExtraAggregate() throws Exception {
    aggregates.add(
        aggregates
            .get(3)
            .replace("\"bucket\":\"acme-", "\"bucket\":\"unheard-of-")
            .replaceFirst("\"aggregate_id\":\"[0-9a-f]{4}", "\"aggregate_id\":\"ffff"));
    OutputReport report = only(verify(), "aggregates");
    assertCounts(report, 0, 1, 0);
    assertThat(report.examples().get(0)).contains("extra: window ").contains("unheard-of-");
  }

  @Test
  void everyWrongFieldOfAnAggregate() throws Exception {
    ExpectedAggregate first = TRUTH.aggregates().values().iterator().next();
    assertThat(first.fields()).hasSize(17);
    for (String field : first.fields().keySet()) {
      perfect();
      String line = PerfectOutputs.aggregate(first);
      String wrong =
          line.replaceFirst("\"" + field + "\":(\"[^\"]*\"|[^,}]*)", "\"" + field + "\":77");
      assertThat(wrong).isNotEqualTo(line);
      aggregates.set(0, wrong);
      OutputReport report = only(verify(), "aggregates");
      assertCounts(report, 0, 0, 1);
      assertThat(report.examples().get(0))
          .startsWith("different: " + first.group())
          .contains(field + " is 77, expected " + first.field(field));
    }
  }

  @Test
  void aRowOfAnotherWindow() throws Exception {
    String line = aggregates.get(0);
    for (String wrong :
        List.of(
            line.replace("\"window_type\":\"TUMBLE\"", "\"window_type\":\"HOP\""),
            line.replace(":00Z\",\"window_type\"", ":30Z\",\"window_type\""),
            line.replaceFirst("\"window_end\":\"[^\"]*\"", "\"window_end\":77"),
            line.replaceFirst("\"window_type\":\"TUMBLE\",", ""))) {
      assertThat(wrong).isNotEqualTo(line);
      aggregates.set(0, wrong);
      assertCounts(only(verify(), "aggregates"), 1, 1, 0);
    }
  }

  @Test
  void windowsOfEveryTypeAreVerifiedAndEachDuplicateCountsOnce() throws Exception {
    Truth truth =
        Truth.of(
            new WindowSettings(
                WindowSyntax.parse(
                    "HOP(size 2 min, slide 30 s); CUMULATE(size 2 min, step 1 min);"
                        + " TUMBLE(size 2 min)"),
                1,
                10,
                20_000,
                128 * 1024),
            new EventGenerator(GeneratorSettings.builder().events(600).build()));
    List<String> lines = PerfectOutputs.aggregates(truth);
    assertThat(lines).anyMatch(it -> it.contains("\"HOP\"")).anyMatch(it -> it.contains("CUMU"));
    PerfectOutputs.writeLines(directory.resolve("aggregates"), lines);
    Verifier verifier =
        Verifier.of(truth).aggregates(new DirectoryStore(directory.resolve("aggregates")));
    assertThat(verifier.verify().isExact()).isTrue();
    long tiles =
        truth.aggregates().keySet().stream()
            .filter(it -> it.level() == 0)
            .filter(it -> it.window().type().equals("HOP") && it.window().start() % 120_000 == 0)
            .count();
    assertThat(verifier.verify().output("aggregates").notes())
        .as("every row of these outputs tells of 3 duplicates")
        .anyMatch(it -> it.startsWith(3 * tiles + " duplicates counted"));
    // A row that stands for a window of another type with the same bounds is not that one's.
    lines.set(0, lines.get(0).replaceFirst("\"window_type\":\"[A-Z]+\"", "\"window_type\":\"X\""));
    PerfectOutputs.writeLines(directory.resolve("aggregates"), lines);
    assertThat(verifier.verify().missing()).isEqualTo(1);
  }

  @Test
  void aFieldThatIsNotThere() throws Exception {
    aggregates.set(0, aggregates.get(0).replaceFirst(",\"copies\":[0-9]+", ""));
    OutputReport report = only(verify(), "aggregates");
    assertCounts(report, 0, 0, 1);
    assertThat(report.examples().get(0)).contains("copies is absent, expected ");
  }

  @Test
  void theHighestRevisionHolds() throws Exception {
    String last = aggregates.get(5);
    aggregates.set(5, revision(last, 12));
    aggregates.add(revision(last, 8).replaceFirst("\"uploads\":[0-9]+", "\"uploads\":0"));
    assertThat(verify().isExact()).isTrue();
    aggregates.add(revision(last, 14).replaceFirst("\"uploads\":[0-9]+", "\"uploads\":123456"));
    OutputReport report = only(verify(), "aggregates");
    assertCounts(report, 0, 0, 1);
    assertThat(report.examples().get(0)).contains("revision 14").contains("uploads is 123456");
  }

  @Test
  void amongEqualRevisionsTheOneEmittedLastHolds() throws Exception {
    String last = aggregates.get(5);
    aggregates.add(
        0,
        last.replace("\"emitted_at\":\"2026", "\"emitted_at\":\"2025")
            .replaceFirst("\"uploads\":[0-9]+", "\"uploads\":123456"));
    VerifyReport report = verify();
    assertThat(report.isExact()).as(report.toString()).isTrue();
    assertThat(report.output("aggregates").notes().get(0)).contains("1 revisions told twice");
    aggregates.add(
        last.replace("\"emitted_at\":\"2026", "\"emitted_at\":\"2027")
            .replaceFirst("\"uploads\":[0-9]+", "\"uploads\":123456"));
    assertCounts(only(verify(), "aggregates"), 0, 0, 1);
  }

  @Test
  void aRetractedRowIsNone() throws Exception {
    aggregates.add(
        aggregates
            .get(3)
            .replace("\"prefix\":\"", "\"prefix\":\"gone-")
            .replaceFirst("\"aggregate_id\":\"[0-9a-f]{4}", "\"aggregate_id\":\"ffff")
            .replace("\"retracted\":false", "\"retracted\":true"));
    assertThat(verify().isExact()).isTrue();
    aggregates.add(
        revision(aggregates.get(4), 999).replace("\"retracted\":false", "\"retracted\":true"));
    assertCounts(only(verify(), "aggregates"), 1, 0, 0);
  }

  @Test
  void oneGroupUnderTwoIds() throws Exception {
    aggregates.add(
        aggregates
            .get(3)
            .replaceFirst("\"aggregate_id\":\"[0-9a-f]{4}", "\"aggregate_id\":\"ffff"));
    OutputReport report = only(verify(), "aggregates");
    assertCounts(report, 0, 1, 0);
    assertThat(report.examples().get(0)).contains("has two ids, ").contains(" and ffff");
  }

  @Test
  void twoGroupsUnderOneId() throws Exception {
    aggregates.add(aggregates.get(3).replace("\"level\":", "\"level\":1"));
    OutputReport report = only(verify(), "aggregates");
    assertCounts(report, 0, 1, 0);
    assertThat(report.examples().get(0)).contains("is that of window ");
  }

  @Test
  void aLineThatIsNoRow() throws Exception {
    aggregates.add("{\"aggregate_id\":");
    aggregates.add("{\"aggregate_id\":\"x\"}");
    aggregates.add(aggregates.get(0).replaceFirst("\"aggregate_id\":\"", "\"aggregate_id\":\"Z"));
    OutputReport report = only(verify(), "aggregates");
    assertCounts(report, 0, 3, 0);
    assertThat(report.examples().get(0)).contains("is not JSON");
    assertThat(report.examples().get(1)).contains("window_type is absent");
    assertThat(report.examples().get(2)).contains("is not 32 hexadecimal digits");
  }

  @Test
  void aMissingArchiveRow() throws Exception {
    Row gone = archive.remove(17);
    OutputReport report = only(verify(), "archive");
    assertCounts(report, 1, 0, 0);
    assertThat(report.examples().get(0)).startsWith("missing: ").contains(gone.text("key"));
  }

  @Test
  void anArchiveRowTwice() throws Exception {
    archive.add(archive.get(17));
    OutputReport report = only(verify(), "archive");
    assertCounts(report, 0, 1, 0);
    assertThat(report.examples().get(0)).startsWith("extra: archived twice");
  }

  @Test
  void anArchiveRowOfNobody() throws Exception {
    archive.add(archive.get(17).with("key", "unheard/of").with("event_id", "f".repeat(32)));
    assertCounts(only(verify(), "archive"), 0, 1, 0);
  }

  @Test
  void everyWrongFieldOfAnArchiveRow() throws Exception {
    for (String field : List.of("event_name", "kind", "method", "etag", "principal")) {
      perfect();
      archive.set(17, archive.get(17).with(field, "wrong"));
      OutputReport report = only(verify(), "archive");
      assertCounts(report, 0, 0, 1);
      assertThat(report.examples().get(0)).contains(field + " is wrong, expected ");
    }
    perfect();
    archive.set(17, archive.get(17).with("event_time", 1L));
    assertThat(only(verify(), "archive").examples().get(0)).contains("event_time is 1, expected ");
    perfect();
    archive.set(17, archive.get(17).with("size", 77L));
    assertThat(only(verify(), "archive").examples().get(0)).contains("size is 77, expected ");
    perfect();
    archive.set(17, archive.get(17).with("size", null));
    assertThat(only(verify(), "archive").examples().get(0)).contains("size is null, expected ");
  }

  @Test
  void twoEventsUnderOneEventId() throws Exception {
    archive.set(17, archive.get(17).with("event_id", archive.get(16).text("event_id")));
    OutputReport report = only(verify(), "archive");
    assertCounts(report, 0, 0, 1);
    assertThat(report.examples().get(0)).contains("expected an id of its own");
    archive.set(17, archive.get(17).with("event_id", "17"));
    assertThat(only(verify(), "archive").examples().get(0))
        .contains("event_id is 17, expected 32 hexadecimal digits");
  }

  @Test
  void aBrokenParquetFileIsAnError() throws Exception {
    Files.createDirectories(directory.resolve("archive"));
    Files.writeString(directory.resolve("archive/part-broken.parquet"), "PAR1 and no more");
    assertThatThrownBy(this::verify)
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("part-broken.parquet is no Parquet file that can be read: ");
  }

  @Test
  void aMissingDeadLetter() throws Exception {
    deadLetters.remove(0);
    assertCounts(only(verify(), "dead letters"), 1, 0, 0);
  }

  @Test
  void anExtraDeadLetter() throws Exception {
    String body = Base64.getEncoder().encodeToString(new byte[] {'h', 'i'});
    deadLetters.add("{\"reason\":\"not_json\",\"body_base64\":\"" + body + "\"}");
    OutputReport report = only(verify(), "dead letters");
    assertCounts(report, 0, 1, 0);
    assertThat(report.examples()).containsExactly("extra: hi");
  }

  @Test
  void aDeadLetterForAnotherReason() throws Exception {
    String reason = TRUTH.deadLetters().get(0).reason();
    deadLetters.set(0, deadLetters.get(0).replace(reason, "empty"));
    OutputReport report = only(verify(), "dead letters");
    assertCounts(report, 0, 0, 1);
    assertThat(report.examples().get(0)).endsWith("reason is empty, expected " + reason);
  }

  @Test
  void copiesOfADeadLetterAreNoFault() throws Exception {
    deadLetters.add(deadLetters.get(0));
    VerifyReport report = verify();
    assertThat(report.isExact()).isTrue();
    assertThat(report.output("dead letters").notes()).containsExactly("1 copies of a message");
  }

  @Test
  void aDeadLetterWhoseBodyIsInAFile() throws Exception {
    deadLetters.set(
        0,
        deadLetters.get(0).replaceFirst("\"body_base64\":\"[^\"]*\"", "\"body_path\":\"first\""));
    assertThat(verify().isExact()).isTrue();
    deadLetters.set(1, "{\"reason\":\"not_json\"}");
    assertCounts(only(verify(), "dead letters"), 1, 1, 0);
  }

  @Test
  void aLateEventIsOneTooMany() throws Exception {
    Files.createDirectories(directory.resolve("late"));
    Files.writeString(directory.resolve("late/part-0"), "{}\n");
    VerifyReport report =
        Verifier.of(TRUTH).lateEvents(new DirectoryStore(directory.resolve("late"))).verify();
    assertThat(report.isExact()).isFalse();
    assertThat(report.extra()).isEqualTo(1);
  }

  @Test
  void whatIsNotFinishedIsNoOutput() throws Exception {
    assertThat(verify().isExact()).isTrue();
    Path hidden = directory.resolve("archive/bucket=x/_tmp_part-7");
    Files.createDirectories(hidden.getParent());
    Files.writeString(hidden, "half a file");
    Files.writeString(directory.resolve("archive/.part-8.inprogress"), "half a file");
    assertThat(verify().isExact()).isTrue();
  }

  @Test
  void nothingToVerifyIsAnError() {
    assertThatThrownBy(() -> Verifier.of(TRUTH).verify())
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("no output to verify: give at least one");
  }

  private VerifyReport verify() throws Exception {
    PerfectOutputs.writeLines(directory.resolve("aggregates"), aggregates);
    PerfectOutputs.writeParquet(directory.resolve("archive/bucket=a/hour=1"), archive);
    return Verifier.of(TRUTH)
        .aggregates(new DirectoryStore(directory.resolve("aggregates")))
        .archive(new DirectoryStore(directory.resolve("archive")))
        .deadLetters(PerfectOutputs.source(deadLetters, TRUTH))
        .verify();
  }

  /** The report of that output, the others being exact. */
  private static OutputReport only(VerifyReport report, String name) {
    assertThat(report.isExact()).isFalse();
    List<OutputReport> others = new ArrayList<>(report.outputs());
    OutputReport output = report.output(name);
    others.remove(output);
    assertThat(others).as(report.toString()).allMatch(OutputReport::isExact);
    return output;
  }

  private static void assertCounts(OutputReport report, long missing, long extra, long different) {
    assertThat(List.of(report.missing(), report.extra(), report.different()))
        .as(report + "\n" + report.examples())
        .containsExactly(missing, extra, different);
  }

  private static String revision(String line, int revision) {
    return line.replaceFirst("\"revision\":[0-9]+", "\"revision\":" + revision);
  }
}
