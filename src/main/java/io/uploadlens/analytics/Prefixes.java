package io.uploadlens.analytics;

/** Cuts keys into prefixes: directories, each with its slash at the end. */
final class Prefixes {

  private Prefixes() {}

  /**
   * The first directories of a key, or all of them where it has fewer; empty where it has none.
   *
   * @param key a key, or a prefix of one
   * @param depth how many directories at most
   */
  static String of(String key, int depth) {
    return key.substring(0, end(key, depth));
  }

  /** Where {@link #of} ends. */
  static int end(String key, int depth) {
    int end = 0;
    for (int i = 0; i < depth; i++) {
      int slash = key.indexOf('/', end);
      if (slash < 0) {
        break;
      }
      end = slash + 1;
    }
    return end;
  }
}
