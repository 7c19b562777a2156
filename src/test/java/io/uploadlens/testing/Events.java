package io.uploadlens.testing;

import io.uploadlens.event.CreationMethod;
import io.uploadlens.event.DecodedMessage;
import io.uploadlens.event.EventKind;
import io.uploadlens.event.MessageForm;
import io.uploadlens.event.MessageOrigin;
import io.uploadlens.event.UploadEvent;
import io.uploadlens.event.UploadEventBuilder;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Makes upload events for tests, deterministic and complete: set what the test is about, the rest
 * has a value that makes sense.
 *
 * <p>Unless told otherwise an event took place at {@link #TIME}, has a size (if it is a creation)
 * of {@link #SIZE} bytes, arrived 500 ms later, and carries a sequencer made of its time: the same
 * kind of event of one key at one time is the same event, at another time it is another.
 */
public final class Events {

  /** 2026-11-02T10:00:00Z. */
  public static final long TIME = Instant.parse("2026-11-02T10:00:00Z").toEpochMilli();

  /** The size of an object, unless told otherwise. */
  public static final long SIZE = 1024;

  /** The queue that carried the events, unless told otherwise. */
  public static final String SOURCE = "https://sqs.eu-west-1.amazonaws.com/000000000000/uploads";

  private final EventKind kind;
  private final String bucket;
  private final String key;
  private CreationMethod method;
  private String name;
  private long time = TIME;
  private long size;
  private String versionId;
  private String eTag;
  private String sequencer;
  private boolean sequencerSet;
  private String principal = "AWS:AIDAEXAMPLE";
  private String sourceIp = "192.0.2.7";
  private String region = "eu-west-1";
  private String requestId = "C3D13FE58DE4C810";
  private String ownId;
  private MessageForm form = MessageForm.S3;
  private MessageOrigin origin;
  private long delay = 500;

  private Events(
      EventKind kind, CreationMethod method, String name, long size, String bucket, String key) {
    this.kind = kind;
    this.method = method;
    this.name = name;
    this.size = size;
    this.bucket = bucket;
    this.key = key;
    this.eTag = kind == EventKind.CREATED ? "d41d8cd98f00b204e9800998ecf8427e" : null;
  }

  /** An object that was put. */
  public static Events created(String bucket, String key) {
    return new Events(
        EventKind.CREATED, CreationMethod.PUT, "ObjectCreated:Put", SIZE, bucket, key);
  }

  /** An object that was deleted at somebody's request. */
  public static Events removed(String bucket, String key) {
    return of(EventKind.REMOVED, "ObjectRemoved:Delete", bucket, key);
  }

  /** An object that a lifecycle rule deleted. */
  public static Events expired(String bucket, String key) {
    return of(EventKind.LIFECYCLE_EXPIRED, "LifecycleExpiration:Delete", bucket, key);
  }

  /** An event of any other kind; it has no size. */
  public static Events of(EventKind kind, String eventName, String bucket, String key) {
    return new Events(kind, CreationMethod.NONE, eventName, UploadEvent.NO_SIZE, bucket, key);
  }

  /** When it took place, epoch milliseconds. */
  public Events at(long millis) {
    this.time = millis;
    return this;
  }

  /** When it took place, ISO-8601. */
  public Events at(String instant) {
    return at(Instant.parse(instant).toEpochMilli());
  }

  /** The size in bytes. */
  public Events size(long bytes) {
    this.size = bytes;
    return this;
  }

  /** Without a size, as S3's deletes are. */
  public Events withoutSize() {
    return size(UploadEvent.NO_SIZE);
  }

  /** How the object was created; gives the event its name, too. */
  public Events by(CreationMethod creation) {
    this.method = creation;
    switch (creation) {
      case PUT:
        this.name = "ObjectCreated:Put";
        break;
      case POST:
        this.name = "ObjectCreated:Post";
        break;
      case COPY:
        this.name = "ObjectCreated:Copy";
        break;
      case MULTIPART:
        this.name = "ObjectCreated:CompleteMultipartUpload";
        break;
      default:
        throw new IllegalArgumentException(creation + " has no event name of its own");
    }
    return this;
  }

  /** The version, or null. */
  public Events versionId(String version) {
    this.versionId = version;
    return this;
  }

  /** The entity tag, or null. */
  public Events eTag(String tag) {
    this.eTag = tag;
    return this;
  }

  /** The sequencer, or null for none. */
  public Events sequencer(String hex) {
    this.sequencer = hex;
    this.sequencerSet = true;
    return this;
  }

  /** Who did it, or null. */
  public Events principal(String id) {
    this.principal = id;
    return this;
  }

  /** The address the request came from, or null. */
  public Events sourceIp(String address) {
    this.sourceIp = address;
    return this;
  }

  /** The region, or null. */
  public Events region(String name) {
    this.region = name;
    return this;
  }

  /** S3's request id, or null. */
  public Events requestId(String id) {
    this.requestId = id;
    return this;
  }

  /** The id that a flat event brings, or null. */
  public Events ownId(String id) {
    this.ownId = id;
    return this;
  }

  /** The form of the message that carried it. */
  public Events form(MessageForm messageForm) {
    this.form = messageForm;
    return this;
  }

  /** The message that carried it. */
  public Events origin(MessageOrigin messageOrigin) {
    this.origin = messageOrigin;
    return this;
  }

  /** How long after the event its message arrived and was first seen, in milliseconds. */
  public Events arrivedAfter(long millis) {
    this.delay = millis;
    return this;
  }

  /** The event. */
  public UploadEvent build() {
    return new UploadEventBuilder()
        .event(kind, method, name)
        .eventTime(time)
        .object(bucket, key)
        .versionId(versionId)
        .eTag(eTag)
        .sequencer(sequencerSet ? sequencer : String.format("%016X", time))
        .size(size)
        .principal(principal)
        .sourceIp(sourceIp)
        .region(region)
        .requestId(requestId)
        .ownId(ownId)
        .carriedBy(
            form,
            origin != null
                ? origin
                : new MessageOrigin(SOURCE, "m-" + key + "-" + time, time + delay, time + delay))
        .build();
  }

  /** A message that carries this event alone. */
  public DecodedMessage message() {
    return message(build());
  }

  /** A message that carries these events; it has the first one's form. */
  public static DecodedMessage message(UploadEvent... events) {
    return DecodedMessage.events(events[0].form(), Arrays.asList(events));
  }

  /** The events of these builders, in their order. */
  public static List<UploadEvent> list(Events... events) {
    return Arrays.stream(events).map(Events::build).collect(Collectors.toList());
  }
}
