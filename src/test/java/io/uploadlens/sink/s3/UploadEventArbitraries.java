package io.uploadlens.sink.s3;

import io.uploadlens.event.CreationMethod;
import io.uploadlens.event.EventKind;
import io.uploadlens.event.MessageForm;
import io.uploadlens.event.MessageOrigin;
import io.uploadlens.event.UploadEvent;
import io.uploadlens.event.UploadEventBuilder;
import java.time.Instant;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Events with any value in any field, as far as the builder takes it. */
final class UploadEventArbitraries {

  private UploadEventArbitraries() {}

  /** Events whose texts are Unicode: every character whole. */
  static Arbitrary<UploadEvent> events() {
    Arbitrary<UploadEventBuilder> builders =
        Combinators.combine(
                Arbitraries.of(EventKind.class),
                Arbitraries.of(CreationMethod.class),
                text(),
                time(),
                text(),
                text(),
                Arbitraries.longs().between(UploadEvent.NO_SIZE, Long.MAX_VALUE))
            .as(
                (kind, method, name, time, bucket, key, size) ->
                    new UploadEventBuilder()
                        .event(kind, method, name)
                        .eventTime(time)
                        .object(bucket, key)
                        .size(size));
    return Combinators.combine(
            builders,
            Combinators.combine(optional(), optional(), optional(), optional()).as(Texts::new),
            Combinators.combine(optional(), optional(), optional(), optional()).as(Texts::new),
            Arbitraries.of(MessageForm.class),
            Combinators.combine(text(), text(), time(), time()).as(MessageOrigin::new))
        .as(
            (builder, first, second, form, origin) ->
                builder
                    .versionId(first.a)
                    .eTag(first.b)
                    .sequencer(first.c)
                    .principal(first.d)
                    .sourceIp(second.a)
                    .region(second.b)
                    .requestId(second.c)
                    .ownId(second.d)
                    .carriedBy(form, origin)
                    .build());
  }

  /** Texts of whole characters, of every plane. */
  static Arbitrary<String> text() {
    return Arbitraries.integers()
        .between(0, Character.MAX_CODE_POINT)
        .filter(point -> point < Character.MIN_SURROGATE || point > Character.MAX_SURROGATE)
        .list()
        .ofMaxSize(40)
        .map(
            points -> {
              StringBuilder text = new StringBuilder();
              points.forEach(text::appendCodePoint);
              return text.toString();
            });
  }

  private static Arbitrary<String> optional() {
    return text().injectNull(0.3);
  }

  private static Arbitrary<Long> time() {
    return Arbitraries.longs().between(0, Instant.parse("9999-12-31T23:59:59.999Z").toEpochMilli());
  }

  /** Four texts, each may be null. */
  private static final class Texts {
    private final String a;
    private final String b;
    private final String c;
    private final String d;

    Texts(String a, String b, String c, String d) {
      this.a = a;
      this.b = b;
      this.c = c;
      this.d = d;
    }
  }
}
