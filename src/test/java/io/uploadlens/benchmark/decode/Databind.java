package io.uploadlens.benchmark.decode;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Jackson's data binding into classes with the fields that the decoder reads, and no others. Leaves
 * out what the decoder does beyond that: times and keys stay as they are written, and there is no
 * identity.
 */
final class Databind implements MessageReader {

  static final String NAME = "databind";

  private static final ObjectMapper JSON =
      new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  private final ObjectReader notifications = JSON.readerFor(Notification.class);
  private final ObjectReader envelopes = JSON.readerFor(Envelope.class);
  private final ObjectReader bridgeEvents = JSON.readerFor(BridgeEvent.class);
  private final DecodeForm form;

  Databind(DecodeForm form) {
    this.form = form;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public long read(byte[] message) throws IOException {
    if (form == DecodeForm.EVENTBRIDGE) {
      BridgeEvent event = bridgeEvents.readValue(message);
      return event.detail.object.key.length();
    }
    return notification(message).records.get(0).s3.object.key.length();
  }

  private Notification notification(byte[] message) throws IOException {
    if (form == DecodeForm.S3) {
      return notifications.readValue(message);
    }
    Envelope envelope = envelopes.readValue(message);
    return notifications.readValue(envelope.message);
  }

  @Override
  public boolean tell(byte[] message, Findings findings) throws IOException {
    if (form == DecodeForm.EVENTBRIDGE) {
      BridgeEvent event = bridgeEvents.readValue(message);
      BridgeObject object = event.detail.object;
      findings.add(event.detail.bucket.name, object.key, object.size);
      return true;
    }
    for (Record record : notification(message).records) {
      String key = URLDecoder.decode(record.s3.object.key, StandardCharsets.UTF_8);
      findings.add(record.s3.bucket.name, key, record.s3.object.size);
    }
    return true;
  }

  static final class Envelope {
    @JsonProperty("Type")
    public String type;

    @JsonProperty("Message")
    public String message;
  }

  static final class Notification {
    @JsonProperty("Records")
    public List<Record> records;
  }

  static final class Record {
    public String eventVersion;
    public String eventSource;
    public String awsRegion;
    public String eventTime;
    public String eventName;
    public UserIdentity userIdentity;
    public RequestParameters requestParameters;
    public ResponseElements responseElements;
    public S3Entity s3;
  }

  static final class UserIdentity {
    public String principalId;
  }

  static final class RequestParameters {
    @JsonProperty("sourceIPAddress")
    public String sourceIpAddress;
  }

  static final class ResponseElements {
    @JsonProperty("x-amz-request-id")
    public String requestId;
  }

  static final class S3Entity {
    public Bucket bucket;
    public S3Object object;
  }

  static final class Bucket {
    public String name;
  }

  static final class S3Object {
    public String key;
    public Long size;

    @JsonProperty("eTag")
    public String tag;

    public String versionId;
    public String sequencer;
  }

  static final class BridgeEvent {
    public String source;

    @JsonProperty("detail-type")
    public String detailType;

    public String time;
    public String region;
    public Detail detail;
  }

  static final class Detail {
    public String version;
    public Bucket bucket;
    public BridgeObject object;

    @JsonProperty("request-id")
    public String requestId;

    public String requester;

    @JsonProperty("source-ip-address")
    public String sourceIpAddress;

    public String reason;

    @JsonProperty("deletion-type")
    public String deletionType;
  }

  static final class BridgeObject {
    public String key;
    public Long size;
    public String etag;

    @JsonProperty("version-id")
    public String versionId;

    public String sequencer;
  }
}
