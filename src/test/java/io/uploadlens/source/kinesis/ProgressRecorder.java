package io.uploadlens.source.kinesis;

import io.uploadlens.event.DecodedMessage;
import io.uploadlens.event.SourceProgress;
import org.apache.flink.streaming.api.functions.AssignerWithPeriodicWatermarks;
import org.apache.flink.streaming.api.watermark.Watermark;

/** Writes down the progress that it is told; has no watermarks. */
@SuppressWarnings("deprecation") // The connector's per-shard watermarks know no other type.
final class ProgressRecorder implements AssignerWithPeriodicWatermarks<DecodedMessage> {

  private static final long serialVersionUID = 1L;

  private final RecordLog log;

  ProgressRecorder(RecordLog log) {
    this.log = log;
  }

  @Override
  public long extractTimestamp(DecodedMessage message, long arrivalTime) {
    if (message.progress() != null) {
      log.onProgress(message.progress() == SourceProgress.DRAINED);
    }
    return arrivalTime;
  }

  @Override
  public Watermark getCurrentWatermark() {
    return null;
  }
}
