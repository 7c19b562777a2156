package io.uploadlens.demo;

import io.uploadlens.StreamingJob;
import io.uploadlens.config.ApplicationProperties;
import io.uploadlens.config.JobConfig;
import java.time.Clock;
import java.util.List;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;

/** Builds the job's graph as its {@code main} does: from the local settings, with some on top. */
final class DemoJob {

  private static final int PARALLELISM = 2;

  private DemoJob() {}

  /**
   * The graph.
   *
   * @param configuration checkpoints, state backend and restarts, which are the cluster's to say
   * @param arguments of the form {@code --group.key=value}
   */
  static JobGraph graph(Configuration configuration, List<String> arguments) {
    JobConfig config =
        JobConfig.of(
            ApplicationProperties.load(arguments.toArray(new String[0]), true),
            System.getenv(),
            Clock.systemUTC());
    StreamExecutionEnvironment env =
        StreamExecutionEnvironment.createLocalEnvironment(PARALLELISM, configuration);
    StreamingJob.addTo(env, config);
    StreamGraph graph = env.getStreamGraph();
    graph.setJobName(StreamingJob.NAME);
    return graph.getJobGraph();
  }
}
