package io.uploadlens.sink.s3;

import io.uploadlens.event.UploadEvent;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.connector.file.sink.FileSink;
import org.apache.flink.core.fs.Path;
import org.apache.flink.streaming.api.functions.sink.filesystem.OutputFileConfig;
import org.apache.flink.streaming.api.functions.sink.filesystem.rollingpolicies.OnCheckpointRollingPolicy;

/**
 * The archive of unique events: Parquet files, exactly once, in hive partitions {@code
 * bucket=…/dt=…/hour=…} by event time. {@code docs/archive.md} has the columns.
 *
 * <p>Each subtask ends its files at every checkpoint, and they appear when it has completed: a
 * bucket and hour get a file of each subtask that saw an event of theirs since the last one.
 */
public final class ArchiveSink {

  private ArchiveSink() {}

  /**
   * The sink of one archive.
   *
   * @param path the directory, for example {@code s3a://bucket/archive}, whose file system takes
   *     recoverable writes; not null. A job that goes on from state of another directory completes
   *     the files of that one there
   */
  public static Sink<UploadEvent> create(String path) {
    return new MovableFileSink(path, ArchiveSink::in);
  }

  private static FileSink<UploadEvent> in(Path directory) {
    return FileSink.forBulkFormat(directory, new ArchiveFiles())
        .withBucketAssigner(EventTimePartitions.ofBucketAndHour())
        .withRollingPolicy(OnCheckpointRollingPolicy.build())
        .withOutputFileConfig(
            OutputFileConfig.builder().withPartPrefix("part").withPartSuffix(".parquet").build())
        .build();
  }
}
