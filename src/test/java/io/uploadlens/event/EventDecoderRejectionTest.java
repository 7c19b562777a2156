package io.uploadlens.event;

import static io.uploadlens.event.Samples.ORIGIN;
import static io.uploadlens.event.Samples.bytes;
import static io.uploadlens.event.Samples.decode;
import static io.uploadlens.event.Samples.eventBridge;
import static io.uploadlens.event.Samples.s3;
import static io.uploadlens.event.Samples.sns;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the decoder refuses, and what it says about it. */
class EventDecoderRejectionTest {

  private static final String S3 = s3("ObjectCreated:Put", "k", "");
  private static final String BRIDGE = eventBridge("Object Created", "k", "", "");
  private static final String FLAT =
      "{\"bucket\":\"b\",\"key\":\"k\",\"event_time\":\"2026-11-02T10:00:00Z\"}";
  private static final String FORMS =
      "'Records' (S3), 'Type' and 'Message' (SNS), 'detail' and 'source' (EventBridge)"
          + " or 'bucket', 'key' and 'event_time' (upload event) are expected";
  private static final String SIZES = "; an integer from 0 to 999999999999999999 is allowed";

  @ParameterizedTest
  @MethodSource("badMessages")
  void g6RejectsWithTheReason(String message, RejectReason reason, String detail) {
    byte[] body = bytes(message);

    RejectedMessage rejection = new EventDecoder().decode(body, ORIGIN).rejection();

    assertThat(rejection).isNotNull();
    assertThat(rejection.detail()).isEqualTo(detail);
    assertThat(rejection.reason()).isEqualTo(reason);
    assertThat(rejection.body()).isSameAs(body);
    assertThat(rejection.origin()).isSameAs(ORIGIN);
  }

  @ParameterizedTest
  @ValueSource(strings = {"k", "\u00e9", "\u20ac", "\ud83d\ude00"})
  void g6AKeyThatS3CouldNotHaveNamedIsRejected(String character) {
    int bytes = character.getBytes(StandardCharsets.UTF_8).length;
    String longest = character.repeat(1024 / bytes) + "x".repeat(1024 % bytes);

    assertThat(decode(FLAT.replace("\"k\"", "\"" + longest + "\"")).events()).hasSize(1);
    assertThat(decode(eventBridge("Object Created", longest, "", "")).events()).hasSize(1);
    String tooLong = longest + "x";
    assertThat(decode(FLAT.replace("\"k\"", "\"" + tooLong + "\"")).rejection().detail())
        .startsWith("key is ")
        .endsWith("; at most 1024 bytes are expected");
    assertThat(decode(s3("ObjectCreated:Put", tooLong, "")).rejection().reason())
        .isEqualTo(RejectReason.INVALID_FIELD);
    assertThat(decode(FLAT.replace("\"b\"", "\"" + "b".repeat(256) + "\"")).rejection().detail())
        .startsWith("bucket is ")
        .endsWith("; at most 255 bytes are expected");
  }

  static Stream<Arguments> badMessages() {
    return Stream.of(notJson(), unknownForms(), versions(), missing(), invalid()).flatMap(s -> s);
  }

  private static Stream<Arguments> notJson() {
    RejectReason notJson = RejectReason.NOT_JSON;
    return Stream.of(
        arguments("", RejectReason.EMPTY, "the message holds nothing but white space"),
        arguments(" \r\n\t", RejectReason.EMPTY, "the message holds nothing but white space"),
        arguments(sns(" "), RejectReason.EMPTY, "Message: nothing but white space"),
        arguments(
            "hello",
            notJson,
            "at line 1, column 6: Unrecognized token 'hello': was expecting (JSON String, Number,"
                + " Array, Object or token 'null', 'true' or 'false')"),
        arguments(S3.substring(0, 100), notJson, "the JSON ends before it is complete"),
        arguments(
            S3 + "\nrest",
            notJson,
            "at line 2, column 5: Unrecognized token 'rest': was expecting (JSON String, Number,"
                + " Array, Object or token 'null', 'true' or 'false')"),
        arguments(
            sns(S3.substring(0, 100)), notJson, "Message: the JSON ends before it is complete"),
        arguments(FLAT + FLAT + "{", notJson, "document 3: the JSON ends before it is complete"),
        arguments(
            "{\"x\":" + "[".repeat(5000) + "]".repeat(5000) + "}",
            notJson,
            "Document nesting depth (1001) exceeds the maximum allowed (1000, from"
                + " `StreamReadConstraints.getMaxNestingDepth()`)"));
  }

