package io.uploadlens.producer.verify;

import java.io.IOException;
import java.util.function.Consumer;

/** What the dead letter holds. */
public interface DeadLetterSource {

  /**
   * Gives every message's body, in any order; some may come twice.
   *
   * @throws IOException if the dead letter can't be read
   * @throws InterruptedException if interrupted while waiting for messages
   */
  void forEach(Consumer<String> json) throws IOException, InterruptedException;

  /**
   * The bytes of a file that a message names in {@code body_path}.
   *
   * @throws IOException if it can't be read
   */
  byte[] read(String path) throws IOException;
}
