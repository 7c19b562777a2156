package io.uploadlens.localaws;

import io.uploadlens.aws.AwsService;
import io.uploadlens.aws.AwsSettings;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * SQS, SNS, S3, Kinesis and Firehose on 127.0.0.1, in this JVM, each on a port of its own.
 *
 * <p>The services keep their limits (record and batch sizes, a shard's throughput, iterator life,
 * strict SQS) and fail only when {@link #faults()} is told so. All state is in memory and gone
 * after {@link #close()}, but for what S3 holds if a {@linkplain Builder#s3Directory directory} is
 * set.
 *
 * <pre>
 * try (LocalAws aws = LocalAws.start()) {
 *   AwsSettings settings = aws.settings();
 *   aws.faults().on(AwsService.KINESIS, "PutRecords").failing(0.1).partial();
 * }
 * </pre>
 */
public final class LocalAws implements AutoCloseable {

  /** The region of everything here. */
  public static final String REGION = "us-east-1";

  /** The account of everything here. */
  public static final String ACCOUNT = "000000000000";

  /** The only credentials. */
  public static final String ACCESS_KEY_ID = "local";

  /** The only credentials. */
  public static final String SECRET_ACCESS_KEY = "local-secret";

  private final Map<AwsService, HttpFront> fronts = new EnumMap<>(AwsService.class);
  private final Deque<AutoCloseable> started = new ArrayDeque<>();
  private final Faults faults;
  private final S3Notifications notifications;
  private SqsService sqs;
  private S3Service s3;
  private SnsService sns;
  private FirehoseService firehose;

  private LocalAws(Builder builder) {
    faults =
        new Faults(
            builder.seed,
            service -> fronts.get(service).refuse(),
            service -> fronts.get(service).accept());
    notifications = new S3Notifications(builder.clock);
    boolean complete = false;
    try {
      for (AwsService service : AwsService.values()) {
        int port = builder.basePort == 0 ? 0 : endpoint(builder.basePort, service).getPort();
        fronts.put(service, HttpFront.open(service, port, faults));
      }
      startServices(builder);
      complete = true;
    } finally {
      if (!complete) {
        close();
      }
    }
  }

  /** A local AWS on free ports. */
  public static LocalAws start() {
    return builder().start();
  }

  /** A local AWS to be configured. */
  public static Builder builder() {
    return new Builder();
  }

  /** Where a service listens. */
  public URI endpoint(AwsService service) {
    return fronts.get(service).uri();
  }

  /** Where a service listens of a local AWS that was started with this base port. */
  public static URI endpoint(int basePort, AwsService service) {
    return URI.create("http://127.0.0.1:" + (basePort + service.ordinal()));
  }

  /** What a client needs: region, endpoints and credentials. */
  public AwsSettings settings() {
    AwsSettings settings =
        AwsSettings.ofRegion(REGION).withCredentials(ACCESS_KEY_ID, SECRET_ACCESS_KEY);
    for (AwsService service : AwsService.values()) {
      settings = settings.withEndpoint(service, endpoint(service));
    }
    return settings;
  }

  /** The configuration of Flink's S3 file system (the plugin {@code s3-fs-hadoop}). */
  public Map<String, String> s3FileSystemSettings() {
    return s3FileSystemSettings(settings());
  }

  /** The same for a local AWS that may be in another JVM. */
  public static Map<String, String> s3FileSystemSettings(AwsSettings aws) {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("s3.endpoint", aws.endpoint(AwsService.S3).toString());
    settings.put("s3.endpoint.region", aws.region());
    settings.put("s3.path.style.access", "true");
    settings.put("s3.access-key", aws.accessKeyId());
    settings.put("s3.secret-key", aws.secretAccessKey());
    return settings;
  }

  /**
   * The properties that Flink's AWS connectors want for a service ({@code aws.endpoint} and the
   * like).
   */
  public Map<String, String> connectorProperties(AwsService service) {
    Map<String, String> properties = new LinkedHashMap<>();
    properties.put("aws.region", REGION);
    properties.put("aws.endpoint", endpoint(service).toString());
    properties.put("aws.credentials.provider", "BASIC");
    properties.put("aws.credentials.provider.basic.accesskeyid", ACCESS_KEY_ID);
    properties.put("aws.credentials.provider.basic.secretkey", SECRET_ACCESS_KEY);
    properties.put("aws.http.protocol.version", "HTTP1_1");
    return properties;
  }

  /** The failures to come. */
  public Faults faults() {
    return faults;
  }

  /**
   * Sends a bucket's events to a queue or a topic from now on, as S3 would; the first message is an
   * {@code s3:TestEvent}.
   *
   * @param bucket a bucket that exists
   * @param target the URL or ARN of a standard queue, or the ARN of a topic, that exists
   * @throws IllegalArgumentException when it is none, with S3's reason
   */
  public void notify(String bucket, String target) {
    requireBucket(bucket);
    if (target.startsWith("arn:aws:sns:")) {
      if (!sns.has(target)) {
        throw noDestination(target);
      }
      notifications.add(
          bucket,
          S3Notifications.Form.S3,
          event -> sns.publish(target, SnsMessage.of(event, "Amazon S3 Notification")));
    } else {
      String queue = requireStandardQueue(target);
      notifications.add(bucket, S3Notifications.Form.S3, event -> sqs.deliver(queue, event, null));
    }
  }

  /**
   * Sends a bucket's events to a queue in the form that an EventBridge rule passes on.
   *
   * @param bucket a bucket that exists
   * @param queueUrl the URL or ARN of a standard queue that exists
   */
  public void notifyThroughEventBridge(String bucket, String queueUrl) {
    requireBucket(bucket);
    String queue = requireStandardQueue(queueUrl);
    notifications.add(
        bucket, S3Notifications.Form.EVENT_BRIDGE, event -> sqs.deliver(queue, event, null));
  }

  /**
   * Stores what Firehose has buffered, without waiting for its buffering hints.
   *
   * @throws IllegalStateException when a bucket did not take it; the records are kept
   */
  public void flushFirehose() {
    firehose.flush();
  }

  /** Stores what Firehose has buffered and stops everything. */
  @Override
  public void close() {
    // Nothing is acknowledged from here on: so what Firehose stores below is all that it has
    // acknowledged.
    fronts.values().forEach(HttpFront::close);
    RuntimeException failure = null;
    while (!started.isEmpty()) {
      try {
        started.pop().close();
      } catch (Exception e) {
        if (failure == null) {
          failure = new IllegalStateException("The local AWS did not stop cleanly: " + e, e);
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  private void startServices(Builder builder) {
    // ElasticMQ takes two seconds, S3 one: together.
    CompletableFuture<SqsService> startingSqs =
        CompletableFuture.supplyAsync(() -> SqsService.start(endpoint(AwsService.SQS), faults));
    try {
      s3 = keep(S3Service.start(notifications, builder.s3Directory));
    } catch (RuntimeException e) {
      startingSqs.join().close();
      throw e;
    }
    try {
      sqs = keep(startingSqs.join());
    } catch (CompletionException e) {
      throw new IllegalStateException("The local SQS does not start: " + e.getCause(), e);
    }
    sns = new SnsService(sqs, new SnsEnvelope(builder.clock), faults);
    firehose = keep(new FirehoseService(s3, faults, builder.clock).start());
    fronts.get(AwsService.SQS).serve(sqs);
    fronts.get(AwsService.SNS).serve(sns);
    fronts.get(AwsService.S3).serve(s3);
    fronts
        .get(AwsService.KINESIS)
        .serve(new KinesisService(builder.kinesisThroughputLimits, faults, builder.clock));
    fronts.get(AwsService.FIREHOSE).serve(firehose);
  }

  private void requireBucket(String bucket) {
    if (!s3.hasBucket(bucket)) {
      throw new IllegalArgumentException("There is no bucket '" + bucket + "' in the local S3.");
    }
  }

  private String requireStandardQueue(String urlOrArn) {
    String queue = SqsService.queueName(urlOrArn);
    if (queue.endsWith(".fifo")) {
      throw new IllegalArgumentException("S3 cannot notify a FIFO queue: " + urlOrArn);
    }
    if (!sqs.has(queue)) {
      throw noDestination(urlOrArn);
    }
    return queue;
  }

  private static IllegalArgumentException noDestination(String target) {
    return new IllegalArgumentException(
        "Unable to validate the following destination configurations: no queue or topic " + target);
  }

  private <T extends AutoCloseable> T keep(T one) {
    started.push(one);
    return one;
  }

  /** How the local AWS is to be. */
  public static final class Builder {

    private int basePort;
    private long seed;
    private boolean kinesisThroughputLimits = true;
    private Clock clock = Clock.systemUTC();
    private Path s3Directory;

    private Builder() {}

    /**
     * Fixed ports, for people who want to know them beforehand: SQS here, SNS, S3, Kinesis and
     * Firehose on the next four.
     *
     * @param basePort 1024 to 65531, or 0 for free ports, the default
     */
    public Builder basePort(int basePort) {
      int last = 65536 - AwsService.values().length;
      if (basePort != 0 && (basePort < 1024 || basePort > last)) {
        throw new IllegalArgumentException(
            "The base port is 0 or 1024 to " + last + ", not " + basePort);
      }
      this.basePort = basePort;
      return this;
    }

    /** The seed of the faults; 0 unless set. */
    public Builder faultSeed(long seed) {
      this.seed = seed;
      return this;
    }

    /**
     * Whether a shard takes 1 MiB or 1,000 records a second and five reads, as in AWS; the default
     * is yes.
     */
    public Builder kinesisThroughputLimits(boolean kinesisThroughputLimits) {
      this.kinesisThroughputLimits = kinesisThroughputLimits;
      return this;
    }

    /** The clock of Kinesis, Firehose and the notifications; SQS and S3 have their own. */
    public Builder clock(Clock clock) {
      this.clock = Objects.requireNonNull(clock, "clock");
      return this;
    }

    /**
     * Keeps what S3 holds in a directory, uploads that are not complete included: a local AWS that
     * is started with it later has them from the start.
     *
     * @param directory made if there is none; in local-s3's own form
     */
    public Builder s3Directory(Path directory) {
      this.s3Directory = Objects.requireNonNull(directory, "directory");
      return this;
    }

    /**
     * Starts it.
     *
     * @throws IllegalStateException when a port is in use; the message names it
     */
    public LocalAws start() {
      return new LocalAws(this);
    }
  }
}
