package io.uploadlens.source.sqs.payload;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Where the <a href="https://github.com/awslabs/amazon-sqs-java-extended-client-lib">SQS Extended
 * Client</a> put the body of a message: a bucket and a key of S3. Immutable; persisted with the
 * receipts of the split.
 *
 * <p>The client sends in place of the body an array of a class name and an object, {@code
 * ["software.amazon.payloadoffloading.PayloadS3Pointer",{"s3BucketName":"b","s3Key":"k"}]}, under
 * an older class name before its version 1.1, and marks the message with a message attribute that
 * holds the body's size. As for the client, the attribute alone decides whether a body is a
 * pointer.
 */
public final class PayloadPointer {

  /** The attributes that mark a pointer, today's and the one that older clients send. */
  public static final List<String> ATTRIBUTES =
      List.of("ExtendedPayloadSize", "SQSLargePayloadSize");

  private static final Set<String> CLASSES =
      Set.of(
          "software.amazon.payloadoffloading.PayloadS3Pointer",
          "com.amazon.sqs.javamessaging.MessageS3Pointer");

  private static final String FORM =
      "[\"software.amazon.payloadoffloading.PayloadS3Pointer\","
          + "{\"s3BucketName\":\"…\",\"s3Key\":\"…\"}]";

  private static final JsonFactory JSON = new JsonFactory();

  private final String bucket;
  private final String key;

  /**
   * @param bucket the bucket's name; not null
   * @param key the object's key; not null
   */
  public PayloadPointer(String bucket, String key) {
    this.bucket = Objects.requireNonNull(bucket, "bucket");
    this.key = Objects.requireNonNull(key, "key");
  }

  /** Whether these message attributes mark a body as a pointer. */
  public static boolean isMarked(Map<String, String> attributes) {
    return ATTRIBUTES.stream().anyMatch(attributes::containsKey);
  }

  /**
   * The size of the payload in bytes as its sender tells it: a hint and no more, since anyone may
   * write the attribute.
   *
   * @return -1 where there is no number
   */
  public static long sizeHint(Map<String, String> attributes) {
    for (String name : ATTRIBUTES) {
      String value = attributes.get(name);
      if (value != null && value.matches("[0-9]{1,18}")) {
        return Long.parseLong(value);
      }
    }
    return -1;
  }

  /**
   * Reads a pointer.
   *
   * @param body the body of a message; not null
   * @throws InvalidPointerException if it is none
   */
  public static PayloadPointer parse(String body) throws InvalidPointerException {
    try (JsonParser json = JSON.createParser(body)) {
      if (json.nextToken() != JsonToken.START_ARRAY) {
        throw invalid("it is no JSON array");
      }
      if (json.nextToken() != JsonToken.VALUE_STRING || !CLASSES.contains(json.getText())) {
        throw invalid("its first element is none of the client's class names");
      }
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw invalid("its second element is no object");
      }
      PayloadPointer pointer = readFields(json);
      if (json.nextToken() != JsonToken.END_ARRAY || json.nextToken() != null) {
        throw invalid("there is more than a class name and an object");
      }
      return pointer;
    } catch (IOException e) {
      throw invalid("it is not well-formed JSON");
    }
  }

  private static PayloadPointer readFields(JsonParser json)
      throws IOException, InvalidPointerException {
    String bucket = null;
    String key = null;
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      boolean text = json.nextToken() == JsonToken.VALUE_STRING;
      if (name.equals("s3BucketName")) {
        bucket = text ? json.getText() : null;
      } else if (name.equals("s3Key")) {
        key = text ? json.getText() : null;
      }
      // The client ignores fields that it does not know.
      json.skipChildren();
    }
    if (bucket == null || bucket.isEmpty()) {
      throw invalid("s3BucketName is no text, or is empty");
    }
    if (key == null || key.isEmpty()) {
      throw invalid("s3Key is no text, or is empty");
    }
    return new PayloadPointer(bucket, key);
  }

  private static InvalidPointerException invalid(String why) {
    return new InvalidPointerException(why + "; a pointer is " + FORM);
  }

  /** The bucket's name. */
  public String bucket() {
    return bucket;
  }

  /** The object's key. */
  public String key() {
    return key;
  }

  @Override
  public boolean equals(Object other) {
    if (!(other instanceof PayloadPointer)) {
      return false;
    }
    PayloadPointer that = (PayloadPointer) other;
    return bucket.equals(that.bucket) && key.equals(that.key);
  }

  @Override
  public int hashCode() {
    return Objects.hash(bucket, key);
  }

  @Override
  public String toString() {
    return "s3://" + bucket + "/" + key;
  }
}
