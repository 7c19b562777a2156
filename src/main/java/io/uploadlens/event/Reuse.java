package io.uploadlens.event;

/**
 * What a decoder keeps from message to message, to be fast: nothing that an event depends on. Not
 * thread-safe.
 */
final class Reuse {

  private static final int FIRST_SIZE = 4096;

  final TextCache texts = new TextCache();
  final KeyEncoding keys = new KeyEncoding();
  private char[] envelope = new char[FIRST_SIZE];

  /** A buffer for what an SNS envelope holds, at least so long; valid until the next call. */
  char[] envelope(int length) {
    if (envelope.length < length) {
      envelope = new char[Math.max(length, 2 * envelope.length)];
    }
    return envelope;
  }
}
