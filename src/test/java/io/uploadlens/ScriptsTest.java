package io.uploadlens;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the scripts start is there. */
class ScriptsTest {

  private static final Pattern MAIN =
      Pattern.compile("(io\\.uploadlens\\.[a-z.]+[A-Z]\\w+) \"\\$@\"");

  private static List<Path> scripts() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("scripts"))) {
      return files
          .filter(file -> file.toString().endsWith(".sh") && !file.endsWith("lib.sh"))
          .collect(Collectors.toList());
    }
  }

  @Test
  void everyScriptIsExecutableAndStopsAtTheFirstError() throws IOException {
    assertThat(scripts())
        .isNotEmpty()
        .allSatisfy(
            script -> {
              assertThat(script).isExecutable();
              assertThat(Files.readString(script))
                  .startsWith("#!/usr/bin/env bash\n")
                  .contains("\nset -euo pipefail\n");
            });
  }

  @Test
  void everyMainClassThatAScriptStartsIsThere() throws Exception {
    int found = 0;
    for (Path script : scripts()) {
      Matcher main = MAIN.matcher(Files.readString(script));
      while (main.find()) {
        Method method = Class.forName(main.group(1)).getMethod("main", String[].class);
        assertThat(method.getReturnType()).as(script + " " + method).isEqualTo(void.class);
        found++;
      }
    }
    assertThat(found).as("scripts that start a main class").isGreaterThanOrEqualTo(3);
  }
}
