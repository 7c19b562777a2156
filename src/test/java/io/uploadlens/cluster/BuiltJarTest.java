package io.uploadlens.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which file the scripts, and the programs that they start, take for the job's jar. */
class BuiltJarTest {

  private static final Path SCRIPTS = Path.of("scripts", "lib.sh").toAbsolutePath();

  @TempDir private Path project;

  private Path target;

  @BeforeEach
  void aBuildThatWasInterrupted() throws Exception {
    target = Files.createDirectories(project.resolve("target"));
    for (String part :
        new String[] {
          "original-uploadlens-0.1.0-SNAPSHOT.jar", "uploadlens-0.1.0-SNAPSHOT-shaded.jar"
        }) {
      Files.createFile(target.resolve(part));
    }
  }

  @Test
  void aJarThatIsNotFinishedIsNone() throws Exception {
    assertThatThrownBy(() -> ClusterMain.builtJar(target))
        .hasMessageStartingWith("there is no jar in target");
    assertThat(builtJarOfTheScripts()).isEmpty();
  }

  @Test
  void theFinishedJarIsTaken() throws Exception {
    Path jar = Files.createFile(target.resolve("uploadlens-0.1.0-SNAPSHOT.jar"));

    assertThat(ClusterMain.builtJar(target)).isEqualTo(jar);
    assertThat(builtJarOfTheScripts()).isEqualTo("target/uploadlens-0.1.0-SNAPSHOT.jar");
  }

  private String builtJarOfTheScripts() throws Exception {
    Process process =
        new ProcessBuilder("bash", "-c", "set -euo pipefail; source '" + SCRIPTS + "'; built_jar")
            .directory(project.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String printed =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    assertThat(process.waitFor()).isZero();
    return printed;
  }
}
