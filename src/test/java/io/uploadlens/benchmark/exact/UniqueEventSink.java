package io.uploadlens.benchmark.exact;

import io.uploadlens.benchmark.exact.CommittedEvents.Batch;
import io.uploadlens.event.UploadEvent;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import org.apache.flink.api.connector.sink2.Committer;
import org.apache.flink.api.connector.sink2.CommitterInitContext;
import org.apache.flink.api.connector.sink2.CommittingSinkWriter;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.SupportsCommitter;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/** Commits with the checkpoint what came before its barrier, as the archive does. */
final class UniqueEventSink implements Sink<UploadEvent>, SupportsCommitter<Batch> {

  private static final long serialVersionUID = 1L;

  @Override
  @SuppressWarnings("deprecation") // The one that must be implemented.
  public SinkWriter<UploadEvent> createWriter(InitContext context) throws IOException {
    return new Writer(Board.current().committed());
  }

  @Override
  public Committer<Batch> createCommitter(CommitterInitContext context) {
    return new BatchCommitter(Board.current().committed());
  }

  @Override
  public SimpleVersionedSerializer<Batch> getCommittableSerializer() {
    return Batch.SERIALIZER;
  }

  private static final class Writer implements CommittingSinkWriter<UploadEvent, Batch> {

    private final CommittedEvents committed;
    private Batch batch;

    Writer(CommittedEvents committed) {
      this.committed = committed;
      this.batch = committed.newBatch();
    }

    @Override
    public void write(UploadEvent event, Context context) {
      batch.add(event);
    }

    @Override
    public Collection<Batch> prepareCommit() {
      if (batch.isEmpty()) {
        return List.of();
      }
      Batch full = batch;
      batch = committed.newBatch();
      return List.of(full);
    }

    @Override
    public void flush(boolean endOfInput) {}

    @Override
    public void close() {}
  }

  private static final class BatchCommitter implements Committer<Batch> {

    private final CommittedEvents committed;

    BatchCommitter(CommittedEvents committed) {
      this.committed = committed;
    }

    @Override
    public void commit(Collection<CommitRequest<Batch>> requests) {
      requests.forEach(request -> committed.commit(request.getCommittable()));
    }

    @Override
    public void close() {}
  }
}