  private static Stream<Arguments> unknownForms() {
    RejectReason unknown = RejectReason.UNKNOWN_FORM;
    return Stream.of(
        arguments("[" + S3 + "]", unknown, "the JSON is not an object; " + FORMS),
        arguments("null", unknown, "the JSON is not an object; " + FORMS),
        arguments("{}", unknown, "an object with none of the fields that tell its form; " + FORMS),
        arguments(
            "{\"a\":1,\"b\u0001\":[],\"c\":{\"bucket\":\"b\"}}".replace("\u0001", "\\u0001"),
            unknown,
            "an object with the fields 'a', 'b\uFFFD', 'c'; " + FORMS),
        arguments(
            "{\"a\":1,\"b\":1,\"c\":1,\"d\":1,\"e\":1,\"f\":1,\"g\":1,\"h\":1,\"i\":1}",
            unknown,
            "an object with the fields 'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h' \u2026; " + FORMS),
        arguments(
            S3.replace("aws:s3", "aws:sqs"),
            unknown,
            "Records[0].eventSource is 'aws:sqs'; 'aws:s3' is expected"),
        arguments(
            "{\"Records\":[{\"EventSource\":\"aws:sns\",\"Sns\":{}}]}",
            unknown,
            "Records[0].eventSource is missing; 'aws:s3' is expected"),
        arguments(
            BRIDGE.replace("aws.s3", "aws.ec2").replace("\"photos\"", "5"),
            unknown,
            "source is 'aws.ec2'; 'aws.s3' is expected"),
        arguments(
            "{\"source\":\"aws.s3\",\"detail-type\":\"AWS API Call via CloudTrail\",\"detail\":"
                + "{\"eventName\":\"PutObject\",\"requestParameters\":{\"bucketName\":\"b\"}}}",
            unknown,
            "detail-type is 'AWS API Call via CloudTrail', without detail.bucket.name and"
                + " detail.object.key; an S3 event like 'Object Created' is expected"),
        arguments(
            sns(S3).replace("Notification", "SubscriptionConfirmation"),
            unknown,
            "Type is 'SubscriptionConfirmation'; 'Notification' is expected"),
        arguments(
            sns(sns(S3)), unknown, "Message: an SNS envelope inside another; one is expected"),
        arguments(sns("[1]"), unknown, "Message: the JSON is not an object; " + FORMS),
        arguments(
            FLAT.replace("{", "{\"schema\":\"of.others/1\","),
            unknown,
            "schema is 'of.others/1'; 'uploadlens.upload/1' is supported"));
  }

  private static Stream<Arguments> versions() {
    RejectReason unsupported = RejectReason.UNSUPPORTED_VERSION;
    return Stream.of(
        arguments(
            S3.replace("2.1", "3.0").replace("\"k\"", "5"),
            unsupported,
            "Records[0].eventVersion is '3.0'; '2.0' or later, below '3.0', is supported"),
        arguments(
            S3.replace("2.1", "22.1"),
            unsupported,
            "Records[0].eventVersion is '22.1'; '2.0' or later, below '3.0', is supported"),
        arguments(
            eventBridge("Object Created", "k", "", ",\"event-version\":\"2.0\""),
            unsupported,
            "detail.event-version is '2.0'; '1.0' or later, below '2.0', is supported"),
        arguments(
            FLAT.replace("{", "{\"schema\":\"uploadlens.upload/2\","),
            unsupported,
            "schema is 'uploadlens.upload/2'; 'uploadlens.upload/1' is supported"));
  }

  private static Stream<Arguments> missing() {
    RejectReason missing = RejectReason.MISSING_FIELD;
    return Stream.of(
        arguments("{\"Records\":[]}", missing, "Records is empty; at least one record is expected"),
        arguments(without(S3, "eventVersion"), missing, "Records[0].eventVersion is missing"),
        arguments(without(S3, "eventSource"), missing, "Records[0].eventSource is missing"),
        arguments(without(S3, "eventTime"), missing, "Records[0].eventTime is missing"),
        arguments(without(S3, "eventName"), missing, "Records[0].eventName is missing"),
        arguments(without(S3, "s3"), missing, "Records[0].s3.bucket.name is missing"),
        arguments(without(S3, "bucket"), missing, "Records[0].s3.bucket.name is missing"),
        arguments(without(S3, "name"), missing, "Records[0].s3.bucket.name is missing"),
        arguments(without(S3, "object"), missing, "Records[0].s3.object.key is missing"),
        arguments(without(S3, "key"), missing, "Records[0].s3.object.key is missing"),
        arguments(S3.replace("\"k\"", "null"), missing, "Records[0].s3.object.key is missing"),
        arguments(without(BRIDGE, "time"), missing, "time is missing"),
        arguments(without(BRIDGE, "detail-type"), missing, "detail-type is missing"),
        arguments(without(BRIDGE, "bucket"), missing, "detail.bucket.name is missing"),
        arguments(without(BRIDGE, "key"), missing, "detail.object.key is missing"),
        arguments(without(FLAT, "bucket"), missing, "bucket is missing"),
        arguments(without(FLAT, "key"), missing, "key is missing"),
        arguments(without(FLAT, "event_time"), missing, "event_time is missing"),
        arguments("{\"schema\":\"uploadlens.upload/1\"}", missing, "bucket is missing"),
        arguments(
            sns(without(S3, "key")), missing, "Message: Records[0].s3.object.key is missing"));
  }

