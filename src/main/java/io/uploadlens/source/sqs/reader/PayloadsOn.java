package io.uploadlens.source.sqs.reader;

import io.uploadlens.source.sqs.SqsSourceSettings;
import io.uploadlens.source.sqs.metrics.PayloadMetrics;
import io.uploadlens.source.sqs.payload.PayloadPointer;
import io.uploadlens.source.sqs.payload.PayloadSettings;
import io.uploadlens.source.sqs.payload.PayloadStore;
import java.util.function.Consumer;

/** Reads payloads, and deletes them where that is set. */
final class PayloadsOn implements PayloadStage {

  private final PayloadSettings settings;
  private final PayloadStore store;
  private final PayloadResolver resolver;
  private final PayloadRemover remover;

  /**
   * @param store closed with this
   * @param fatal takes, on the loop, an error that does not pass
   * @param ready takes each message that is ready to be emitted
   * @param wake called when messages became ready some time after they were added
   */
  PayloadsOn(
      SqsSourceSettings settings,
      PayloadStore store,
      boolean fifo,
      ReaderLoop loop,
      Backoff backoff,
      PayloadMetrics metrics,
      Consumer<Throwable> fatal,
      Consumer<HeldMessage> ready,
      Runnable wake) {
    this.settings = settings.payloads();
    this.store = store;
    this.resolver =
        new PayloadResolver(
            this.settings,
            new PayloadFetcher(store, loop, metrics, fatal),
            loop,
            backoff,
            metrics,
            fifo,
            ready,
            wake);
    this.remover =
        new PayloadRemover(
            store,
            loop,
            backoff,
            metrics,
            // A copy of a message comes back within its visibility timeout.
            settings.visibilityTimeout().multipliedBy(2),
            this.settings.maxConcurrent(),
            settings.maxDeleteAttempts());
    metrics.pending(resolver::size);
  }

  @Override
  public void start() {
    resolver.start();
  }

  @Override
  public void add(HeldMessage message) {
    resolver.add(message);
  }

  @Override
  public void taken(HeldMessage message) {
    resolver.taken(message);
  }

  @Override
  public int size() {
    return resolver.size();
  }

  @Override
  public long bodies() {
    return resolver.bodies();
  }

  @Override
  public void settled(HeldMessage message, Runnable done) {
    PayloadPointer payload = message.payload();
    boolean remove =
        payload != null
            && message.isDeleted()
            // A restored state may be of other settings.
            && settings.delete()
            && settings.locationOf(payload).isPresent();
    if (remove) {
      remover.remove(payload, done);
    } else {
      done.run();
    }
  }

  @Override
  public void stop() {
    resolver.stop();
    remover.stop();
  }

  @Override
  public void close() {
    store.close();
  }
}
