package io.uploadlens.benchmark.exact;

import io.uploadlens.event.UploadEvent;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/**
 * The unique events in output that was committed with a checkpoint, as a number and a fingerprint:
 * equal to those of all events only if each is there once. Thread-safe.
 */
final class CommittedEvents {

  private final AtomicLong nextBatch = new AtomicLong();
  private final Set<Long> batches = new HashSet<>();
  private final Fingerprint sum = new Fingerprint();

  /** A batch for one writer to fill. */
  Batch newBatch() {
    return new Batch(nextBatch.getAndIncrement(), new Fingerprint());
  }

  /** Takes a batch, once however often it is committed. */
  synchronized void commit(Batch batch) {
    if (batches.add(batch.id)) {
      sum.add(batch.events);
    }
  }

  synchronized long count() {
    return sum.count;
  }

  /** Whether there is each of these events, once. */
  synchronized boolean isExactly(Fingerprint expected) {
    return sum.count == expected.count && sum.xor == expected.xor && sum.total == expected.total;
  }

  /** Of a set of events, whatever their order: how many, and two sums of their identities. */
  static final class Fingerprint {
    private long count;
    private long xor;
    private long total;

    void add(UploadEvent event) {
      long identity = Draws.mix(event.idHigh() + Draws.mix(event.idLow()));
      count++;
      xor ^= identity;
      total += Draws.mix(identity);
    }

    void add(Fingerprint other) {
      count += other.count;
      xor ^= other.xor;
      total += other.total;
    }
  }

  /** What a writer saw between two checkpoints. */
  static final class Batch {

    static final SimpleVersionedSerializer<Batch> SERIALIZER = new Serializer();

    private final long id;
    private final Fingerprint events;

    Batch(long id, Fingerprint events) {
      this.id = id;
      this.events = events;
    }

    void add(UploadEvent event) {
      events.add(event);
    }

    boolean isEmpty() {
      return events.count == 0;
    }
  }

  private static final class Serializer implements SimpleVersionedSerializer<Batch> {

    @Override
    public int getVersion() {
      return 1;
    }

    @Override
    public byte[] serialize(Batch batch) {
      return ByteBuffer.allocate(4 * Long.BYTES)
          .putLong(batch.id)
          .putLong(batch.events.count)
          .putLong(batch.events.xor)
          .putLong(batch.events.total)
          .array();
    }

    @Override
    public Batch deserialize(int version, byte[] serialized) throws IOException {
      if (version != 1) {
        throw new IOException("a batch has version " + version + "; this build reads version 1");
      }
      ByteBuffer bytes = ByteBuffer.wrap(serialized);
      long id = bytes.getLong();
      Fingerprint events = new Fingerprint();
      events.count = bytes.getLong();
      events.xor = bytes.getLong();
      events.total = bytes.getLong();
      return new Batch(id, events);
    }
  }
}
