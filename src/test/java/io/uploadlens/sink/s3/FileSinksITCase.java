package io.uploadlens.sink.s3;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.uploadlens.event.EventTypes;
import io.uploadlens.event.UploadEvent;
import io.uploadlens.sink.FailsAfterCheckpoint;
import io.uploadlens.sink.SinkJobs;
import io.uploadlens.testing.Events;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimiterStrategy;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 3, unit = TimeUnit.MINUTES)
class FileSinksITCase {

  private static final int EVENTS = 4_000;
  private static final int EVENTS_PER_CHECKPOINT = 500;
  private static final int FAILURES = 2;
  private static final int BUCKETS = 3;

  @RegisterExtension static final MiniClusterExtension CLUSTER = SinkJobs.cluster();

  @TempDir Path directory;

  @Test
  void g1g2TheArchiveHoldsEachEventOnceThroughFailures() throws Exception {
    StreamExecutionEnvironment env = SinkJobs.job(2, 2 * FAILURES);
    events(env, "archive").sinkTo(ArchiveSink.create(directory.toUri().toString()));

    env.execute("archive");

    assertThat(FailsAfterCheckpoint.failuresLeft("archive")).isZero();
    List<String> ids = new ArrayList<>();
    for (Path file : visibleFiles(".parquet")) {
      for (Map<String, Object> row : ParquetRows.read(file)) {
        ids.add((String) row.get("event_id"));
        UploadEvent event = event(index(row.get("key").toString()));
        assertThat(directory.relativize(file.getParent()))
            .as("partition of %s", event)
            .isEqualTo(Path.of("bucket=" + event.bucket(), "dt=2026-11-02", hour(event)));
      }
    }
    assertThat(ids).containsExactlyInAnyOrderElementsOf(expectedIds());
  }

  @Test
  void g5LateEventsAreKeptWholeAndOnceThroughFailures() throws Exception {
    StreamExecutionEnvironment env = SinkJobs.job(2, 2 * FAILURES);
    events(env, "late").sinkTo(LateEventSink.create(directory.toUri().toString()));

    env.execute("late");

    assertThat(FailsAfterCheckpoint.failuresLeft("late")).isZero();
    ObjectMapper json = new ObjectMapper();
    List<String> ids = new ArrayList<>();
    for (Path file : visibleFiles(".json")) {
      for (String line : Files.readAllLines(file)) {
        JsonNode row = json.readTree(line);
        ids.add(row.get("event_id").textValue());
        UploadEvent event = event(index(row.get("key").textValue()));
        assertThat(directory.relativize(file.getParent()))
            .isEqualTo(Path.of("dt=2026-11-02", hour(event)));
        assertThat(row.get("message_id").textValue()).isEqualTo(event.origin().messageId());
      }
    }
    assertThat(ids).containsExactlyInAnyOrderElementsOf(expectedIds());
  }

  private static DataStream<UploadEvent> events(StreamExecutionEnvironment env, String job) {
    DataGeneratorSource<UploadEvent> source =
        new DataGeneratorSource<>(
            FileSinksITCase::event,
            EVENTS,
            RateLimiterStrategy.perCheckpoint(EVENTS_PER_CHECKPOINT),
            EventTypes.UPLOAD_EVENT);
    return env.fromSource(source, WatermarkStrategy.noWatermarks(), "events")
        .map(new FailsAfterCheckpoint<>(job, FAILURES))
        .returns(EventTypes.UPLOAD_EVENT);
  }

  /** Some buckets, in turns, and two hours. */
  private static UploadEvent event(long index) {
    return Events.created("bucket-" + index % BUCKETS, "key/" + index)
        .at(Events.TIME + index * 1_500)
        .build();
  }

  private static long index(String key) {
    return Long.parseLong(key.substring("key/".length()));
  }

  private static String hour(UploadEvent event) {
    return event.eventTime() < Events.TIME + 3_600_000 ? "hour=10" : "hour=11";
  }

  private static List<String> expectedIds() {
    return LongStream.range(0, EVENTS)
        .mapToObj(index -> event(index).eventId())
        .collect(Collectors.toList());
  }

  private List<Path> visibleFiles(String suffix) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      List<Path> visible =
          files
              .filter(Files::isRegularFile)
              .filter(file -> !file.getFileName().toString().startsWith("."))
              .filter(file -> !file.getFileName().toString().startsWith("_"))
              .collect(Collectors.toList());
      assertThat(visible)
          .hasSizeGreaterThan(BUCKETS)
          .allSatisfy(
              file ->
                  assertThat(file.getFileName().toString()).startsWith("part-").endsWith(suffix));
      return visible;
    }
  }
}
