package io.uploadlens.benchmark.engine;

/** The numbers of one row that contenders are compared by. Immutable. */
final class Tally {

  /** Of a contender that does not count them. */
  static final long NOT_COUNTED = -1;

  final long uploads;
  final long bytes;
  final long smallest;
  final long largest;
  final long principals;
  final long duplicates;

  /**
   * @param principals how many different principals, or {@link #NOT_COUNTED}
   * @param duplicates how many deliveries of an event that was counted already, or {@link
   *     #NOT_COUNTED}
   */
  Tally(long uploads, long bytes, long smallest, long largest, long principals, long duplicates) {
    this.uploads = uploads;
    this.bytes = bytes;
    this.smallest = smallest;
    this.largest = largest;
    this.principals = principals;
    this.duplicates = duplicates;
  }

  @Override
  public String toString() {
    return uploads
        + " uploads of "
        + bytes
        + " bytes, "
        + smallest
        + " to "
        + largest
        + ", "
        + principals
        + " principals, "
        + duplicates
        + " duplicates";
  }
}
