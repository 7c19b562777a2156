package io.uploadlens.event;

/** The names at all the places where they came, of which there can be many: then it begins anew. */
final class FieldNames {

  private static final int MOST = 4096;

  private FieldName start = FieldName.start();
  private int count;

  /** The place before the first name. */
  FieldName start() {
    return start;
  }

  /** Remembers what came after a name: see {@link FieldName#follow}. */
  FieldName follow(FieldName last, String name, boolean first, byte[] json, int from, int to) {
    count++;
    if (count > MOST) {
      start = FieldName.start();
      count = 1;
      return start.follow(name, first, json, from, to);
    }
    return last.follow(name, first, json, from, to);
  }
}
