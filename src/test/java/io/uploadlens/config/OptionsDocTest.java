package io.uploadlens.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class OptionsDocTest {

  private static final Path FILE = Path.of("conf", "options.md");
  private static final String REGENERATE =
      "mvn test -Dtest=OptionsDocTest -Duploadlens.write-docs=true";

  @Test
  void theDocumentIsWhatTheOptionsSay() throws IOException {
    String rendered = OptionsDoc.render();
    if (Boolean.getBoolean("uploadlens.write-docs")) {
      Files.writeString(FILE, rendered);
    }
    assertThat(FILE).as("regenerate with %s", REGENERATE).exists();
    assertThat(Files.readString(FILE))
        .as("%s is stale; regenerate it with %s", FILE, REGENERATE)
        .isEqualTo(rendered);
  }

  @Test
  void everySettingIsInTheDocument() {
    String rendered = OptionsDoc.render();
    assertThat(JobOptions.settings())
        .allSatisfy(
            setting -> {
              assertThat(rendered).contains("| `" + setting.key() + "` | ");
              assertThat(setting.description()).endsWith(".").hasSizeGreaterThan(20);
            });
    assertThat(rendered).contains(REGENERATE);
  }
}
