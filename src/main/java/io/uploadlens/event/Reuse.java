package io.uploadlens.event;

/**
 * What a decoder keeps from message to message, to be fast: nothing that an event depends on. Not
 * thread-safe.
 */
final class Reuse {

  final BytesCache texts = new BytesCache();
  final BytesCache names = new BytesCache();
  final KeyEncoding keys = new KeyEncoding();
  final IdentityBytes identity = new IdentityBytes();
  final EscapedText escaped = new EscapedText();
  final EscapedText kept = new EscapedText();
  final FieldNames outer = new FieldNames();
  final FieldNames inner = new FieldNames();
  final FieldNames innerEscaped = new FieldNames();
}
