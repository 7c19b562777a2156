package io.uploadlens.source.sqs.hunt;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.groups.SourceReaderMetricGroup;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.apache.flink.runtime.metrics.groups.InternalSourceReaderMetricGroup;
import org.apache.flink.util.SimpleUserCodeClassLoader;
import org.apache.flink.util.UserCodeClassLoader;

/** What a reader stands on in Flink, and the gauges that it sets. */
final class ReaderWorld implements SourceReaderContext {

  private final int subtask;
  private final int parallelism;
  private final Consumer<SourceEvent> toCoordinator;
  private final Map<String, Map<String, Gauge<?>>> gauges = new HashMap<>();
  private final SourceReaderMetricGroup group =
      InternalSourceReaderMetricGroup.mock(new Group("reader"));

  ReaderWorld(int subtask, int parallelism, Consumer<SourceEvent> toCoordinator) {
    this.toCoordinator = toCoordinator;
    this.subtask = subtask;
    this.parallelism = parallelism;
  }

  /** The gauges of a queue by their names; empty while the reader does not know it. */
  Map<String, Gauge<?>> gauges(String queueName) {
    return gauges.computeIfAbsent(queueName, name -> new HashMap<>());
  }

  @Override
  public SourceReaderMetricGroup metricGroup() {
    return group;
  }

  @Override
  public Configuration getConfiguration() {
    return new Configuration();
  }

  @Override
  public String getLocalHostName() {
    return "localhost";
  }

  @Override
  public int getIndexOfSubtask() {
    return subtask;
  }

  @Override
  public void sendSplitRequest() {
    throw new AssertionError("The reader asks for no splits");
  }

  @Override
  public void sendSourceEventToCoordinator(SourceEvent event) {
    toCoordinator.accept(event);
  }

  @Override
  public UserCodeClassLoader getUserCodeClassLoader() {
    return SimpleUserCodeClassLoader.create(getClass().getClassLoader());
  }

  @Override
  public int currentParallelism() {
    return parallelism;
  }

  private final class Group extends UnregisteredMetricsGroup {
    private final String name;

    Group(String name) {
      this.name = name;
    }

    @Override
    public <T, G extends Gauge<T>> G gauge(String gaugeName, G gauge) {
      gauges(name).put(gaugeName, gauge);
      return gauge;
    }

    @Override
    public MetricGroup addGroup(String child) {
      return new Group(child);
    }

    @Override
    public MetricGroup addGroup(String key, String value) {
      return new Group(value);
    }
  }
}
