package io.uploadlens.source.sqs.reader;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceOutput;

/** Keeps what a reader emits, by split, and knows which splits' outputs are open. */
final class RecordingOutput implements ReaderOutput<String> {

  private final Map<String, List<String>> bySplit = new LinkedHashMap<>();
  private final List<String> all = new ArrayList<>();
  private final List<Long> timestamps = new ArrayList<>();
  private final List<String> released = new ArrayList<>();

  /** Records and progress, in order, of all splits. */
  List<String> all() {
    return all;
  }

  /** The records alone. */
  List<String> records() {
    return all.stream().filter(r -> !r.startsWith("~")).collect(Collectors.toList());
  }

  /** The progress alone, without the leading tilde. */
  List<String> progress() {
    return all.stream()
        .filter(r -> r.startsWith("~"))
        .map(r -> r.substring(1))
        .collect(Collectors.toList());
  }

  Map<String, List<String>> bySplit() {
    return bySplit;
  }

  List<Long> timestamps() {
    return timestamps;
  }

  List<String> released() {
    return released;
  }

  void clear() {
    bySplit.clear();
    all.clear();
    timestamps.clear();
  }

  @Override
  public void collect(String record) {
    throw new AssertionError("Not through a split's output: " + record);
  }

  @Override
  public void collect(String record, long timestamp) {
    collect(record);
  }

  @Override
  public void emitWatermark(Watermark watermark) {
    throw new AssertionError("The source makes no watermarks");
  }

  @Override
  public void markIdle() {
    throw new AssertionError("The source marks nothing idle");
  }

  @Override
  public void markActive() {
    throw new AssertionError("The source marks nothing active");
  }

  @Override
  public SourceOutput<String> createOutputForSplit(String splitId) {
    return new SplitOutput(splitId);
  }

  @Override
  public void releaseOutputForSplit(String splitId) {
    released.add(splitId);
  }

  private final class SplitOutput implements SourceOutput<String> {
    private final String splitId;

    SplitOutput(String splitId) {
      this.splitId = splitId;
    }

    @Override
    public void collect(String record) {
      all.add(record);
      bySplit.computeIfAbsent(splitId, id -> new ArrayList<>()).add(record);
    }

    @Override
    public void collect(String record, long timestamp) {
      timestamps.add(timestamp);
      collect(record);
    }

    @Override
    public void emitWatermark(Watermark watermark) {
      RecordingOutput.this.emitWatermark(watermark);
    }

    @Override
    public void markIdle() {
      RecordingOutput.this.markIdle();
    }

    @Override
    public void markActive() {
      RecordingOutput.this.markActive();
    }
  }
}
