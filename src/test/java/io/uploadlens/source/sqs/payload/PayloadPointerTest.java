package io.uploadlens.source.sqs.payload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PayloadPointerTest {

  private static final String CLASS = "software.amazon.payloadoffloading.PayloadS3Pointer";

  @Test
  void aPointerIsReadAsTheClientWritesIt() throws Exception {
    assertThat(
            PayloadPointer.parse(
                "[\"" + CLASS + "\",{\"s3BucketName\":\"b\",\"s3Key\":\"a/\\u00f6 \\\"k\\\"\"}]"))
        .isEqualTo(new PayloadPointer("b", "a/ö \"k\""));
    assertThat(
            PayloadPointer.parse(
                " [ \"com.amazon.sqs.javamessaging.MessageS3Pointer\" , {\"s3Key\":\"k\","
                    + " \"more\":{\"s3Key\":\"x\"}, \"s3BucketName\":\"b\"} ] "))
        .isEqualTo(new PayloadPointer("b", "k"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "{}|it is no JSON array",
        "x|it is not well-formed JSON",
        "[|it is not well-formed JSON|",
        "[\"java.lang.Runtime\",{\"s3BucketName\":\"b\",\"s3Key\":\"k\"}]|its first element is",
        "[1,{\"s3BucketName\":\"b\",\"s3Key\":\"k\"}]|its first element is none",
        "[\"CLASS\",\"b\"]|its second element is no object",
        "[\"CLASS\",{\"s3Key\":\"k\"}]|s3BucketName is no text, or is empty",
        "[\"CLASS\",{\"s3BucketName\":\"b\",\"s3Key\":\"\"}]|s3Key is no text, or is empty",
        "[\"CLASS\",{\"s3BucketName\":\"b\",\"s3Key\":7}]|s3Key is no text, or is empty",
        "[\"CLASS\",{\"s3BucketName\":\"b\",\"s3Key\":\"k\"},1]|there is more than a class name",
        "[\"CLASS\",{\"s3BucketName\":\"b\",\"s3Key\":\"k\"}]1|there is more than a class name",
        "[\"CLASS\",{\"s3BucketName\":\"b\",\"s3Key\":\"k\"|it is not well-formed JSON",
      })
  void g6WhatIsNoPointerIsTold(String body, String why) {
    assertThatThrownBy(() -> PayloadPointer.parse(body.replace("CLASS", CLASS)))
        .isInstanceOf(InvalidPointerException.class)
        .hasMessageStartingWith(why)
        .hasMessageContaining("; a pointer is [\"" + CLASS + "\",{");
  }

  @Test
  void eitherAttributeMarksAPointerAndTellsItsSize() {
    assertThat(PayloadPointer.isMarked(Map.of("other", "1"))).isFalse();
    assertThat(PayloadPointer.isMarked(Map.of("ExtendedPayloadSize", "x"))).isTrue();
    assertThat(PayloadPointer.sizeHint(Map.of("ExtendedPayloadSize", "17"))).isEqualTo(17);
    assertThat(PayloadPointer.sizeHint(Map.of("SQSLargePayloadSize", "17"))).isEqualTo(17);
    assertThat(PayloadPointer.sizeHint(Map.of("SQSLargePayloadSize", "-17"))).isEqualTo(-1);
    assertThat(PayloadPointer.sizeHint(Map.of())).isEqualTo(-1);
  }

  @Test
  void aLocationHoldsTheKeysThatBeginSo() {
    PayloadLocation whole = PayloadLocation.of("bucket");
    PayloadLocation part = PayloadLocation.of("bucket/in/");
    assertThat(whole.holds(new PayloadPointer("bucket", "any"))).isTrue();
    assertThat(whole.holds(new PayloadPointer("bucket2", "any"))).isFalse();
    assertThat(part.holds(new PayloadPointer("bucket", "in/k"))).isTrue();
    assertThat(part.holds(new PayloadPointer("bucket", "inner"))).isFalse();
    assertThat(part).hasToString("s3://bucket/in/");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "b", "s3://bucket", "Bucket", "/in", "bucket_name", "-bucket"})
  void whatIsNoLocationIsRefused(String text) {
    assertThat(PayloadLocation.isLocation(text)).isFalse();
    assertThatThrownBy(() -> PayloadLocation.of(text)).hasMessageContaining("'" + text + "'");
  }
}
