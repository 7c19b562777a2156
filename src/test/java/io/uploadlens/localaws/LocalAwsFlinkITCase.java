package io.uploadlens.localaws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.uploadlens.aws.AwsService;
import io.uploadlens.aws.ConnectorProperties;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.flink.api.common.functions.RichMapFunction;
import org.apache.flink.api.common.serialization.SimpleStringEncoder;
import org.apache.flink.api.common.serialization.SimpleStringSchema;
import org.apache.flink.api.common.state.CheckpointListener;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.connector.file.sink.FileSink;
import org.apache.flink.connector.firehose.sink.KinesisFirehoseSink;
import org.apache.flink.connector.sqs.sink.SqsSink;
import org.apache.flink.connector.sqs.sink.SqsSinkElementConverter;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.fs.Path;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.streaming.connectors.kinesis.FlinkKinesisConsumer;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.sqs.model.Message;

/** The connectors that the job uses, against the local AWS. */
class LocalAwsFlinkITCase {

  @RegisterExtension
  static final MiniClusterExtension CLUSTER =
      new MiniClusterExtension(
          new MiniClusterResourceConfiguration.Builder()
              .setNumberTaskManagers(1)
              .setNumberSlotsPerTaskManager(4)
              .build());

  private static LocalAws aws;
  private static LocalClients clients;

  @BeforeAll
  static void start() {
    aws = LocalAws.start();
    clients = new LocalClients(aws);
    S3FileSystem.initialize(aws);
  }

  @AfterAll
  static void stop() {
    clients.close();
    aws.close();
  }

  @AfterEach
  void clearFaults() {
    aws.faults().clear();
  }

