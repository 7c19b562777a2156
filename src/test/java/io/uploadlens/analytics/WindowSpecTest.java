package io.uploadlens.analytics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WindowSpecTest {

  private static final Duration SECOND = Duration.ofSeconds(1);

  @Test
  void tumblingWindowsLieSideBySide() {
    assertThat(windows(WindowSpec.tumble(SECOND.multipliedBy(10)), 19_000))
        .containsExactly(new Window(WindowType.TUMBLE, 10_000, 20_000));
  }

  @Test
  void hoppingWindowsOverlap() {
    assertThat(windows(WindowSpec.hop(SECOND.multipliedBy(6), SECOND.multipliedBy(2)), 9_000))
        .containsExactly(
            new Window(WindowType.HOP, 4_000, 10_000),
            new Window(WindowType.HOP, 6_000, 12_000),
            new Window(WindowType.HOP, 8_000, 14_000));
  }

  @Test
  void cumulatingWindowsBeginTogether() {
    WindowSpec spec = WindowSpec.cumulate(SECOND.multipliedBy(6), SECOND.multipliedBy(2));
    assertThat(windows(spec, 8_000))
        .containsExactly(
            new Window(WindowType.CUMULATE, 6_000, 10_000),
            new Window(WindowType.CUMULATE, 6_000, 12_000));
    assertThat(windows(spec, 6_000)).hasSize(3);
    assertThat(windows(spec, 11_000))
        .containsExactly(new Window(WindowType.CUMULATE, 6_000, 12_000));
  }

  @Test
  void timesBefore1970HaveWindows() {
    assertThat(windows(WindowSpec.tumble(SECOND.multipliedBy(10)), -1_000))
        .containsExactly(new Window(WindowType.TUMBLE, -10_000, 0));
    assertThat(windows(WindowSpec.hop(SECOND.multipliedBy(4), SECOND.multipliedBy(2)), -1_000))
        .containsExactly(
            new Window(WindowType.HOP, -4_000, 0), new Window(WindowType.HOP, -2_000, 2_000));
    assertThat(windows(WindowSpec.cumulate(SECOND.multipliedBy(4), SECOND), -1_000))
        .containsExactly(new Window(WindowType.CUMULATE, -4_000, 0));
  }

  @Test
  void aSizeIsWholeSecondsAndAStepDividesIt() {
    assertThatThrownBy(() -> WindowSpec.tumble(Duration.ofMillis(1500)))
        .hasMessage("TUMBLE: size is PT1.5S; allowed: whole seconds from 1 s");
    assertThatThrownBy(() -> WindowSpec.tumble(Duration.ZERO))
        .hasMessage("TUMBLE: size is PT0S; allowed: whole seconds from 1 s");
    assertThatThrownBy(() -> WindowSpec.hop(Duration.ofMinutes(1), Duration.ofSeconds(7)))
        .hasMessage("HOP: slide is PT7S; allowed: a divisor of the size, PT1M");
    assertThatThrownBy(() -> WindowSpec.cumulate(SECOND, Duration.ofSeconds(-1)))
        .hasMessage("CUMULATE: step is PT-1S; allowed: whole seconds from 1 s");
    assertThatThrownBy(() -> WindowSpec.cumulate(SECOND, Duration.ofSeconds(2)))
        .hasMessage("CUMULATE: step is PT2S; allowed: a divisor of the size, PT1S");
  }

  private static List<Window> windows(WindowSpec spec, long sliceStart) {
    List<Window> windows = new ArrayList<>();
    spec.forEachWindow(sliceStart, windows::add);
    return windows;
  }
}
