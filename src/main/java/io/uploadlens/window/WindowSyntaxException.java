package io.uploadlens.window;

/** Says what is wrong with a text that is to name windows, and where in it. */
public final class WindowSyntaxException extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  private static final int LONGEST_SHOWN = 60;

  /**
   * @param problem what is wrong
   * @param text the whole text
   * @param from where in it, from 0
   * @param to where that ends, at the end of the text at most
   */
  WindowSyntaxException(String problem, String text, int from, int to) {
    super(problem + " (" + place(text, from, to) + ")");
  }

  private static String place(String text, int from, int to) {
    if (from >= text.length()) {
      return "at the end";
    }
    String part = text.substring(from, to).strip().replaceAll("\\p{Cntrl}", "?");
    String shown = part.length() <= LONGEST_SHOWN ? part : part.substring(0, LONGEST_SHOWN) + "…";
    return "at character " + (from + 1) + ", \"" + shown + "\"";
  }
}
