package io.uploadlens.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RootCauseTest {

  @Test
  void isTheMessageOfTheInnermostCauseWithAllItsLines() {
    String trace =
        "10:00 ERROR it went wrong\njava.lang.A: outer\n\tat a.B.c(B.java:1)\n"
            + "Caused by: java.lang.X: middle\n\tat x.Y.z(Y.java:2)\n\t... 3 more\n"
            + "Caused by: java.lang.Z: 2 problems\n  1. one\n  2. two\n\tat z.Z.z(Z.java:3)\n"
            + "\t... 5 more\nEnd of exception on server side>";

    assertThat(RootCause.of(trace)).isEqualTo("java.lang.Z: 2 problems\n  1. one\n  2. two");
  }

  @Test
  void isTheMessageItselfWhereNothingCausedIt() {
    assertThat(RootCause.of("java.lang.A: alone\n\tat a.B.c(B.java:1)\n"))
        .isEqualTo("java.lang.A: alone");
    assertThat(RootCause.of("Not found: /jars\n")).isEqualTo("Not found: /jars");
  }
}
