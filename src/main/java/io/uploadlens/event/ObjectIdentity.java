package io.uploadlens.event;

import com.dynatrace.hash4j.hashing.HashStream128;
import com.dynatrace.hash4j.hashing.HashValue128;
import com.dynatrace.hash4j.hashing.Hasher128;
import com.dynatrace.hash4j.hashing.Hashing;
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

  private static final Hasher128 HASHER = Hashing.murmur3_128();

  private ObjectIdentity() {}

  static UploadEvent identify(UploadEventBuilder event) {
    HashStream128 hash = HASHER.hashStream();
    put(hash, event.bucket);
    put(hash, event.key);
    if (event.ownId != null) {
      hash.putByte((byte) 1);
      put(hash, event.ownId);
    } else {
      hash.putByte((byte) event.kind.ordinal());
      put(hash, event.versionId);
      if (event.sequencer != null) {
        hash.putByte((byte) 2);
        put(hash, normalise(event.sequencer));
      } else {
        hash.putByte((byte) 3);
        put(hash, event.eventName);
        put(hash, event.eTag);
        hash.putLong(Math.floorDiv(event.eventTime, 1000L));
      }
    }
    HashValue128 id = hash.get();
    return new UploadEvent(event, id.getMostSignificantBits(), id.getLeastSignificantBits());
  }

  private static String normalise(String sequencer) {
    int end = sequencer.length();
    while (end > 0 && sequencer.charAt(end - 1) == '0') {
      end--;
    }
    return sequencer.substring(0, end).toUpperCase(Locale.ROOT);
  }

  private static void put(HashStream128 hash, String value) {
    if (value == null) {
      hash.putByte((byte) 0);
    } else {
      hash.putByte((byte) 1);
      hash.putString(value);
    }
  }
}
