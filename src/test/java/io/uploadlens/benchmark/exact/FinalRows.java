package io.uploadlens.benchmark.exact;

import io.uploadlens.analytics.WindowAggregate;
import io.uploadlens.analytics.WindowGroup;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;

/**
 * What a consumer holds who gets every row at least once and keeps, of each aggregate, the one with
 * the highest revision; of two with the same, the one emitted later. What failed attempts sent
 * stays. Thread-safe.
 */
final class FinalRows {

  private final Map<String, Row> newest = new ConcurrentHashMap<>();
  private final LongAdder received = new LongAdder();
  private final LongAdder mixedUp = new LongAdder();

  void put(WindowAggregate aggregate) {
    received.increment();
    newest.merge(aggregate.aggregateId(), new Row(aggregate), this::newer);
  }

  private Row newer(Row held, Row come) {
    if (!held.group.equals(come.group)) {
      mixedUp.increment();
    }
    boolean comeIsNewer =
        come.revision > held.revision
            || (come.revision == held.revision && come.emittedAt >= held.emittedAt);
    return comeIsNewer ? come : held;
  }

  /** How many rows came. */
  long received() {
    return received.sum();
  }

  /** How many came with the id of another group. */
  long mixedUp() {
    return mixedUp.sum();
  }

  /** How many aggregates' newest rows are retracted. */
  long retracted() {
    return newest.values().stream().filter(row -> row.retracted).count();
  }

  /** How many aggregates' newest rows hold. */
  long held() {
    return newest.values().stream().filter(row -> !row.retracted).count();
  }

  /** The numbers that hold, by group. Where two ids claim one group, {@link #held} tells. */
  Map<WindowGroup, long[]> byGroup() {
    Map<WindowGroup, long[]> groups = new HashMap<>();
    for (Row row : newest.values()) {
      if (!row.retracted) {
        groups.put(row.group, row.fields);
      }
    }
    return groups;
  }

  private static final class Row {
    private final WindowGroup group;
    private final long revision;
    private final long emittedAt;
    private final boolean retracted;
    private final long[] fields;

    Row(WindowAggregate aggregate) {
      this.group = aggregate.group();
      this.revision = aggregate.revision();
      this.emittedAt = aggregate.emittedAt();
      this.retracted = aggregate.isRetracted();
      this.fields = retracted ? null : G4Fields.of(aggregate.statistics());
    }
  }

  /** Puts what it gets on the board at once. */
  static final class RowSink implements Sink<WindowAggregate> {

    private static final long serialVersionUID = 1L;

    @Override
    @SuppressWarnings("deprecation") // The one that must be implemented.
    public SinkWriter<WindowAggregate> createWriter(InitContext context) throws IOException {
      return new RowWriter(Board.current().rows());
    }
  }

  private static final class RowWriter implements SinkWriter<WindowAggregate> {

    private final FinalRows rows;

    RowWriter(FinalRows rows) {
      this.rows = rows;
    }

    @Override
    public void write(WindowAggregate aggregate, Context context) {
      rows.put(aggregate);
    }

    @Override
    public void flush(boolean endOfInput) {}

    @Override
    public void close() {}
  }
}
