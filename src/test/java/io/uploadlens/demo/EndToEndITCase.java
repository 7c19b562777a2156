package io.uploadlens.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The whole job on real protocols, its outputs held against the truth row by row: what {@code
 * scripts/demo.sh --verify --crash 3} does, smaller.
 */
class EndToEndITCase {

  @TempDir Path directory;

  @Test
  void g1g2g4EveryEventIsCountedOnceThroughThreeCrashes() throws Exception {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8);

    boolean exact = new VerifyRun(3000, 7, 3, 0, directory, out).run();

    String text = said.toString(StandardCharsets.UTF_8);
    assertThat(exact).as(text).isTrue();
    assertThat(text)
        .contains("right after a checkpoint")
        .contains("between two checkpoints")
        .contains("while a checkpoint is under way")
        .contains("verified: 3000 events, ")
        .contains("aggregates, 0 missing, 0 extra, 0 different");
  }
}
