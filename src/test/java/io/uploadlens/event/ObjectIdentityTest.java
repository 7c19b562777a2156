package io.uploadlens.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import com.dynatrace.hash4j.hashing.HashStream128;
import com.dynatrace.hash4j.hashing.Hashing;
import io.uploadlens.testing.Events;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;
import net.jqwik.api.constraints.WithNull;
import org.junit.jupiter.api.Test;

/** Which deliveries are the same event. */
class ObjectIdentityTest {

  private final UploadEventBuilder builder = new UploadEventBuilder();

  @Property(seed = "1")
  void g2CaseAndPaddingOfTheSequencerDoNotCount(
      @ForAll
          @StringLength(max = 20)
          @CharRange(from = '0', to = '9')
          @CharRange(from = 'A', to = 'F')
          String sequencer,
      @ForAll @IntRange(max = 20) int zeros) {
    String other = sequencer.toLowerCase(Locale.ROOT) + "0".repeat(zeros);

    assertThat(id(put().sequencer(other))).isEqualTo(id(put().sequencer(sequencer)));
  }

  @Property(seed = "2")
  void sequencersThatDifferOtherwiseAreOtherEvents(
      @ForAll @StringLength(max = 6) @CharRange(from = '0', to = '3') String one,
      @ForAll @StringLength(max = 6) @CharRange(from = '0', to = '3') String other) {
    boolean same =
        (one + "0".repeat(12)).substring(0, 12).equals((other + "0".repeat(12)).substring(0, 12));

    assertThat(id(put().sequencer(one)).equals(id(put().sequencer(other)))).isEqualTo(same);
  }

  @Test
  void leadingZerosCount() {
    assertThat(id(put().sequencer("0A"))).isNotEqualTo(id(put().sequencer("A")));
  }

  @Test
  void everyPartCounts() {
    Set<String> ids = new HashSet<>();
    ids.add(id(put()));
    ids.add(id(Events.created("bucket2", "key")));
    ids.add(id(Events.created("bucket", "key2")));
    ids.add(id(Events.created("bucke", "tkey")));
    ids.add(id(put().versionId("v")));
    ids.add(id(put().versionId("")));
    ids.add(id(put().sequencer("1")));
    ids.add(id(put().sequencer(null)));
    ids.add(id(put().sequencer(null).eTag("x")));
    ids.add(id(put().sequencer(null).eTag(null)));
    ids.add(id(put().ownId("1")));
    ids.add(id(put().ownId("2")));
    ids.add(id(Events.removed("bucket", "key")));

    assertThat(ids).hasSize(13);
  }

  @Test
  void g2WhatOnlyOneFormTellsDoesNotCount() {
    assertThat(id(put().principal("p").sourceIp("i").requestId("r").region("g").size(7)))
        .isEqualTo(id(put()));
    assertThat(id(put().sequencer("1").at(1).eTag("x").by(CreationMethod.COPY)))
        .isEqualTo(id(put().sequencer("1").at(2).eTag("y").form(MessageForm.SNS_EVENTBRIDGE)));
  }

  /** EventBridge tells whole seconds; before 1970, too, a second is cut off downwards. */
  @Test
  void g2WithoutSequencerTheSecondOfTheEventCounts() {
    assertThat(id(put().sequencer(null).at(1_999))).isEqualTo(id(put().sequencer(null).at(1_000)));
    assertThat(id(put().sequencer(null).at(2_000)))
        .isNotEqualTo(id(put().sequencer(null).at(1_999)));
    assertThat(id(put().sequencer(null).at(-1))).isEqualTo(id(put().sequencer(null).at(-1_000)));
    assertThat(id(put().sequencer(null).at(-1))).isNotEqualTo(id(put().sequencer(null).at(0)));
  }

  @Test
  void anIdOfItsOwnIsTheIdentityWithinTheKey() {
    assertThat(id(put().ownId("1").sequencer("2").at(3)))
        .isEqualTo(id(Events.removed("bucket", "key").ownId("1").sequencer("4").at(5)));
  }

