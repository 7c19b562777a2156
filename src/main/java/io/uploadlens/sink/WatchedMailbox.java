package io.uploadlens.sink;

import java.io.IOException;
import org.apache.flink.api.common.operators.MailboxExecutor;
import org.apache.flink.util.FlinkRuntimeException;
import org.apache.flink.util.function.ThrowingRunnable;

/**
 * The mailbox of an asynchronous sink's writer, which sends one mail when a request has ended and
 * one to fail the task: tells the first to a {@link RetryWatch}, gives the errors of both the name
 * of the destination.
 */
final class WatchedMailbox implements MailboxExecutor {

  private final MailboxExecutor mailbox;
  private final RetryWatch watch;

  WatchedMailbox(MailboxExecutor mailbox, RetryWatch watch) {
    this.mailbox = mailbox;
    this.watch = watch;
  }

  @Override
  public void execute(
      MailOptions options,
      ThrowingRunnable<? extends Exception> command,
      String description,
      Object... arguments) {
    mailbox.execute(options, () -> run(command), description, arguments);
  }

  private void run(ThrowingRunnable<? extends Exception> command) throws Exception {
    watch.requestEnded();
    try {
      command.run();
    } catch (Exception e) {
      if (e instanceof InterruptedException) {
        throw e;
      }
      throw new IOException(watch.destination() + ": " + RetryWatch.reason(e), e);
    }
  }

  @Override
  public void yield() throws InterruptedException, FlinkRuntimeException {
    mailbox.yield();
  }

  @Override
  public boolean tryYield() throws FlinkRuntimeException {
    return mailbox.tryYield();
  }

  @Override
  public boolean shouldInterrupt() {
    return mailbox.shouldInterrupt();
  }
}
