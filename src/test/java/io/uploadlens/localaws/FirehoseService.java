package io.uploadlens.localaws;

import io.uploadlens.aws.AwsService;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Firehose with S3 as its destination. What it has acknowledged it keeps until the local S3 has it.
 */
final class FirehoseService extends JsonService implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(FirehoseService.class);
  private static final int MAX_RECORDS = 500;
  private static final int MAX_RECORD_BYTES = 1000 * 1024;
  private static final int MAX_REQUEST_BYTES = 4 << 20;
  private static final long TICK_MILLIS = 50;

  private final Map<String, DeliveryStream> streams = new TreeMap<>();
  private final S3Service s3;
  private final Faults faults;
  private final Clock clock;
  private final ScheduledExecutorService deliveries =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "local-firehose-delivery");
            thread.setDaemon(true);
            return thread;
          });

  private ScheduledFuture<?> ticking;

  FirehoseService(S3Service s3, Faults faults, Clock clock) {
    super("Firehose_20150804");
    this.s3 = s3;
    this.faults = faults;
    this.clock = clock;
    operation("CreateDeliveryStream", this::create);
    operation("DeleteDeliveryStream", this::delete);
    operation(
        "DescribeDeliveryStream",
        params -> Map.of("DeliveryStreamDescription", stream(params).describe()));
    operation("ListDeliveryStreams", this::list);
    operation("PutRecord", this::putRecord);
    operation("PutRecordBatch", this::putRecordBatch);
  }

  FirehoseService start() {
    ticking =
        deliveries.scheduleWithFixedDelay(
            this::deliverDue, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
    return this;
  }

  @Override
  public ServiceException throttled(String operation) {
    return operation.startsWith("PutRecord")
        ? serviceUnavailable()
        : ServiceException.badRequest("LimitExceededException", "Rate exceeded");
  }

  /**
   * Stores what is buffered, now.
   *
   * @throws IllegalStateException when S3 did not take it all; what it did not take is kept
   */
  void flush() {
    List<String> kept = new ArrayList<>();
    for (DeliveryStream stream : all()) {
      try {
        stream.deliver();
      } catch (RuntimeException e) {
        kept.add(stream.name() + " (" + e.getMessage() + ")");
      }
    }
    if (!kept.isEmpty()) {
      throw new IllegalStateException("Firehose could not deliver: " + String.join("; ", kept));
    }
  }

  /** Stores what is buffered, then ends. */
  @Override
  public void close() {
    ticking.cancel(false);
    deliveries.shutdown();
    try {
      if (!deliveries.awaitTermination(10, TimeUnit.SECONDS)) {
        LOG.warn("A delivery of the local Firehose is still going on");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    flush();
  }

  private void deliverDue() {
    for (DeliveryStream stream : all()) {
      try {
        stream.deliverIfDue();
      } catch (RuntimeException e) {
        LOG.error("Delivery stream {} keeps its records and tries again", stream.name(), e);
      }
    }
  }

  private synchronized List<DeliveryStream> all() {
    return new ArrayList<>(streams.values());
  }

  private synchronized Map<String, ?> create(Params params) {
    String name = params.text("DeliveryStreamName");
    if (!name.matches("[a-zA-Z0-9_.-]{1,64}")) {
      throw params.invalid(
          name,
          "DeliveryStreamName",
          "Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+");
    }
    if (streams.containsKey(name)) {
      throw ServiceException.badRequest(
          "ResourceInUseException",
          "Firehose " + name + " under accountId " + LocalAws.ACCOUNT + " already exists");
    }
    if (!params.has("ExtendedS3DestinationConfiguration")) {
      throw ServiceException.badRequest(
          "InvalidArgumentException",
          "The local Firehose delivers to S3: ExtendedS3DestinationConfiguration is missing");
    }
    DeliveryStream stream =
        DeliveryStream.create(
            name, params.structure("ExtendedS3DestinationConfiguration"), s3, clock);
    streams.put(name, stream);
    return Map.of("DeliveryStreamARN", stream.arn());
  }

  private Map<String, ?> delete(Params params) {
    DeliveryStream stream = stream(params);
    stream.deliver();
    synchronized (this) {
      streams.remove(stream.name());
    }
    return Map.of();
  }

  private synchronized Map<String, ?> list(Params params) {
    String after = params.optionalText("ExclusiveStartDeliveryStreamName");
    int limit = params.integer("Limit", 1, 10_000, 10);
    List<String> names =
        streams.keySet().stream()
            .filter(name -> after == null || name.compareTo(after) > 0)
            .collect(Collectors.toList());
    return Map.of(
        "DeliveryStreamNames",
        names.subList(0, Math.min(limit, names.size())),
        "HasMoreDeliveryStreams",
        names.size() > limit);
  }

  private Map<String, ?> putRecord(Params params) {
    DeliveryStream stream = stream(params);
    stream.add(data(params.structure("Record")));
    return Map.of("RecordId", recordId(), "Encrypted", false);
  }

  private Map<String, ?> putRecordBatch(Params params) {
    DeliveryStream stream = stream(params);
    List<byte[]> records = new ArrayList<>();
    long bytes = 0;
    for (Params record : params.structures("Records", MAX_RECORDS)) {
      byte[] data = data(record);
      bytes += data.length;
      records.add(data);
    }
    if (bytes > MAX_REQUEST_BYTES) {
      throw ServiceException.badRequest(
          "InvalidArgumentException",
          "Records size exceeds 4 MB limit: " + bytes + " bytes in " + stream.name());
    }
    List<Map<String, ?>> responses = new ArrayList<>();
    int failed = 0;
    for (byte[] data : records) {
      if (faults.entryFails(AwsService.FIREHOSE, "PutRecordBatch")) {
        failed++;
        ServiceException error = serviceUnavailable();
        responses.add(Map.of("ErrorCode", error.code(), "ErrorMessage", error.getMessage()));
      } else {
        stream.add(data);
        responses.add(Map.of("RecordId", recordId()));
      }
    }
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("FailedPutCount", failed);
    answer.put("Encrypted", false);
    answer.put("RequestResponses", responses);
    return answer;
  }

  private static byte[] data(Params record) {
    byte[] data = record.blob("Data");
    if (data.length > MAX_RECORD_BYTES) {
      throw record.invalid(
          "java.nio.HeapByteBuffer[pos=0 lim=" + data.length + " cap=" + data.length + "]",
          "Data",
          "Member must have length less than or equal to " + MAX_RECORD_BYTES);
    }
    return data;
  }

  private synchronized DeliveryStream stream(Params params) {
    String name = params.text("DeliveryStreamName");
    DeliveryStream stream = streams.get(name);
    if (stream == null) {
      throw ServiceException.badRequest(
          "ResourceNotFoundException",
          "Firehose " + name + " under account " + LocalAws.ACCOUNT + " not found.");
    }
    return stream;
  }

  private static ServiceException serviceUnavailable() {
    return new ServiceException(500, "ServiceUnavailableException", "Slow down.");
  }

  private static String recordId() {
    return UUID.randomUUID().toString().replace("-", "").repeat(4);
  }
}
