package io.uploadlens.event;

import static io.uploadlens.event.Samples.ORIGIN;
import static io.uploadlens.event.Samples.bytes;
import static io.uploadlens.event.Samples.decode;
import static io.uploadlens.event.Samples.event;
import static io.uploadlens.event.Samples.eventBridge;
import static io.uploadlens.event.Samples.file;
import static io.uploadlens.event.Samples.s3;
import static io.uploadlens.event.Samples.sns;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.aggregator.ArgumentsAccessor;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the decoder makes of each form, against samples in {@code src/test/resources/samples}. */
class EventDecoderTest {

  private final EventDecoder decoder = new EventDecoder();

  @ParameterizedTest(name = "{0}")
  @CsvFileSource(resources = "/samples/expected.csv", useHeadersInDisplayName = true)
  void decodesTheSample(ArgumentsAccessor row) {
    DecodedMessage message = decoder.decode(file(row.getString(0)), ORIGIN);

    UploadEvent event = event(message);
    assertThat(message.form()).isEqualTo(MessageForm.valueOf(row.getString(1)));
    assertThat(event.form()).isEqualTo(message.form());
    assertThat(event.origin()).isSameAs(ORIGIN);
    assertThat(event.kind()).isEqualTo(EventKind.valueOf(row.getString(2)));
    assertThat(event.method()).isEqualTo(CreationMethod.valueOf(row.getString(3)));
    assertThat(event.eventName()).isEqualTo(row.getString(4));
    assertThat(Instant.ofEpochMilli(event.eventTime())).isEqualTo(Instant.parse(row.getString(5)));
    assertThat(event.bucket()).isEqualTo(row.getString(6));
    assertThat(event.key()).isEqualTo(row.getString(7));
    assertThat(event.versionId()).isEqualTo(row.getString(8));
    assertThat(event.eTag()).isEqualTo(row.getString(9));
    assertThat(event.sequencer()).isEqualTo(row.getString(10));
    assertThat(event.size()).isEqualTo(row.getLong(11));
    assertThat(event.principal()).isEqualTo(row.getString(12));
    assertThat(event.sourceIp()).isEqualTo(row.getString(13));
    assertThat(event.region()).isEqualTo(row.getString(14));
    assertThat(event.requestId()).isEqualTo(row.getString(15));
  }

  @Test
  void everySampleIsExpectedSomewhere() throws IOException, URISyntaxException {
    Path root = Path.of(EventDecoderTest.class.getResource("/samples/expected.csv").toURI());
    Set<String> expected = new TreeSet<>(Set.of("s3/two-records.json"));
    for (String line : Files.readAllLines(root)) {
      expected.add(line.substring(0, line.indexOf(',')));
    }
    expected.remove("file");
    try (Stream<Path> files = Files.walk(root.getParent())) {
      Set<String> samples = new TreeSet<>();
      files
          .map(file -> root.getParent().relativize(file).toString())
          .filter(name -> name.endsWith(".json") && !name.startsWith("ignored"))
          .forEach(samples::add);
      assertThat(samples).isEqualTo(expected);
    }
  }