  @Test
  void theKinesisConsumerReadsThroughASplitAndThrottling() throws Exception {
    clients.kinesis().createStream(r -> r.streamName("in").shardCount(1));
    Seen.reset();
    Fault throttle = aws.faults().on(AwsService.KINESIS, "GetRecords").after(2).times(3).throttle();
    Properties properties = ConnectorProperties.of(aws.settings(), AwsService.KINESIS);
    properties.setProperty("flink.stream.initpos", "TRIM_HORIZON");
    properties.setProperty("flink.shard.discovery.intervalmillis", "500");
    properties.setProperty("flink.shard.getrecords.intervalmillis", "300");
    StreamExecutionEnvironment env = job(2);
    env.addSource(new FlinkKinesisConsumer<>("in", new SimpleStringSchema(), properties))
        .map(new Seen())
        .sinkTo(new DiscardingSink<>());
    putRecords(0, 300);
    JobClient job = env.executeAsync("kinesis");
    try {
      await().atMost(Duration.ofSeconds(60)).until(() -> Seen.values.size() == 300);
      clients
          .kinesis()
          .splitShard(
              r ->
                  r.streamName("in")
                      .shardToSplit("shardId-000000000000")
                      .newStartingHashKey(BigInteger.ONE.shiftLeft(127).toString()));
      putRecords(300, 600);
      await().atMost(Duration.ofSeconds(60)).until(() -> Seen.values.size() == 600);
      int before = Seen.checkpoints.get();
      await().atMost(Duration.ofSeconds(60)).until(() -> Seen.checkpoints.get() > before + 2);
      assertThat(Seen.count.get()).isEqualTo(600);
      assertThat(throttle.fired()).isEqualTo(3);
    } finally {
      job.cancel().get();
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> job.getJobStatus().get().isGloballyTerminalState());
    }
  }

  @Test
  void theSqsSinkSendsAllThroughPartialFailures() throws Exception {
    String url = clients.sqs().createQueue(r -> r.queueName("out")).queueUrl();
    Fault fault = aws.faults().on(AwsService.SQS, "SendMessageBatch").failing(0.2).partial();
    StreamExecutionEnvironment env = job(1);
    numbers(env, 500)
        .sinkTo(
            SqsSink.<String>builder()
                .setSqsSinkElementConverter(
                    SqsSinkElementConverter.<String>builder()
                        .setSerializationSchema(new SimpleStringSchema())
                        .build())
                .setSqsUrl(url)
                .setSqsClientProperties(ConnectorProperties.of(aws.settings(), AwsService.SQS))
                .build());
    env.execute("sqs");
    Set<String> received = new TreeSet<>();
    int messages = 0;
    List<Message> batch;
    do {
      batch =
          clients
              .sqs()
              .receiveMessage(
                  r ->
                      r.queueUrl(url)
                          .maxNumberOfMessages(10)
                          .waitTimeSeconds(1)
                          .visibilityTimeout(600))
              .messages();
      batch.forEach(message -> received.add(message.body()));
      messages += batch.size();
    } while (!batch.isEmpty());
    assertThat(received).hasSize(500);
    assertThat(messages).as("an entry that failed was not sent").isEqualTo(500);
    assertThat(fault.fired()).isPositive();
  }

  @Test
  void theFirehoseSinkDeliversAllThroughFailures() throws Exception {
    clients.s3().createBucket(r -> r.bucket("firehose-out"));
    clients
        .firehose()
        .createDeliveryStream(
            r ->
                r.deliveryStreamName("out")
                    .extendedS3DestinationConfiguration(
                        d ->
                            d.bucketARN("arn:aws:s3:::firehose-out")
                                .roleARN("arn:aws:iam::000000000000:role/firehose")));
    Fault partial = aws.faults().on(AwsService.FIREHOSE, "PutRecordBatch").failing(0.2).partial();
    Fault throttle = aws.faults().on(AwsService.FIREHOSE, "PutRecordBatch").times(1).throttle();
    StreamExecutionEnvironment env = job(1);
    numbers(env, 1000)
        .map(value -> value + "\n")
        .sinkTo(
            KinesisFirehoseSink.<String>builder()
                .setDeliveryStreamName("out")
                .setSerializationSchema(new SimpleStringSchema())
                .setFirehoseClientProperties(
                    ConnectorProperties.of(aws.settings(), AwsService.FIREHOSE))
                .build());
    env.execute("firehose");
    aws.flushFirehose();
    assertThat(lines("firehose-out"))
        .containsExactlyInAnyOrderElementsOf(
            IntStream.range(0, 1000).mapToObj(i -> "n" + i).collect(Collectors.toList()));
    assertThat(partial.fired()).isPositive();
    assertThat(throttle.fired()).isEqualTo(1);
  }

  @Test
  void theFileSinkWritesThroughTheS3Plugin() throws Exception {
    clients.s3().createBucket(r -> r.bucket("file-sink"));
    String queue = clients.sqs().createQueue(r -> r.queueName("file-sink")).queueUrl();
    aws.notify("file-sink", queue);
    aws.faults().on(AwsService.S3, "UploadPart").times(1).throttle();
    StreamExecutionEnvironment env = job(2);
    numbers(env, 2000)
        .sinkTo(
            FileSink.forRowFormat(
                    new Path("s3a://file-sink/rows"), new SimpleStringEncoder<String>())
                .build());
    env.execute("s3");
    assertThat(lines("file-sink"))
        .containsExactlyInAnyOrderElementsOf(
            IntStream.range(0, 2000).mapToObj(i -> "n" + i).collect(Collectors.toList()));
    List<String> bodies = new ArrayList<>();
    clients
        .sqs()
        .receiveMessage(r -> r.queueUrl(queue).maxNumberOfMessages(10))
        .messages()
        .forEach(message -> bodies.add(message.body()));
    assertThat(bodies).anyMatch(body -> body.contains("ObjectCreated:CompleteMultipartUpload"));
  }

  private static StreamExecutionEnvironment job(int parallelism) {
    Configuration configuration = new Configuration();
    configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "none");
    StreamExecutionEnvironment env =
        StreamExecutionEnvironment.getExecutionEnvironment(configuration);
    env.setParallelism(parallelism);
    env.enableCheckpointing(300);
    return env;
  }

  private static DataStream<String> numbers(StreamExecutionEnvironment env, long count) {
    return env.fromSequence(0, count - 1).map(n -> "n" + n);
  }

  private static void putRecords(int from, int to) {
    clients
        .kinesis()
        .putRecords(
            r ->
                r.streamName("in")
                    .records(
                        LongStream.range(from, to)
                            .mapToObj(
                                i ->
                                    PutRecordsRequestEntry.builder()
                                        .partitionKey("k" + i)
                                        .data(SdkBytes.fromUtf8String("r" + i))
                                        .build())
                            .collect(Collectors.toList())));
  }

  private static List<String> lines(String bucket) {
    List<String> lines = new ArrayList<>();
    for (S3Object object : clients.s3().listObjectsV2(r -> r.bucket(bucket)).contents()) {
      clients
          .s3()
          .getObjectAsBytes(r -> r.bucket(bucket).key(object.key()))
          .asUtf8String()
          .lines()
          .forEach(lines::add);
    }
    return lines;
  }

  /** Remembers what came by and which checkpoints were completed. */
  private static final class Seen extends RichMapFunction<String, String>
      implements CheckpointListener {

    private static final long serialVersionUID = 1L;

    private static final Set<String> values = new ConcurrentSkipListSet<>();
    private static final AtomicInteger count = new AtomicInteger();
    private static final AtomicInteger checkpoints = new AtomicInteger();

    private static void reset() {
      values.clear();
      count.set(0);
      checkpoints.set(0);
    }

    @Override
    public String map(String value) {
      count.incrementAndGet();
      values.add(value);
      return value;
    }

    @Override
    public void notifyCheckpointComplete(long checkpointId) {
      checkpoints.incrementAndGet();
    }
  }
}
