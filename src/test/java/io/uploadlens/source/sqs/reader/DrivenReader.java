package io.uploadlens.source.sqs.reader;

import io.uploadlens.source.sqs.SqsDeserializationSchema;
import io.uploadlens.source.sqs.SqsSourceSettings;
import io.uploadlens.source.sqs.queue.SqsQueueProvider;
import io.uploadlens.source.sqs.split.SqsSplit;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;

/** A real reader whose loop someone in another package drives. */
public final class DrivenReader<T> {

  /** What the reader's loop stands on. */
  public interface Driver {

    /** Epoch milliseconds. */
    long now();

    /** Runs a task after those given before. */
    void execute(Runnable task);

    /** Runs a task when the delay has passed. */
    void schedule(Duration delay, Runnable task);
  }

  private final SqsSourceReader<T> reader;

  public DrivenReader(
      SourceReaderContext context,
      SqsSourceSettings settings,
      SqsDeserializationSchema<T> schema,
      SqsQueueProvider provider,
      Driver driver) {
    this.reader =
        new SqsSourceReader<>(
            context, settings, schema, provider, null, failure -> new DrivenLoop(driver, failure));
  }

  /** The reader; whoever drives it does not call its {@code close}, which waits in real time. */
  public SourceReader<T, SqsSplit> reader() {
    return reader;
  }

  /** What {@code close} begins with; completes when all is deleted or released. */
  public CompletableFuture<Void> shutDown() {
    return reader.shutDown();
  }

  private static final class DrivenLoop implements ReaderLoop {
    private final Driver driver;
    private final ReaderFailure failure;

    DrivenLoop(Driver driver, ReaderFailure failure) {
      this.driver = driver;
      this.failure = failure;
    }

    @Override
    public long now() {
      return driver.now();
    }

    @Override
    public void execute(Runnable task) {
      driver.execute(() -> run(task));
    }

    @Override
    public void schedule(Duration delay, Runnable task) {
      driver.schedule(delay, () -> run(task));
    }

    @Override
    public void close() {
      throw new IllegalStateException("The driver ends the loop");
    }

    private void run(Runnable task) {
      try {
        task.run();
      } catch (RuntimeException e) {
        failure.fail(e);
      }
    }
  }
}
