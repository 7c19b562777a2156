package io.uploadlens.source.sqs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.uploadlens.source.sqs.enumerator.SqsEnumeratorState;
import io.uploadlens.source.sqs.queue.AwsSqsQueueProvider;
import io.uploadlens.source.sqs.split.SqsSplit;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.api.common.restartstrategy.RestartStrategies;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.java.typeutils.ResultTypeQueryable;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Flink fails a job for an event that comes to a reader which has just ended, also where it ended
 * because the job stops with a savepoint: so none is sent from that savepoint on.
 */
class StopWithSavepointITCase {

  @RegisterExtension
  static final MiniClusterExtension CLUSTER =
      new MiniClusterExtension(
          new MiniClusterResourceConfiguration.Builder()
              .setNumberTaskManagers(1)
              .setNumberSlotsPerTaskManager(2)
              .build());

  private static final int PARALLELISM = 2;
  private static final AtomicInteger ASKED = new AtomicInteger();
  private static final AtomicInteger TOLD = new AtomicInteger();
  private static final AtomicInteger IN_SNAPSHOT = new AtomicInteger();
  private static CountDownLatch snapshots;

  @TempDir private Path savepoints;
  private QueueServer server;
  private JobClient job;

  @BeforeEach
  void startJob() throws Exception {
    ASKED.set(0);
    TOLD.set(0);
    IN_SNAPSHOT.set(0);
    snapshots = new CountDownLatch(0);
    server = new QueueServer();
    StreamExecutionEnvironment env =
        StreamExecutionEnvironment.getExecutionEnvironment(new Configuration());
    env.setParallelism(PARALLELISM);
    env.enableCheckpointing(AuditedJob.ONLY_SAVEPOINTS.toMillis());
    env.setRestartStrategy(RestartStrategies.noRestart());
    SqsSource<String> source =
        SqsSource.<String>builder()
            .setQueueUrls(List.of(server.create("stopping")))
            .setDeserializationSchema(new BodySchema())
            .setQueueProvider(new AwsSqsQueueProvider(server.aws()))
            .setReceiveWait(Duration.ofSeconds(1))
            .setBacklogInterval(Duration.ofMillis(100))
            .build();
    env.fromSource(new WatchedSource(source), WatermarkStrategy.noWatermarks(), "messages")
        .map(new HeldSnapshot())
        .disableChaining()
        .sinkTo(new DiscardingSink<>());
    job = env.executeAsync();
  }

  @AfterEach
  void endJob() throws Exception {
    snapshots.countDown();
    if (!job.getJobStatus().get().isGloballyTerminalState()) {
      job.cancel().get();
    }
    server.close();
  }

  @Test
  void readersAreToldOfBacklogsBehindACheckpointAndNothingWhileTheyStop() throws Exception {
    awaitTold(2 * PARALLELISM);
    job.triggerSavepoint(savepoints.toString(), SavepointFormatType.CANONICAL)
        .get(90, TimeUnit.SECONDS);
    awaitTold(2 * PARALLELISM);

    snapshots = new CountDownLatch(1);
    IN_SNAPSHOT.set(0);
    CompletableFuture<String> stopped =
        job.stopWithSavepoint(false, savepoints.toString(), SavepointFormatType.CANONICAL);
    await().atMost(AuditedJob.LONG_ENOUGH).until(() -> IN_SNAPSHOT.get() == PARALLELISM);
    int told = TOLD.get();
    int asked = ASKED.get();
    await().atMost(AuditedJob.LONG_ENOUGH).until(() -> ASKED.get() >= asked + 5);
    assertThat(TOLD).hasValue(told);

    snapshots.countDown();
    stopped.get(90, TimeUnit.SECONDS);
    assertThat(job.getJobStatus().get()).isEqualTo(JobStatus.FINISHED);
    assertThat(TOLD).hasValue(told);
  }

  private static void awaitTold(int more) {
    int told = TOLD.get();
    await().atMost(AuditedJob.LONG_ENOUGH).until(() -> TOLD.get() >= told + more);
  }

  /** Hands messages on; its snapshots last as long as the test wants. */
  private static final class HeldSnapshot
      implements MapFunction<String, String>, CheckpointedFunction {

    private static final long serialVersionUID = 1L;

    @Override
    public String map(String message) {
      return message;
    }

    @Override
    public void snapshotState(FunctionSnapshotContext context) throws Exception {
      IN_SNAPSHOT.incrementAndGet();
      snapshots.await();
    }

    @Override
    public void initializeState(FunctionInitializationContext context) {
      // It has none.
    }
  }

  /** The source; what its enumerator asks and tells is counted. */
  private static final class WatchedSource
      implements Source<String, SqsSplit, SqsEnumeratorState>, ResultTypeQueryable<String> {

    private static final long serialVersionUID = 1L;

    private final SqsSource<String> source;

    WatchedSource(SqsSource<String> source) {
      this.source = source;
    }

    @Override
    public SplitEnumerator<SqsSplit, SqsEnumeratorState> createEnumerator(
        SplitEnumeratorContext<SqsSplit> context) {
      return source.createEnumerator(watched(context));
    }

    @Override
    public SplitEnumerator<SqsSplit, SqsEnumeratorState> restoreEnumerator(
        SplitEnumeratorContext<SqsSplit> context, SqsEnumeratorState state) {
      return source.restoreEnumerator(watched(context), state);
    }

    @SuppressWarnings("unchecked")
    private static SplitEnumeratorContext<SqsSplit> watched(
        SplitEnumeratorContext<SqsSplit> context) {
      return (SplitEnumeratorContext<SqsSplit>)
          Proxy.newProxyInstance(
              WatchedSource.class.getClassLoader(),
              new Class<?>[] {SplitEnumeratorContext.class},
              (proxy, method, arguments) -> {
                if (method.getName().equals("sendEventToSourceReader")) {
                  TOLD.incrementAndGet();
                } else if (method.getName().equals("callAsync")) {
                  Callable<?> call = (Callable<?>) arguments[0];
                  arguments[0] =
                      (Callable<Object>)
                          () -> {
                            ASKED.incrementAndGet();
                            return call.call();
                          };
                }
                try {
                  return method.invoke(context, arguments);
                } catch (InvocationTargetException e) {
                  throw e.getCause();
                }
              });
    }

    @Override
    public Boundedness getBoundedness() {
      return source.getBoundedness();
    }

    @Override
    public SourceReader<String, SqsSplit> createReader(SourceReaderContext context) {
      return source.createReader(context);
    }

    @Override
    public SimpleVersionedSerializer<SqsSplit> getSplitSerializer() {
      return source.getSplitSerializer();
    }

    @Override
    public SimpleVersionedSerializer<SqsEnumeratorState> getEnumeratorCheckpointSerializer() {
      return source.getEnumeratorCheckpointSerializer();
    }

    @Override
    public TypeInformation<String> getProducedType() {
      return source.getProducedType();
    }
  }
}
