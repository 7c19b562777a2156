package io.uploadlens.benchmark.engine;

import io.uploadlens.analytics.Analytics;
import io.uploadlens.analytics.AnalyticsSettings;
import io.uploadlens.analytics.UploadStatistics;
import io.uploadlens.analytics.WindowAggregate;
import io.uploadlens.analytics.WindowGroup;
import io.uploadlens.analytics.WindowSpec;
import io.uploadlens.event.EventTypes;
import io.uploadlens.event.UploadEvent;
import java.time.Duration;
import java.util.List;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** The engine of UploadLens with all that it counts, and no prefix folded into others. */
final class UploadLensContender implements EngineContender {

  /** Six times the relative standard error of the distinct counts. */
  private static final double PRINCIPALS_ERROR = 0.1;

  private final Duration allowedLateness;

  /**
   * @param allowedLateness how long after its window's end an event still counts
   */
  UploadLensContender(Duration allowedLateness) {
    this.allowedLateness = allowedLateness;
  }

  @Override
  public String name() {
    return EngineComparison.UPLOADLENS;
  }

  /** The one place that knows how settings are made. */
  private AnalyticsSettings settings() {
    return AnalyticsSettings.builder()
        .windows(List.of(WindowSpec.tumble(Workload.WINDOW)))
        .allowedLateness(allowedLateness)
        .prefixDepth(Workload.PREFIX_DEPTH)
        .maxPrefixes(Integer.MAX_VALUE)
        .maxGroups(Integer.MAX_VALUE)
        .build();
  }

  @Override
  public void addTo(StreamExecutionEnvironment env) {
    AnalyticsSettings settings = settings();
    DataStream<UploadEvent> events =
        FeedSource.in(env, workload -> workload::event, EventTypes.UPLOAD_EVENT);
    DataStream<WindowAggregate> windows =
        Analytics.mergeWindows(
            Analytics.aggregateSlices(events, settings).name("slices").uid("slices"), settings);
    ResultSink.of(windows, UploadLensContender::read);
  }

  private static void read(WindowAggregate row, EngineRun into) {
    WindowGroup group = row.group();
    UploadStatistics numbers = row.statistics();
    into.revision(
        new GroupKey(group.windowStart(), group.level(), group.bucket(), group.prefix()),
        row.revision(),
        new Tally(
            numbers.uploads(),
            numbers.uploadBytes(),
            numbers.sizeMin(),
            numbers.sizeMax(),
            numbers.distinctPrincipals(),
            numbers.duplicates()));
  }

  @Override
  public boolean rollsUp() {
    return true;
  }

  @Override
  public double principalsError() {
    return PRINCIPALS_ERROR;
  }

  @Override
  public Kept keeps() {
    return Kept.OPEN_WINDOWS;
  }
}
