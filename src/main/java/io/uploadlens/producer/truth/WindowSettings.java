package io.uploadlens.producer.truth;

import io.uploadlens.window.WindowDefinition;
import io.uploadlens.window.WindowSyntax;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The settings of the pipeline that its numbers depend on. Immutable. */
public final class WindowSettings {

  private final List<WindowDefinition> windows;
  private final int prefixDepth;
  private final int maxPrefixes;
  private final int maxGroups;
  private final long smallObjectBytes;

  /**
   * @param windows which windows there are, at least one
   * @param prefixDepth how many levels of prefixes have rows of their own, 0 or more
   * @param maxPrefixes how many prefixes of a bucket, level and window have rows of their own, at
   *     least 1
   * @param maxGroups how many prefixes of a bucket, level and window are told apart, at least as
   *     many
   * @param smallObjectBytes objects below this are small
   * @throws IllegalArgumentException if one is out of range; the message names it
   */
  public WindowSettings(
      List<WindowDefinition> windows,
      int prefixDepth,
      int maxPrefixes,
      int maxGroups,
      long smallObjectBytes) {
    require(!windows.isEmpty(), "windows", windows, "at least one");
    require(prefixDepth >= 0, "prefix depth", prefixDepth, "0 or more");
    require(maxPrefixes >= 1, "max prefixes", maxPrefixes, "at least 1");
    require(
        maxGroups >= maxPrefixes, "max groups", maxGroups, "at least max prefixes, " + maxPrefixes);
    require(smallObjectBytes >= 0, "small object bytes", smallObjectBytes, "0 or more");
    this.windows = List.copyOf(windows);
    this.prefixDepth = prefixDepth;
    this.maxPrefixes = maxPrefixes;
    this.maxGroups = maxGroups;
    this.smallObjectBytes = smallObjectBytes;
  }

  private static void require(boolean holds, String name, Object value, String allowed) {
    if (!holds) {
      throw new IllegalArgumentException(name + " is " + value + ": must be " + allowed);
    }
  }

  /** Which windows there are. */
  public List<WindowDefinition> windows() {
    return windows;
  }

  /** How many levels of prefixes have rows of their own. */
  public int prefixDepth() {
    return prefixDepth;
  }

  /** How many prefixes of a bucket, level and window have rows of their own. */
  public int maxPrefixes() {
    return maxPrefixes;
  }

  /**
   * How many prefixes of a bucket, level and window are told apart; where there are more, none is.
   */
  public int maxGroups() {
    return maxGroups;
  }

  /** Objects below this are small. */
  public long smallObjectBytes() {
    return smallObjectBytes;
  }

  /**
   * The windows that a time is in, each once, be it of two specifications.
   *
   * @param time epoch milliseconds
   */
  public Set<WindowKey> windowsAt(long time) {
    Set<WindowKey> found = new TreeSet<>();
    for (WindowDefinition definition : windows) {
      String type = definition.type().name();
      long size = definition.size().toMillis();
      long step = definition.step().toMillis();
      if (definition.type() == WindowDefinition.Type.CUMULATE) {
        long start = time - Math.floorMod(time, size);
        for (long end = start + step; end <= start + size; end += step) {
          if (time < end) {
            found.add(new WindowKey(type, start, end));
          }
        }
      } else {
        // From the last window that begins at the time or before it, back to the first that is not
        // over yet.
        long start = time - Math.floorMod(time, step);
        for (; time < start + size; start -= step) {
          found.add(new WindowKey(type, start, start + size));
        }
      }
    }
    return found;
  }

  /**
   * Whether a window is one of those of the first specification that lie side by side: every event
   * is in exactly one of them.
   */
  public boolean tilesTime(WindowKey window) {
    WindowDefinition first = windows.get(0);
    long size = first.size().toMillis();
    return window.type().equals(first.type().name())
        && window.end() - window.start() == size
        && Math.floorMod(window.start(), size) == 0;
  }

  @Override
  public String toString() {
    return "windows "
        + WindowSyntax.render(windows)
        + ", prefix depth "
        + prefixDepth
        + ", at most "
        + maxPrefixes
        + " prefixes of "
        + maxGroups
        + ", small below "
        + smallObjectBytes
        + " bytes";
  }
}
