package io.uploadlens.analytics;

import io.uploadlens.event.CreationMethod;
import io.uploadlens.event.EventKind;
import io.uploadlens.event.StateEncoding;
import io.uploadlens.event.UploadEvent;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * The running numbers of one group. Adding and merging commute and associate, so the result depends
 * on what was added and not on how it was grouped (guarantee G4).
 *
 * <p>A duplicate adds to {@code duplicates}, and to what a second look at the same event cannot
 * distort: first and last event time, distinct keys and principals. Thereby it does not matter
 * which of two deliveries in different forms, which may tell different principals, came first. Not
 * thread-safe.
 */
final class Accumulator {

  private long uploads;
  private long uploadBytes;
  private long smallObjects;
  private long multipartUploads;
  private long copies;
  private long deletes;
  private long lifecycleExpirations;
  private long otherEvents;
  private long duplicates;
  private long firstEventTime = Long.MAX_VALUE;
  private long lastEventTime = Long.MIN_VALUE;
  private QuantileSketch sizes = new QuantileSketch();
  private QuantileSketch delays = new QuantileSketch();
  private DistinctCounter keys = new DistinctCounter();
  private DistinctCounter principals = new DistinctCounter();

  /**
   * Adds an event that was not counted before.
   *
   * @param smallObjectBytes objects below this size are small
   */
  void add(UploadEvent event, long smallObjectBytes) {
    switch (event.kind()) {
      case CREATED:
        addCreated(event, smallObjectBytes);
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
    delays.add(Math.max(0, event.origin().arrivalTime() - event.eventTime()));
    see(event);
  }

  /** Adds another delivery of an event that was counted before. */
  void addDuplicate(UploadEvent event) {
    duplicates++;
    see(event);
  }

  private void addCreated(UploadEvent event, long smallObjectBytes) {
    uploads++;
    if (event.method() == CreationMethod.MULTIPART) {
      multipartUploads++;
    } else if (event.method() == CreationMethod.COPY) {
      copies++;
    }
    long size = event.size();
    if (size >= 0) {
      uploadBytes = sum(uploadBytes, size);
      sizes.add(size);
      if (size < smallObjectBytes) {
        smallObjects++;
      }
    }
  }

  private void see(UploadEvent event) {
    firstEventTime = Math.min(firstEventTime, event.eventTime());
    lastEventTime = Math.max(lastEventTime, event.eventTime());
    if (event.kind() == EventKind.CREATED) {
      keys.add(event.key());
      principals.add(event.principal());
    }
  }

  /** Of sizes, none negative: a flat event may claim any. In whatever order, it stays the same. */
  private static long sum(long one, long other) {
    long sum = one + other;
    return sum < 0 ? Long.MAX_VALUE : sum;
  }

  void merge(Accumulator other) {
    uploads += other.uploads;
    uploadBytes = sum(uploadBytes, other.uploadBytes);
    smallObjects += other.smallObjects;
    multipartUploads += other.multipartUploads;
    copies += other.copies;
    deletes += other.deletes;
    lifecycleExpirations += other.lifecycleExpirations;
    otherEvents += other.otherEvents;
    duplicates += other.duplicates;
    firstEventTime = Math.min(firstEventTime, other.firstEventTime);
    lastEventTime = Math.max(lastEventTime, other.lastEventTime);
    sizes.merge(other.sizes);
    delays.merge(other.delays);
    keys.merge(other.keys);
    principals.merge(other.principals);
  }

  /** How many events were counted, duplicates left out: what prefixes are ranked by. */
  long events() {
    return uploads + deletes + lifecycleExpirations + otherEvents;
  }

  UploadStatistics statistics() {
    UploadStatistics.Values values = new UploadStatistics.Values();
    values.uploads = uploads;
    values.uploadBytes = uploadBytes;
    values.sizeMin = sizes.min();
    values.sizeP50 = sizes.quantile(0.5);
    values.sizeP90 = sizes.quantile(0.9);
    values.sizeP99 = sizes.quantile(0.99);
    values.sizeMax = sizes.max();
    values.smallObjects = smallObjects;
    values.multipartUploads = multipartUploads;
    values.copies = copies;
    values.deletes = deletes;
    values.lifecycleExpirations = lifecycleExpirations;
    values.otherEvents = otherEvents;
    values.distinctKeys = keys.estimate();
    values.distinctPrincipals = principals.estimate();
    if (firstEventTime <= lastEventTime) {
      values.firstEventTime = firstEventTime;
      values.lastEventTime = lastEventTime;
    }
    values.deliveryDelayP50 = delays.quantile(0.5);
    values.deliveryDelayP99 = delays.quantile(0.99);
    values.deliveryDelayMax = delays.max();
    values.duplicates = duplicates;
    return new UploadStatistics(values);
  }

  void write(DataOutputView out) throws IOException {
    StateEncoding.writeVarLong(out, uploads);
    StateEncoding.writeVarLong(out, uploadBytes);
    StateEncoding.writeVarLong(out, smallObjects);
    StateEncoding.writeVarLong(out, multipartUploads);
    StateEncoding.writeVarLong(out, copies);
    StateEncoding.writeVarLong(out, deletes);
    StateEncoding.writeVarLong(out, lifecycleExpirations);
    StateEncoding.writeVarLong(out, otherEvents);
    StateEncoding.writeVarLong(out, duplicates);
    out.writeLong(firstEventTime);
    out.writeLong(lastEventTime);
    sizes.write(out);
    delays.write(out);
    keys.write(out);
    principals.write(out);
  }

  static Accumulator read(DataInputView in) throws IOException {
    Accumulator read = new Accumulator();
    read.uploads = StateEncoding.readVarLong(in);
    read.uploadBytes = StateEncoding.readVarLong(in);
    read.smallObjects = StateEncoding.readVarLong(in);
    read.multipartUploads = StateEncoding.readVarLong(in);
    read.copies = StateEncoding.readVarLong(in);
    read.deletes = StateEncoding.readVarLong(in);
    read.lifecycleExpirations = StateEncoding.readVarLong(in);
    read.otherEvents = StateEncoding.readVarLong(in);
    read.duplicates = StateEncoding.readVarLong(in);
    read.firstEventTime = in.readLong();
    read.lastEventTime = in.readLong();
    read.sizes = QuantileSketch.read(in);
    read.delays = QuantileSketch.read(in);
    read.keys = DistinctCounter.read(in);
    read.principals = DistinctCounter.read(in);
    return read;
  }

  /** A deep copy. */
  Accumulator copy() {
    Accumulator copy = new Accumulator();
    copy.merge(this);
    return copy;
  }
}