  @Test
  void g2TagsPutAndDeletedWithinASecondAreTwoEvents() {
    Events put = Events.of(EventKind.TAGGING, "ObjectTagging:Put", "bucket", "key").sequencer(null);
    Events delete =
        Events.of(EventKind.TAGGING, "ObjectTagging:Delete", "bucket", "key").sequencer(null);
    assertThat(id(put)).isNotEqualTo(id(delete));
  }

  /**
   * Identities lie in state: a release that hashes otherwise would count a restored event twice.
   */
  @Test
  void identitiesStayTheSameInEveryRelease() {
    assertThat(id(put().sequencer("0055aed6dcd90281e500").versionId("v1")))
        .isEqualTo("546c4343b2f7da58e096ee6d4ab860fa");
    assertThat(id(Events.removed("bucket", "\u00e4\u4e16\ud83d\ude00").sequencer(null).at(1_500)))
        .isEqualTo("87678cc54172f218a908875c59436721");
    assertThat(id(put().ownId("order-7"))).isEqualTo("ec593df1551b029f86fe77355a88afcf");
  }

  /** As hash4j's stream takes the same values: that is how identities in state were made. */
  @Property(seed = "3", tries = 2000)
  void g2IdentitiesAreThoseOfTheStream(
      @ForAll @StringLength(min = 1, max = 40) String bucket,
      @ForAll @StringLength(min = 1, max = 300) String key,
      @ForAll @WithNull(0.2) @StringLength(max = 9) String versionId,
      @ForAll @WithNull(0.3) @StringLength(max = 20) String sequencer,
      @ForAll @WithNull(0.3) @StringLength(max = 5) String eTag,
      @ForAll @WithNull(0.8) @StringLength(max = 5) String ownId,
      @ForAll long time) {
    UploadEventBuilder event =
        builder
            .clear()
            .object(bucket, key)
            .versionId(versionId)
            .sequencer(sequencer)
            .eTag(eTag)
            .ownId(ownId)
            .eventTime(time)
            .event(EventKind.TIERING, CreationMethod.NONE, "IntelligentTiering")
            .carriedBy(MessageForm.S3, Samples.ORIGIN);
    HashStream128 stream = Hashing.murmur3_128().hashStream();
    put(put(stream, bucket), key);
    if (ownId != null) {
      put(stream.putByte((byte) 1), ownId);
    } else {
      put(stream.putByte((byte) EventKind.TIERING.ordinal()), versionId);
      if (sequencer != null) {
        put(stream.putByte((byte) 2), sequencer.replaceAll("0+\\z", "").toUpperCase(Locale.ROOT));
      } else {
        put(put(stream.putByte((byte) 3), "IntelligentTiering"), eTag);
        stream.putLong(Math.floorDiv(time, 1000L));
      }
    }

    UploadEvent built = event.build();

    assertThat(built.idHigh()).isEqualTo(stream.get().getMostSignificantBits());
    assertThat(built.idLow()).isEqualTo(stream.get().getLeastSignificantBits());
  }

  /** What a build that failed had written must not get into the next identity. */
  @Test
  void anEventThatCouldNotBeBuiltLeavesNothingBehind() {
    UploadEventBuilder event = new UploadEventBuilder().object("bucket", "key");
    event.event(null, CreationMethod.NONE, "name").carriedBy(MessageForm.S3, Samples.ORIGIN);
    assertThatNullPointerException().isThrownBy(event::build);

    UploadEvent second = event.event(EventKind.OTHER, CreationMethod.NONE, "name").build();

    assertThat(second)
        .isEqualTo(
            new UploadEventBuilder()
                .object("bucket", "key")
                .event(EventKind.OTHER, CreationMethod.NONE, "name")
                .carriedBy(MessageForm.S3, Samples.ORIGIN)
                .build());
  }

  private static HashStream128 put(HashStream128 stream, String text) {
    return text == null ? stream.putByte((byte) 0) : stream.putByte((byte) 1).putString(text);
  }

  private static Events put() {
    return Events.created("bucket", "key");
  }

  private static String id(Events event) {
    return event.build().eventId();
  }
}
