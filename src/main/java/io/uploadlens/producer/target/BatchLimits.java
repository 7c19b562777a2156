package io.uploadlens.producer.target;

/** What a service takes in one request. */
final class BatchLimits {

  final int entries;
  final int bytes;
  final int entryBytes;

  BatchLimits(int entries, int bytes, int entryBytes) {
    this.entries = entries;
    this.bytes = bytes;
    this.entryBytes = entryBytes;
  }
}
