package io.uploadlens.window;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Window specifications as people write them: {@code TUMBLE(size 1 min); HOP(size 1 h, slide 5
 * min); CUMULATE(size 1 d, step 1 h)}. Upper and lower case are the same, spaces are free.
 */
public final class WindowSyntax {

  /** How many specifications there may be. */
  public static final int MAX_SPECIFICATIONS = 16;

  /** In how many windows of all specifications a moment may be: each counts every event in it. */
  public static final int MAX_OVERLAP = 300;

  /** What may be written; completes the sentence "must be …". */
  public static final String ALLOWED =
      "1 to "
          + MAX_SPECIFICATIONS
          + " different specifications separated by semicolons: TUMBLE(size D), HOP(size D, slide"
          + " D), CUMULATE(size D, step D), D being whole seconds from 1 s to 1 d with the unit"
          + " (ms, s, min, h, d); a slide or step divides the size, the size of TUMBLE and"
          + " CUMULATE and the slide of HOP divide a day, and no moment is in more than "
          + MAX_OVERLAP
          + " windows (size / step, added up)";

  private static final int MOST_TOLD = 5;

  private WindowSyntax() {}

  /**
   * Reads specifications.
   *
   * @param text not null
   * @return at least one, in their order
   * @throws WindowSyntaxException if it is not {@link #ALLOWED}; the message says what is wrong and
   *     where
   */
  public static List<WindowDefinition> parse(String text) {
    WindowScanner scanner = new WindowScanner(text);
    List<WindowDefinition> found = new ArrayList<>();
    do {
      take(scanner, found);
    } while (scanner.another());
    return List.copyOf(found);
  }

  private static void take(WindowScanner scanner, List<WindowDefinition> found) {
    int from = scanner.position();
    WindowDefinition next = scanner.specification();
    if (found.contains(next)) {
      throw scanner.wrong(next + " is there twice", from);
    }
    if (found.size() == MAX_SPECIFICATIONS) {
      throw scanner.wrong("more than " + MAX_SPECIFICATIONS + " specifications", from);
    }
    long overlap = next.overlap() + found.stream().mapToLong(WindowDefinition::overlap).sum();
    if (overlap > MAX_OVERLAP) {
      throw scanner.wrong("a moment would be in " + overlap + " windows so far", from);
    }
    found.add(next);
  }

  /**
   * What is wrong with a text, or empty if it can be {@linkplain #parse parsed}: the first fault of
   * each specification, of some of them if there are many.
   */
  public static Optional<String> fault(String text) {
    WindowScanner scanner = new WindowScanner(text);
    List<WindowDefinition> found = new ArrayList<>();
    List<String> faults = new ArrayList<>();
    boolean more = true;
    while (more && faults.size() < MOST_TOLD) {
      try {
        take(scanner, found);
        more = scanner.another();
      } catch (WindowSyntaxException e) {
        faults.add(e.getMessage());
        more = scanner.skipToAnother();
      }
    }
    return faults.isEmpty() ? Optional.empty() : Optional.of(String.join(" and ", faults));
  }

  /** Writes specifications so that {@link #parse} reads them. */
  public static String render(List<WindowDefinition> windows) {
    return windows.stream().map(WindowDefinition::toString).collect(Collectors.joining("; "));
  }
}
