package io.uploadlens.event;

import java.io.IOException;

/** A message is none that {@link PlainCursor} reads. Says nothing of what it is. */
final class NotPlain extends IOException {

  static final NotPlain INSTANCE = new NotPlain();

  private static final long serialVersionUID = 1L;

  private NotPlain() {
    super("not plain");
  }

  @Override
  public synchronized Throwable fillInStackTrace() {
    return this;
  }
}
