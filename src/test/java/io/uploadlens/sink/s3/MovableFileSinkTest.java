package io.uploadlens.sink.s3;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.uploadlens.event.UploadEvent;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.flink.connector.file.sink.FileSink;
import org.apache.flink.connector.file.sink.writer.FileWriterBucketState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is moved is tested on a savepoint, by SettingsOverSavepointITCase. */
class MovableFileSinkTest {

  @TempDir Path directory;

  private static FileSink<UploadEvent> sink(org.apache.flink.core.fs.Path path) {
    return FileSink.forRowFormat(path, new UploadEventJson()).build();
  }

  /** None of ours ever has one: their files end at every checkpoint. */
  @Test
  void aFileThatIsOpenInAnotherDirectoryIsNotLeftBehind() {
    MovableFileSink moved =
        new MovableFileSink(directory.resolve("new").toUri().toString(), MovableFileSinkTest::sink);
    String before = directory.resolve("old").toUri() + "/hour=10";
    org.apache.flink.core.fs.Path partition = new org.apache.flink.core.fs.Path(before);
    FileWriterBucketState open = new FileWriterBucketState("hour=10", partition, 1, null);
    FileWriterBucketState pending =
        new FileWriterBucketState(
            "hour=10", partition, Long.MAX_VALUE, null, Map.of(1L, List.of()));

    for (FileWriterBucketState state : List.of(open, pending)) {
      assertThatThrownBy(() -> moved.restoreWriter(null, List.of(state)))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("files go to file:" + directory.resolve("new"))
          .hasMessageContaining("open file in file:" + directory.resolve("old/hour=10"))
          .hasMessageContaining("Set the path back");
    }
  }
}
