package io.uploadlens.producer.truth;

import com.datadoghq.sketch.ddsketch.DDSketch;
import com.datadoghq.sketch.ddsketch.DDSketches;
import io.uploadlens.event.CreationMethod;
import io.uploadlens.event.EventKind;
import io.uploadlens.producer.generator.GeneratedEvent;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Counts what happened in one group. Plain on purpose: keeps every size, and makes the sketches the
 * definition asks for only when a row is wanted.
 */
final class GroupTally {

  private static final double RELATIVE_ACCURACY = 0.01;

  private static final DateTimeFormatter MILLIS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  private long events;
  private long uploads;
  private long[] sizes = new long[4];
  private int sizeCount;
  private long smallObjects;
  private long multipartUploads;
  private long copies;
  private long deletes;
  private long lifecycleExpirations;
  private long otherEvents;
  private final DistinctTally keys = new DistinctTally();
  private final DistinctTally principals = new DistinctTally();
  private long firstEventTime = Long.MAX_VALUE;
  private long lastEventTime = Long.MIN_VALUE;

  /** Counts an event that was not counted before. */
  void count(GeneratedEvent event, long smallObjectBytes) {
    events++;
    switch (event.kind()) {
      case CREATED:
        uploads++;
        keys.add(event.key());
        if (event.size() != GeneratedEvent.NO_SIZE) {
          addSize(event.size());
          smallObjects += event.size() < smallObjectBytes ? 1 : 0;
        }
        multipartUploads += event.method() == CreationMethod.MULTIPART ? 1 : 0;
        copies += event.method() == CreationMethod.COPY ? 1 : 0;
        break;
      case REMOVED:
        deletes++;
        break;
      case LIFECYCLE_EXPIRED:
        lifecycleExpirations++;
        break;
      default:
        otherEvents++;
    }
    see(event);
  }

  /** Takes from any delivery, the first and each duplicate, what all of them count for. */
  void see(GeneratedEvent event) {
    firstEventTime = Math.min(firstEventTime, event.eventTime());
    lastEventTime = Math.max(lastEventTime, event.eventTime());
    if (event.kind() == EventKind.CREATED && event.principal() != null) {
      principals.add(event.principal());
    }
  }

  /** Adds all that another group counted. */
  void add(GroupTally other) {
    events += other.events;
    uploads += other.uploads;
    for (int i = 0; i < other.sizeCount; i++) {
      addSize(other.sizes[i]);
    }
    smallObjects += other.smallObjects;
    multipartUploads += other.multipartUploads;
    copies += other.copies;
    deletes += other.deletes;
    lifecycleExpirations += other.lifecycleExpirations;
    otherEvents += other.otherEvents;
    keys.add(other.keys);
    principals.add(other.principals);
    firstEventTime = Math.min(firstEventTime, other.firstEventTime);
    lastEventTime = Math.max(lastEventTime, other.lastEventTime);
  }

  /** How many different events there were, of all kinds. */
  long events() {
    return events;
  }

  private void addSize(long size) {
    if (sizeCount == sizes.length) {
      sizes = Arrays.copyOf(sizes, sizeCount * 2);
    }
    sizes[sizeCount++] = size;
  }

  ExpectedAggregate row(GroupKey group) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("uploads", uploads);
    long bytes = 0;
    long min = Long.MAX_VALUE;
    long max = Long.MIN_VALUE;
    DDSketch sketch = DDSketches.unboundedDense(RELATIVE_ACCURACY);
    for (int i = 0; i < sizeCount; i++) {
      bytes += sizes[i];
      min = Math.min(min, sizes[i]);
      max = Math.max(max, sizes[i]);
      sketch.accept(sizes[i]);
    }
    fields.put("upload_bytes", bytes);
    boolean known = sizeCount > 0;
    fields.put("size_min", known ? min : null);
    fields.put("size_p50", known ? quantile(sketch, 0.50, min, max) : null);
    fields.put("size_p90", known ? quantile(sketch, 0.90, min, max) : null);
    fields.put("size_p99", known ? quantile(sketch, 0.99, min, max) : null);
    fields.put("size_max", known ? max : null);
    fields.put("small_objects", smallObjects);
    fields.put("multipart_uploads", multipartUploads);
    fields.put("copies", copies);
    fields.put("deletes", deletes);
    fields.put("lifecycle_expirations", lifecycleExpirations);
    fields.put("other_events", otherEvents);
    fields.put("distinct_keys", keys.count());
    fields.put("distinct_principals", principals.count());
    fields.put("first_event_time", iso(firstEventTime));
    fields.put("last_event_time", iso(lastEventTime));
    return new ExpectedAggregate(group, fields);
  }

  private static Long quantile(DDSketch sketch, double quantile, long min, long max) {
    double value = sketch.getValueAtQuantile(quantile);
    return Math.round(Math.max(min, Math.min(max, value)));
  }

  private static String iso(long epochMillis) {
    return MILLIS.format(Instant.ofEpochMilli(epochMillis));
  }
}
