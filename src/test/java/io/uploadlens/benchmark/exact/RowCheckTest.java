package io.uploadlens.benchmark.exact;

import static org.assertj.core.api.Assertions.assertThat;

import io.uploadlens.analytics.UploadStatistics;
import io.uploadlens.analytics.WindowAggregate;
import io.uploadlens.analytics.WindowGroup;
import io.uploadlens.analytics.WindowType;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** That the check tells what is wrong: here the right rows are those of the truth itself. */
class RowCheckTest {

  private static final WindowGroup TWICE = bucket("media", 3);
  private static final WindowGroup DIFFERENT = bucket("media", 4);
  private static final WindowGroup RETRACTED = bucket("media", 5);
  private static final WindowGroup OUTDATED_LAST = bucket("media", 6);
  private static final WindowGroup EXTRA = bucket("nowhere", 7);

  private final Board board =
      new Board(new ExactSetting(10_000, 3, 1, Duration.ofSeconds(1), Duration.ofSeconds(1)));
  private final RowCheck check = new RowCheck(board, text -> {});

  private static WindowGroup bucket(String name, int hour) {
    long start = History.START + hour * History.HOUR;
    return new WindowGroup(WindowType.TUMBLE, start, start + History.HOUR, name, 0, "");
  }

  @BeforeEach
  void aConsumerHoldsEveryRow() {
    check.forEachExpected((group, fields) -> board.rows().put(row(group, 10, false, fields)));
  }

  private static WindowAggregate row(
      WindowGroup group, long revision, boolean retracted, long[] fields) {
    return new WindowAggregate(
        group.toString(), group, revision, retracted, statistics(fields), 1000);
  }

  private static UploadStatistics statistics(long[] fields) {
    UploadStatistics.Values values = new UploadStatistics.Values();
    values.uploads = fields[0];
    values.uploadBytes = fields[1];
    values.sizeMin = orNull(fields[2]);
    values.sizeP50 = orNull(fields[3]);
    values.sizeP90 = orNull(fields[4]);
    values.sizeP99 = orNull(fields[5]);
    values.sizeMax = orNull(fields[6]);
    values.smallObjects = fields[7];
    values.multipartUploads = fields[8];
    values.copies = fields[9];
    values.deletes = fields[10];
    values.lifecycleExpirations = fields[11];
    values.otherEvents = fields[12];
    values.distinctKeys = fields[13];
    values.distinctPrincipals = fields[14];
    values.firstEventTime = orNull(fields[15]);
    values.lastEventTime = orNull(fields[16]);
    return new UploadStatistics(values);
  }

  private static Long orNull(long field) {
    return field == G4Fields.NONE ? null : (Long) field;
  }

  private RowCheck checked() {
    RowCheck again = new RowCheck(board, text -> {});
    again.run();
    return again;
  }

  @Test
  void findsNothingWhereNothingIsWrong() {
    RowCheck found = checked();

    assertThat(found.compared()).isGreaterThan(10_000);
    assertThat(found.missing() + found.extra() + found.different()).isZero();
    assertThat(found.examples()).isEmpty();
  }

  @Test
  void findsWhatIsMissingExtraAndDifferent() {
    long[] fields = board.rows().byGroup().get(DIFFERENT).clone();
    fields[1]++;
    board.rows().put(row(DIFFERENT, 10, false, fields));
    board.rows().put(row(RETRACTED, 11, true, fields));
    board.rows().put(row(OUTDATED_LAST, 9, false, fields));
    board.rows().put(row(EXTRA, 1, false, fields));
    board.rows().put(new WindowAggregate("another id", TWICE, 1, false, statistics(fields), 0));

    RowCheck found = checked();

    assertThat(found.missing()).as("the retracted one").isEqualTo(1);
    assertThat(found.different()).isGreaterThanOrEqualTo(1);
    assertThat(found.extra()).as("one of no bucket, one of another id").isEqualTo(2);
    assertThat(found.examples())
        .contains("missing: " + RETRACTED, "extra: " + EXTRA)
        .anyMatch(
            example ->
                example.startsWith("different: " + DIFFERENT + ": upload_bytes " + fields[1])
                    && example.endsWith("(must be " + (fields[1] - 1) + ")"))
        .noneMatch(example -> example.contains(OUTDATED_LAST.toString()));
  }
}
