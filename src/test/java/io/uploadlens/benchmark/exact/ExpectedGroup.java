package io.uploadlens.benchmark.exact;

import com.datadoghq.sketch.ddsketch.DDSketch;
import com.datadoghq.sketch.ddsketch.mapping.CubicallyInterpolatedMapping;
import com.datadoghq.sketch.ddsketch.mapping.IndexMapping;
import com.datadoghq.sketch.ddsketch.store.UnboundedSizeDenseStore;
import io.uploadlens.event.CreationMethod;
import io.uploadlens.event.EventKind;
import io.uploadlens.event.UploadEvent;

/**
 * The numbers that one group must have: plain counters, and the two libraries' sketches of all its
 * values, one after the other. Written without the engine's own classes. Not thread-safe.
 */
final class ExpectedGroup {

  private static final IndexMapping MAPPING = new CubicallyInterpolatedMapping(0.01);

  private long events;
  private long uploads;
  private long bytes;
  private long small;
  private long multipart;
  private long copies;
  private long deletes;
  private long expirations;
  private long others;
  private long first = Long.MAX_VALUE;
  private long last = Long.MIN_VALUE;
  private long smallest = Long.MAX_VALUE;
  private long largest = Long.MIN_VALUE;
  private DDSketch sizes;
  private final ExpectedDistinct keys = new ExpectedDistinct();
  private final ExpectedDistinct principals = new ExpectedDistinct();

  /**
   * @param otherPrincipal whom the other source tells, where it tells of the event; else null
   */
  void add(UploadEvent event, String otherPrincipal) {
    events++;
    first = Math.min(first, event.eventTime());
    last = Math.max(last, event.eventTime());
    if (event.kind() == EventKind.CREATED) {
      addUpload(event);
      keys.add(event.key());
      principals.add(event.principal());
      principals.add(otherPrincipal);
    } else if (event.kind() == EventKind.REMOVED) {
      deletes++;
    } else if (event.kind() == EventKind.LIFECYCLE_EXPIRED) {
      expirations++;
    } else {
      others++;
    }
  }

  private void addUpload(UploadEvent event) {
    uploads++;
    multipart += event.method() == CreationMethod.MULTIPART ? 1 : 0;
    copies += event.method() == CreationMethod.COPY ? 1 : 0;
    long size = event.size();
    if (size == UploadEvent.NO_SIZE) {
      return;
    }
    bytes += size;
    small += size < ExactSetting.SMALL_OBJECT_BYTES ? 1 : 0;
    smallest = Math.min(smallest, size);
    largest = Math.max(largest, size);
    if (sizes == null) {
      sizes = new DDSketch(MAPPING, UnboundedSizeDenseStore::new);
    }
    sizes.accept(size);
  }

  /** Adds what another group counted: the groups that have no rows of their own are one. */
  void add(ExpectedGroup other) {
    events += other.events;
    uploads += other.uploads;
    bytes += other.bytes;
    small += other.small;
    multipart += other.multipart;
    copies += other.copies;
    deletes += other.deletes;
    expirations += other.expirations;
    others += other.others;
    first = Math.min(first, other.first);
    last = Math.max(last, other.last);
    smallest = Math.min(smallest, other.smallest);
    largest = Math.max(largest, other.largest);
    if (other.sizes != null) {
      if (sizes == null) {
        sizes = new DDSketch(MAPPING, UnboundedSizeDenseStore::new);
      }
      sizes.mergeWith(other.sizes);
    }
    keys.add(other.keys);
    principals.add(other.principals);
  }

  long events() {
    return events;
  }

  /** In the order of {@link G4Fields}. */
  long[] fields() {
    boolean sized = sizes != null;
    return new long[] {
      uploads,
      bytes,
      sized ? smallest : G4Fields.NONE,
      quantile(0.5),
      quantile(0.9),
      quantile(0.99),
      sized ? largest : G4Fields.NONE,
      small,
      multipart,
      copies,
      deletes,
      expirations,
      others,
      keys.count(),
      principals.count(),
      first,
      last
    };
  }

  /** Whole bytes, and never outside of the sizes that there are. */
  private long quantile(double quantile) {
    if (sizes == null) {
      return G4Fields.NONE;
    }
    long estimate = Math.round(sizes.getValueAtQuantile(quantile));
    return Math.min(largest, Math.max(smallest, estimate));
  }
}