  private static Stream<Arguments> invalid() {
    RejectReason invalid = RejectReason.INVALID_FIELD;
    String time = "; a time like 2026-11-02T10:00:00.123Z is expected";
    return Stream.of(
        arguments("{\"Records\":5}", invalid, "Records is 5; an array is expected"),
        arguments("{\"Records\":null}", invalid, "Records is null; an array is expected"),
        arguments("{\"Records\":[\"x\"]}", invalid, "Records[0] is 'x'; an object is expected"),
        arguments(
            "{\"Type\":\"Notification\",\"Message\":{\"Records\":[]}}",
            invalid,
            "Message is no string; JSON in a string is expected"),
        arguments(withSize("-5"), invalid, "Records[0].s3.object.size is -5" + SIZES),
        arguments(withSize("1.5"), invalid, "Records[0].s3.object.size is 1.5" + SIZES),
        arguments(withSize("1e3"), invalid, "Records[0].s3.object.size is 1e3" + SIZES),
        arguments(withSize("\"12\""), invalid, "Records[0].s3.object.size is '12'" + SIZES),
        arguments(withSize("true"), invalid, "Records[0].s3.object.size is true" + SIZES),
        arguments(withSize("[1]"), invalid, "Records[0].s3.object.size is an array" + SIZES),
        arguments(
            withSize("1234567890123456789"),
            invalid,
            "Records[0].s3.object.size is 1234567890123456789" + SIZES),
        arguments(
            withSize("9".repeat(5000)),
            invalid,
            "Records[0].s3.object.size is 99999999999999999999\u2026" + SIZES),
        arguments(
            S3.replace("\"k\"", "{\"a\":{}}"),
            invalid,
            "Records[0].s3.object.key is an object; a string is expected"),
        arguments(
            S3.replace("\"k\"", "\"100%\""),
            invalid,
            "Records[0].s3.object.key is '100%'; a form-urlencoded key in UTF-8 is expected"),
        arguments(
            S3.replace("\"k\"", "\"\""),
            invalid,
            "Records[0].s3.object.key is empty; at least one character is expected"),
        arguments(
            S3.replace("\"k\"", "\"a\\ud83d\""),
            invalid,
            "Records[0].s3.object.key is 'a\uFFFD' with half a surrogate pair; Unicode is expected"),
        arguments(
            S3.replace("\"photos\"", "\"" + "x".repeat(65) + "\\ude00\""),
            invalid,
            "Records[0].s3.bucket.name is '"
                + "x".repeat(64)
                + "\u2026' with half a surrogate pair; Unicode is expected"),
        arguments(
            S3.replace("2026-11-02T10:00:00.123Z", "yesterday"),
            invalid,
            "Records[0].eventTime is 'yesterday'" + time),
        arguments(
            S3.replace("\"2026-11-02T10:00:00.123Z\"", "1793613600"),
            invalid,
            "Records[0].eventTime is 1793613600; a string is expected"),
        arguments(
            S3.replace("{\"name\":\"photos\"}", "[]"),
            invalid,
            "Records[0].s3.bucket is an array; an object is expected"),
        arguments(
            BRIDGE.replace("\"photos\"", "false"),
            invalid,
            "detail.bucket.name is false; a string is expected"),
        arguments(
            BRIDGE.replace("2026-11-02T10:00:00Z", "2026-02-30T10:00:00Z"),
            invalid,
            "time is '2026-02-30T10:00:00Z'" + time),
        arguments(
            BRIDGE.replace("\"eu-west-1\"", "1"), invalid, "region is 1; a string is expected"),
        arguments(
            FLAT.replace("\"k\"", "\"\""),
            invalid,
            "key is empty; at least one character is expected"),
        arguments(FLAT.replace("{", "{\"size\":-1,\"bucket\":1,"), invalid, "size is -1" + SIZES));
  }

  /** A JSON string may escape NUL, a line break or a bell; a detail goes to logs. */
  @Test
  void g6TheDetailIsOneLineOfValidText() {
    String detail =
        decode(S3.replace("\"k\"", "\"\\u0000\\n\\u0007\\ud83d\\ud83d%\"")).rejection().detail();

    assertThat(detail)
        .isEqualTo(
            "Records[0].s3.object.key is '\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD%' with half a surrogate"
                + " pair; Unicode is expected");
  }

  @Test
  void g6AFaultOfTheDecoderKeepsTheMessage() {
    byte[] body = bytes(S3);
    JsonFactory broken =
        new JsonFactory() {
          private static final long serialVersionUID = 1L;

          @Override
          public JsonParser createParser(byte[] data) {
            throw new IndexOutOfBoundsException("index 7");
          }
        };

    RejectedMessage rejection = new EventDecoder(broken, false).decode(body, ORIGIN).rejection();

    assertThat(rejection.reason()).isEqualTo(RejectReason.DECODER_FAULT);
    assertThat(rejection.detail()).isEqualTo("java.lang.IndexOutOfBoundsException: index 7");
    assertThat(rejection.body()).isSameAs(body);
  }

  /** Renames a field, so that the decoder does not know it. */
  private static String without(String json, String field) {
    String name = "\"" + field + "\":";
    assertThat(json).contains(name);
    return json.replace(name, "\"no " + field + "\":");
  }

  private static String withSize(String size) {
    return s3("ObjectCreated:Put", "k", ",\"size\":" + size);
  }
}
