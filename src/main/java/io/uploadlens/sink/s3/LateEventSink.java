package io.uploadlens.sink.s3;

import io.uploadlens.event.UploadEvent;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.connector.file.sink.FileSink;
import org.apache.flink.core.fs.Path;
import org.apache.flink.streaming.api.functions.sink.filesystem.OutputFileConfig;
import org.apache.flink.streaming.api.functions.sink.filesystem.rollingpolicies.OnCheckpointRollingPolicy;

/**
 * The events beyond the allowed lateness, whole: JSON lines, exactly once, in hive partitions
 * {@code dt=…/hour=…} by event time. {@code docs/archive.md} has the fields.
 *
 * <p>Late events are few, and somebody waits to see why they are: files end at every checkpoint.
 */
public final class LateEventSink {

  private LateEventSink() {}

  /**
   * The sink of the late events.
   *
   * @param path the directory, for example {@code s3a://bucket/late}, whose file system takes
   *     recoverable writes; not null. A job that goes on from state of another directory completes
   *     the files of that one there
   */
  public static Sink<UploadEvent> create(String path) {
    return new MovableFileSink(path, LateEventSink::in);
  }

  private static FileSink<UploadEvent> in(Path directory) {
    return FileSink.forRowFormat(directory, new UploadEventJson())
        .withBucketAssigner(EventTimePartitions.ofHour())
        .withRollingPolicy(OnCheckpointRollingPolicy.build())
        .withOutputFileConfig(
            OutputFileConfig.builder().withPartPrefix("part").withPartSuffix(".json").build())
        .build();
  }
}
