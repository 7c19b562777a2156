package io.uploadlens.benchmark.sqs;

import io.uploadlens.benchmark.cluster.LocalCluster;
import io.uploadlens.benchmark.cluster.RunningJob;
import io.uploadlens.source.sqs.SqsSource;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;

/** A Flink cluster that runs the source alone. */
final class SourceCluster implements AutoCloseable {

  private final LocalCluster cluster;

  private SourceCluster(LocalCluster cluster) {
    this.cluster = cluster;
  }

  static SourceCluster start(int parallelism) throws Exception {
    return start(parallelism, configuration -> {});
  }

  /** With more in its configuration. */
  static SourceCluster start(int parallelism, Consumer<Configuration> more) throws Exception {
    return new SourceCluster(
        LocalCluster.start(
            parallelism,
            configuration -> {
              configuration.set(
                  CheckpointingOptions.CHECKPOINTING_INTERVAL,
                  BenchmarkSetting.CHECKPOINT_INTERVAL);
              more.accept(configuration);
            }));
  }

  /** Runs the source alone, with nothing but a sink that throws away behind it. */
  Job run(SqsSource<String> source) throws Exception {
    return run(source, env -> {});
  }

  /** With an environment that is made different. */
  Job run(SqsSource<String> source, Consumer<StreamExecutionEnvironment> tune) throws Exception {
    StreamExecutionEnvironment env = cluster.environment();
    env.getConfig().disableGenericTypes();
    tune.accept(env);
    env.fromSource(source, WatermarkStrategy.noWatermarks(), "messages")
        .uid("messages")
        .sinkTo(new DiscardingSink<>())
        .name("nowhere")
        .uid("nowhere");
    return new Job(cluster.submit(env));
  }

  /** A directory that lasts as long as the cluster. */
  Path directory() {
    return cluster.directory();
  }

  @Override
  public void close() throws Exception {
    cluster.close();
  }

  /** The source at work. */
  static final class Job implements Contender.Reading {
    private final RunningJob job;

    Job(RunningJob job) {
      this.job = job;
    }

    JobID id() {
      return job.id();
    }

    @Override
    public void check() throws Exception {
      job.check();
    }

    @Override
    public void stop() throws Exception {
      job.stop();
    }
  }
}
