package io.uploadlens.benchmark.exact;

import io.uploadlens.event.UploadEvent;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;

/** Counts the late events, of which there must be none. */
final class LateEventSink implements Sink<UploadEvent> {

  private static final long serialVersionUID = 1L;

  @Override
  @SuppressWarnings("deprecation") // The one that must be implemented.
  public SinkWriter<UploadEvent> createWriter(InitContext context) {
    return new Writer(Board.current());
  }

  private static final class Writer implements SinkWriter<UploadEvent> {

    private final Board board;

    Writer(Board board) {
      this.board = board;
    }

    @Override
    public void write(UploadEvent event, Context context) {
      board.late().incrementAndGet();
    }

    @Override
    public void flush(boolean endOfInput) {}

    @Override
    public void close() {}
  }
}
