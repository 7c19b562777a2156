package io.uploadlens.localaws;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.zip.GZIPOutputStream;

/**
 * A delivery stream: a buffer that becomes an object when it is full or old enough. Records stay in
 * it until the object is stored; nothing stands between two records but what they bring.
 */
final class DeliveryStream {

  private static final int MIB = 1 << 20;
  private static final String BUCKET_ARN = "arn:aws:s3:::";
  private static final DateTimeFormatter OBJECT_TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd-HH-mm-ss", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final String name;
  private final String bucket;
  private final ObjectPrefix prefix;
  private final String errorPrefix;
  private final int bufferMebibytes;
  private final Duration interval;
  private final boolean gzip;
  private final S3Service s3;
  private final Clock clock;
  private final Instant created;

  /** Held while an object is stored, so that objects are stored in order. */
  private final Object delivering = new Object();

  private List<byte[]> buffer = new ArrayList<>();
  private long bufferedBytes;
  private Instant oldest;

  private DeliveryStream(
      String name,
      String bucket,
      ObjectPrefix prefix,
      String errorPrefix,
      int bufferMebibytes,
      Duration interval,
      boolean gzip,
      S3Service s3,
      Clock clock) {
    this.name = name;
    this.bucket = bucket;
    this.prefix = prefix;
    this.errorPrefix = errorPrefix;
    this.bufferMebibytes = bufferMebibytes;
    this.interval = interval;
    this.gzip = gzip;
    this.s3 = s3;
    this.clock = clock;
    this.created = clock.instant();
  }

  /**
   * @param destination {@code ExtendedS3DestinationConfiguration}
   * @throws ServiceException when the bucket is not there or a setting is out of range
   */
  static DeliveryStream create(String name, Params destination, S3Service s3, Clock clock) {
    String arn = destination.text("BucketARN");
    if (!arn.startsWith(BUCKET_ARN)) {
      throw destination.invalid(
          arn, "BucketARN", "Member must satisfy regular expression pattern: arn:.*:s3:::.+");
    }
    destination.text("RoleARN");
    String bucket = arn.substring(BUCKET_ARN.length());
    if (!s3.hasBucket(bucket)) {
      throw ServiceException.badRequest(
          "InvalidArgumentException", "The bucket of " + arn + " does not exist");
    }
    String compression = destination.optionalText("CompressionFormat");
    if (compression != null && !compression.equals("UNCOMPRESSED") && !compression.equals("GZIP")) {
      throw destination.invalid(
          compression, "CompressionFormat", "the local Firehose knows [UNCOMPRESSED, GZIP]");
    }
    int mebibytes = 5;
    int seconds = 300;
    if (destination.has("BufferingHints")) {
      Params hints = destination.structure("BufferingHints");
      mebibytes = hints.integer("SizeInMBs", 1, 128, mebibytes);
      seconds = hints.integer("IntervalInSeconds", 0, 900, seconds);
    }
    String errorPrefix = destination.optionalText("ErrorOutputPrefix");
    String prefix = destination.optionalText("Prefix");
    return new DeliveryStream(
        name,
        bucket,
        ObjectPrefix.parse(prefix, errorPrefix),
        errorPrefix,
        mebibytes,
        Duration.ofSeconds(seconds),
        "GZIP".equals(compression),
        s3,
        clock);
  }

  String name() {
    return name;
  }

  String arn() {
    return "arn:aws:firehose:"
        + LocalAws.REGION
        + ":"
        + LocalAws.ACCOUNT
        + ":deliverystream/"
        + name;
  }

  synchronized void add(byte[] data) {
    if (buffer.isEmpty()) {
      oldest = clock.instant();
    }
    buffer.add(data);
    bufferedBytes += data.length;
  }

  void deliverIfDue() {
    if (due()) {
      deliver();
    }
  }

  /**
   * Stores what is buffered as one object.
   *
   * @throws RuntimeException when S3 does not take it; the records stay
   */
  void deliver() {
    synchronized (delivering) {
      List<byte[]> records;
      Instant first;
      synchronized (this) {
        if (buffer.isEmpty()) {
          return;
        }
        records = new ArrayList<>(buffer);
        first = oldest;
      }
      s3.put(bucket, key(first), "application/octet-stream", content(records));
      synchronized (this) {
        buffer = new ArrayList<>(buffer.subList(records.size(), buffer.size()));
        bufferedBytes = buffer.stream().mapToLong(data -> data.length).sum();
        oldest = clock.instant();
      }
    }
  }

  Map<String, Object> describe() {
    Map<String, Object> s3Description = new LinkedHashMap<>();
    s3Description.put("RoleARN", "arn:aws:iam::" + LocalAws.ACCOUNT + ":role/firehose");
    s3Description.put("BucketARN", BUCKET_ARN + bucket);
    s3Description.put("Prefix", prefix.pattern());
    s3Description.put("ErrorOutputPrefix", errorPrefix);
    s3Description.put(
        "BufferingHints",
        Map.of("SizeInMBs", bufferMebibytes, "IntervalInSeconds", (int) interval.toSeconds()));
    s3Description.put("CompressionFormat", gzip ? "GZIP" : "UNCOMPRESSED");
    s3Description.put("EncryptionConfiguration", Map.of("NoEncryptionConfig", "NoEncryption"));
    Map<String, Object> destination = new LinkedHashMap<>();
    destination.put("DestinationId", "destinationId-000000000001");
    destination.put("ExtendedS3DestinationDescription", s3Description);
    Map<String, Object> description = new LinkedHashMap<>();
    description.put("DeliveryStreamName", name);
    description.put("DeliveryStreamARN", arn());
    description.put("DeliveryStreamStatus", "ACTIVE");
    description.put("DeliveryStreamType", "DirectPut");
    description.put("VersionId", "1");
    description.put("CreateTimestamp", created);
    description.put("Destinations", List.of(destination));
    description.put("HasMoreDestinations", false);
    return description;
  }

  private synchronized boolean due() {
    return !buffer.isEmpty()
        && (bufferedBytes >= (long) bufferMebibytes * MIB
            || !clock.instant().isBefore(oldest.plus(interval)));
  }

  private String key(Instant first) {
    return prefix.at(first)
        + name
        + "-1-"
        + OBJECT_TIME.format(first)
        + "-"
        + UUID.randomUUID()
        + (gzip ? ".gz" : "");
  }

  private byte[] content(List<byte[]> records) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = gzip ? new GZIPOutputStream(bytes) : bytes) {
      for (byte[] data : records) {
        out.write(data);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
