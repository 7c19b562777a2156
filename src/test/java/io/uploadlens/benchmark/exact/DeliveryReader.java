package io.uploadlens.benchmark.exact;

import io.uploadlens.event.UploadEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceOutput;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.core.io.InputStatus;

/**
 * Reads its splits in turn, some deliveries of each. None gets further ahead of the slowest split
 * of both sources than {@link Board#isFarAhead} allows.
 *
 * <p>Says that it is at its end only when a checkpoint behind its last delivery has completed: once
 * its input has ended, Flink's committer commits with the next notification whatever it has, of
 * later than that checkpoint too, and a failure makes it commit that once more (<a
 * href="https://github.com/apache/flink/pull/26433">FLINK-37605</a>). No source of the pipeline
 * ends, and then nothing is left to commit.
 */
final class DeliveryReader implements SourceReader<UploadEvent, DeliverySplit> {

  private static final int TURN = 16;
  private static final long WAIT_MILLIS = 2;

  private final Board board;
  private final double nanosPerDelivery;
  private final List<Position> positions = new ArrayList<>();
  private CompletableFuture<Void> available = new CompletableFuture<>();
  private boolean noMoreSplits;

  /** The first checkpoint behind the last delivery, or none so far. */
  private long checkpointBehindEnd = Long.MAX_VALUE;

  private boolean endIsDurable;
  private int turn;
  private long emitted;
  private long started;

  DeliveryReader(Board board, int parallelism) {
    this.board = board;
    int rate = board.setting().rate;
    this.nanosPerDelivery = rate == 0 ? 0 : 1e9 * Deliveries.SOURCES * parallelism / rate;
  }

  @Override
  public void start() {
    started = System.nanoTime();
  }

  @Override
  public void addSplits(List<DeliverySplit> splits) {
    for (DeliverySplit split : splits) {
      positions.add(new Position(split));
    }
    available.complete(null);
  }

  @Override
  public void notifyNoMoreSplits() {
    noMoreSplits = true;
    available.complete(null);
  }

  @Override
  public InputStatus pollNext(ReaderOutput<UploadEvent> output) {
    if (positions.isEmpty()) {
      available = new CompletableFuture<>();
      return endIsDurable ? InputStatus.END_OF_INPUT : InputStatus.NOTHING_AVAILABLE;
    }
    if (nanosPerDelivery > 0 && System.nanoTime() - started < emitted * nanosPerDelivery) {
      return later();
    }
    for (int tried = 0; tried < positions.size(); tried++) {
      turn = (turn + 1) % positions.size();
      Position position = positions.get(turn);
      if (position.block >= board.deliveries().blocks()) {
        output.releaseOutputForSplit(position.id());
        positions.remove(turn);
        return InputStatus.MORE_AVAILABLE;
      }
      if (position.isReady()) {
        position.emit(output.createOutputForSplit(position.id()));
        return InputStatus.MORE_AVAILABLE;
      }
    }
    return later();
  }

  private InputStatus later() {
    available =
        CompletableFuture.runAsync(
            () -> {}, CompletableFuture.delayedExecutor(WAIT_MILLIS, TimeUnit.MILLISECONDS));
    return InputStatus.NOTHING_AVAILABLE;
  }

  @Override
  public CompletableFuture<Void> isAvailable() {
    return available;
  }

  @Override
  public List<DeliverySplit> snapshotState(long checkpointId) {
    List<DeliverySplit> splits = new ArrayList<>();
    positions.forEach(position -> splits.add(position.split()));
    if (splits.isEmpty() && noMoreSplits) {
      checkpointBehindEnd = Math.min(checkpointBehindEnd, checkpointId);
    }
    return splits;
  }

  @Override
  public void notifyCheckpointComplete(long checkpointId) {
    if (checkpointId >= checkpointBehindEnd) {
      endIsDurable = true;
      available.complete(null);
    }
  }

  @Override
  public void close() {}

  /** Where the reading of a split is. */
  private final class Position {
    private final int source;
    private final int ordinal;
    private int block;
    private int offset;

    /** Null while it may not be begun. */
    private int[] content;

    Position(DeliverySplit split) {
      this.source = split.source();
      this.ordinal = split.ordinal();
      this.block = split.block();
      this.offset = split.offset();
      board.tellPosition(source, ordinal, block);
    }

    String id() {
      return split().splitId();
    }

    DeliverySplit split() {
      return new DeliverySplit(source, ordinal, block, offset);
    }

    /** Whether there is something to emit. */
    boolean isReady() {
      if (content == null && !board.isFarAhead(block)) {
        content = board.deliveries().block(source, block);
      }
      return content != null;
    }

    void emit(SourceOutput<UploadEvent> output) {
      int end = Math.min(offset + TURN, content.length);
      emitted += end - offset;
      while (offset < end) {
        int delivery = content[offset++];
        UploadEvent event =
            board.history().event(Deliveries.indexOf(delivery), Deliveries.isForeign(delivery));
        output.collect(event, event.eventTime());
      }
      if (offset == content.length) {
        block += Deliveries.SPLITS;
        offset = 0;
        content = null;
        board.tellPosition(source, ordinal, block);
      }
    }
  }
}
