package io.uploadlens.cluster;

/** What a stack trace is about. */
final class RootCause {

  private static final String CAUSED_BY = "Caused by: ";

  private RootCause() {}

  /**
   * The message of the innermost cause, with all its lines.
   *
   * @param text with a stack trace in it, as Java prints them; or without, which is told whole
   */
  static String of(String text) {
    String trace = text.strip();
    int last = trace.lastIndexOf(CAUSED_BY);
    if (last >= 0) {
      trace = trace.substring(last + CAUSED_BY.length());
    }
    int frames = trace.indexOf("\n\tat ");
    return (frames < 0 ? trace : trace.substring(0, frames)).strip();
  }
}
