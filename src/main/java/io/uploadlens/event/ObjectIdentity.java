package io.uploadlens.event;

import com.dynatrace.hash4j.hashing.HashValue128;
import java.util.Locale;

/**
 * The identity of an upload event: 128 bits that are equal for every delivery of the same event,
 * whichever source and form it came through (guarantee G2).
 *
 * <p>Made of bucket, key, version, kind and S3's sequencer. S3 gives the sequencer in hexadecimal
 * of varying length and case, to be compared after padding on the right (<a
 * href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html">Event
 * message structure</a>); trailing zeros and case therefore do not count. Where there is no
 * sequencer the event's name, the entity tag and the event time, in whole seconds since EventBridge
 * gives no more, stand in for it. A flat event may bring an id of its own, which is then the
 * identity within its bucket and key.
 */
final class ObjectIdentity {

  private ObjectIdentity() {}

  static UploadEvent identify(UploadEventBuilder event) {
    IdentityBytes bytes = event.identity.clear();
    bytes.put(event.bucket).put(event.key);
    if (event.ownId != null) {
      bytes.put(1).put(event.ownId);
    } else {
      bytes.put(event.kind.ordinal()).put(event.versionId);
      if (event.sequencer != null) {
        bytes.put(2).put(normalise(event.sequencer));
      } else {
        bytes.put(3).put(event.eventName).put(event.eTag);
        bytes.put(Math.floorDiv(event.eventTime, 1000L));
      }
    }
    HashValue128 id = bytes.hash();
    return UploadEvent.of(event, id.getMostSignificantBits(), id.getLeastSignificantBits());
  }

  private static String normalise(String sequencer) {
    int end = sequencer.length();
    while (end > 0 && sequencer.charAt(end - 1) == '0') {
      end--;
    }
    return sequencer.substring(0, end).toUpperCase(Locale.ROOT);
  }
}