  @Test
  void takesAllRecordsInTheirOrderAndTheirFieldsInAny() {
    List<UploadEvent> events = decoder.decode(file("s3/two-records.json"), ORIGIN).events();

    assertThat(events).extracting(UploadEvent::key).containsExactly("a", "b");
    assertThat(events).extracting(UploadEvent::size).containsExactly(1L, UploadEvent.NO_SIZE);
    assertThat(events)
        .extracting(UploadEvent::eventName)
        .containsExactly("ObjectCreated:Put", "ObjectRemoved:Delete");
    assertThat(events.get(1).eventTime()).isEqualTo(events.get(0).eventTime());
    assertThat(events.get(1).region()).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "ObjectCreated:Put,                                CREATED, PUT",
    "ObjectCreated:Post,                               CREATED, POST",
    "ObjectCreated:Copy,                               CREATED, COPY",
    "ObjectCreated:CompleteMultipartUpload,            CREATED, MULTIPART",
    "ObjectCreated:Teleported,                         CREATED, UNKNOWN",
    "ObjectRemoved:Delete,                             REMOVED, NONE",
    "ObjectRemoved:DeleteMarkerCreated,                REMOVED, NONE",
    "ObjectRestore:Post,                               RESTORED, NONE",
    "ObjectRestore:Completed,                          RESTORED, NONE",
    "ObjectRestore:Delete,                             RESTORED, NONE",
    "ReducedRedundancyLostObject,                      OTHER, NONE",
    "Replication:OperationFailedReplication,           REPLICATION, NONE",
    "Replication:OperationNotTracked,                  REPLICATION, NONE",
    "Replication:OperationMissedThreshold,             REPLICATION, NONE",
    "Replication:OperationReplicatedAfterThreshold,    REPLICATION, NONE",
    "LifecycleExpiration:Delete,                       LIFECYCLE_EXPIRED, NONE",
    "LifecycleExpiration:DeleteMarkerCreated,          LIFECYCLE_EXPIRED, NONE",
    "LifecycleTransition,                              LIFECYCLE_TRANSITION, NONE",
    "IntelligentTiering,                               TIERING, NONE",
    "ObjectTagging:Put,                                TAGGING, NONE",
    "ObjectTagging:Delete,                             TAGGING, NONE",
    "ObjectAcl:Put,                                    ACL, NONE",
    "ObjectAnnotation:Put,                             OTHER, NONE",
    "ObjectAnnotation:Delete,                          OTHER, NONE",
    "SomethingElse:Entirely,                           OTHER, NONE",
  })
  void knowsS3sEventNames(String name, EventKind kind, CreationMethod method) {
    for (String written : List.of(name, "s3:" + name)) {
      UploadEvent event = event(decode(s3(written, "k", "")));

      assertThat(event.eventName()).isEqualTo(name);
      assertThat(event.kind()).isEqualTo(kind);
      assertThat(event.method()).isEqualTo(method);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "Object Created, PutObject, , ObjectCreated:Put, CREATED, PUT",
    "Object Created, POST Object, , ObjectCreated:Post, CREATED, POST",
    "Object Created, CopyObject, , ObjectCreated:Copy, CREATED, COPY",
    "Object Created, CompleteMultipartUpload, , ObjectCreated:CompleteMultipartUpload, CREATED,"
        + " MULTIPART",
    "Object Created, TeleportObject, , ObjectCreated:TeleportObject, CREATED, UNKNOWN",
    "Object Created, , , ObjectCreated, CREATED, UNKNOWN",
    "Object Deleted, DeleteObject, Permanently Deleted, ObjectRemoved:Delete, REMOVED, NONE",
    "Object Deleted, DeleteObject, Delete Marker Created, ObjectRemoved:DeleteMarkerCreated,"
        + " REMOVED, NONE",
    "Object Deleted, Lifecycle Expiration, Permanently Deleted, LifecycleExpiration:Delete,"
        + " LIFECYCLE_EXPIRED, NONE",
    "Object Deleted, Lifecycle Expiration, Delete Marker Created,"
        + " LifecycleExpiration:DeleteMarkerCreated, LIFECYCLE_EXPIRED, NONE",
    "Object Deleted, , , ObjectRemoved:Delete, REMOVED, NONE",
    "Object Restore Initiated, , , ObjectRestore:Post, RESTORED, NONE",
    "Object Restore Completed, , , ObjectRestore:Completed, RESTORED, NONE",
    "Object Restore Expired, , , ObjectRestore:Delete, RESTORED, NONE",
    "Object Storage Class Changed, , , LifecycleTransition, LIFECYCLE_TRANSITION, NONE",
    "Object Access Tier Changed, , , IntelligentTiering, TIERING, NONE",
    "Object ACL Updated, , , ObjectAcl:Put, ACL, NONE",
    "Object Tags Added, , , ObjectTagging:Put, TAGGING, NONE",
    "Object Tags Deleted, , , ObjectTagging:Delete, TAGGING, NONE",
    "Async Copy Completion, , , Async Copy Completion, OTHER, NONE",
  })
  void givesEventBridgesEventsTheirNamesInS3(
      String type,
      String reason,
      String deletion,
      String name,
      EventKind kind,
      CreationMethod method) {
    String rest =
        (reason == null ? "" : ",\"reason\":" + Samples.quoted(reason))
            + (deletion == null ? "" : ",\"deletion-type\":" + Samples.quoted(deletion));

    UploadEvent event = event(decode(eventBridge(type, "k", "", rest)));

    assertThat(event.eventName()).isEqualTo(name);
    assertThat(event.kind()).isEqualTo(kind);
    assertThat(event.method()).isEqualTo(method);
  }

  @Test
  void g2AnEventHasOneIdentityInEveryForm() {
    String key = "2026/red flower+%41 \u00e4.jpg";
    String encoded = "2026/red+flower%2B%2541+%c3%A4.jpg";
    String s3 = s3("ObjectCreated:Put", encoded, ",\"versionId\":\"v1\",\"sequencer\":\"00AB0\"");
    String bridge =
        eventBridge(
            "Object Created",
            key,
            ",\"version-id\":\"v1\",\"sequencer\":\"00ab00\"",
            ",\"reason\":\"PutObject\"");
    String flat =
        "{\"sequencer\":\"00AB\",\"version_id\":\"v1\",\"bucket\":\"photos\",\"key\":"
            + Samples.quoted(key)
            + ",\"event_time\":\"2026-11-02T10:00:00Z\"}";

    Set<String> ids =
        Stream.of(s3, bridge, flat, sns(s3), sns(bridge), sns(flat))
            .map(json -> event(decode(json)).eventId())
            .collect(Collectors.toSet());

    assertThat(ids).hasSize(1);
  }

  @Test
  void g2AnEventWithoutSequencerHasOneIdentityInEveryForm() {
    String s3 = s3("ObjectTagging:Put", "k", ",\"eTag\":\"\\\"ab\\\"\"");
    String bridge = eventBridge("Object Tags Added", "k", ",\"etag\":\"ab\"", "");
    String empty =
        eventBridge("Object Tags Added", "k", ",\"etag\":\"ab\",\"version-id\":\"\"", "");

    assertThat(event(decode(s3)).eventId())
        .isEqualTo(event(decode(bridge)).eventId())
        .isEqualTo(event(decode(empty)).eventId());
  }

  @Test
  void g1TakesTheEventsOfAllDocumentsOfAMessage() {
    String flat = "{\"bucket\":\"b\",\"key\":\"flat\",\"event_time\":\"2026-11-02T10:00:00Z\"}";
    String inner = s3("ObjectCreated:Put", "one", "") + s3("ObjectCreated:Put", "two", "");
    String message =
        flat
            + "\n"
            + sns(inner)
            + eventBridge("Object Created", "bridge", "", "")
            + "\r\n\r\n{\"Event\":\"s3:TestEvent\"}\n"
            + s3("ObjectCreated:Put", "three", "")
            + "\n";

    DecodedMessage decoded = decode(message);

    assertThat(decoded.form()).isEqualTo(MessageForm.FLAT);
    assertThat(decoded.events())
        .extracting(UploadEvent::key)
        .containsExactly("flat", "one", "two", "bridge", "three");
    assertThat(decoded.events())
        .extracting(UploadEvent::form)
        .containsExactly(
            MessageForm.FLAT,
            MessageForm.SNS_S3,
            MessageForm.SNS_S3,
            MessageForm.EVENTBRIDGE,
            MessageForm.S3);
  }

  @Test
  void g1OneBadRecordRejectsTheWholeMessage() {
    String good = s3("ObjectCreated:Put", "one", "");
    String bad = s3("ObjectCreated:Put", "two", ",\"size\":-1");

    DecodedMessage decoded = decoder.decode(bytes(good + "\n" + bad), ORIGIN);

    assertThat(decoded.events()).isEmpty();
    assertThat(decoded.rejection().detail())
        .isEqualTo(
            "document 2: Records[0].s3.object.size is -1; an integer from 0 to 999999999999999999"
                + " is allowed");
    assertThat(decoder.decode(bytes(good), ORIGIN).events()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ignored/test-event.json", "ignored/sns-test-event.json"})
  void ignoresTheTestEvent(String name) {
    assertThat(decoder.decode(file(name), ORIGIN).isIgnored()).isTrue();
  }

  @Test
  void aFlatEventThatSaysSoIsOneWhateverElseItHolds() {
    DecodedMessage decoded =
        decode(
            "{\"Type\":\"x\",\"Message\":\"hello\",\"detail\":{},\"source\":\"camera\","
                + "\"Event\":\"s3:TestEvent\",\"schema\":\"uploadlens.upload/1\","
                + "\"bucket\":\"b\",\"key\":\"k\",\"event_time\":\"2026-11-02T10:00:00Z\"}");

    assertThat(decoded.form()).isEqualTo(MessageForm.FLAT);
  }

  @Test
  void aFieldThatIsNullIsAbsent() {
    UploadEvent event =
        event(
            decode(
                "{\"schema\":null,\"bucket\":\"b\",\"key\":\"k\",\"event_name\":null,"
                    + "\"event_time\":\"2026-11-02T10:00:00Z\",\"size\":null,\"etag\":null,"
                    + "\"version_id\":null,\"sequencer\":null,\"principal\":null,\"region\":null,"
                    + "\"source_ip\":null,\"request_id\":null,\"event_id\":null}"));

    assertThat(event)
        .isEqualTo(
            new UploadEventBuilder()
                .event(EventKind.CREATED, CreationMethod.PUT, "ObjectCreated:Put")
                .object("b", "k")
                .eventTime(Instant.parse("2026-11-02T10:00:00Z").toEpochMilli())
                .carriedBy(MessageForm.FLAT, ORIGIN)
                .build());
  }

  @Test
  void anUnknownFieldMayHoldAnything() {
    String deep = "[".repeat(900) + "]".repeat(900);
    String huge = "9".repeat(100_000);
    String rest = ",\"x\":" + deep + ",\"y\":" + huge + "." + huge + "e" + huge + ",\"z\":-" + huge;

    assertThat(event(decode(s3("ObjectCreated:Put", "k", rest))).key()).isEqualTo("k");
  }

  @Test
  void readsOtherUnicodeEncodingsAndAByteOrderMark() {
    String json = s3("ObjectCreated:Put", "k", "");

    for (byte[] body :
        List.of(
            json.getBytes(StandardCharsets.UTF_16BE),
            json.getBytes(StandardCharsets.UTF_16LE),
            ("\ufeff" + json).getBytes(StandardCharsets.UTF_8))) {
      assertThat(event(decoder.decode(body, ORIGIN)).key()).isEqualTo("k");
    }
  }
}
