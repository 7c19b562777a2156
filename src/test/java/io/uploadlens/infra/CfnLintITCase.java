package io.uploadlens.infra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * <a href="https://github.com/aws-cloudformation/cfn-lint">cfn-lint</a> holds the templates against
 * AWS's descriptions of every resource. Skipped where it is not installed.
 */
class CfnLintITCase {

  @Test
  void cfnLintFindsNothing() throws Exception {
    assumeTrue(runs("cfn-lint", "--version"), "cfn-lint is not installed (pip install cfn-lint)");
    List<String> command =
        new ArrayList<>(List.of("cfn-lint", "--non-zero-exit-code", "informational"));
    Template.all().forEach(template -> command.add("infra/" + template.name()));

    Process lint = new ProcessBuilder(command).redirectErrorStream(true).start();
    String findings = new String(lint.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(lint.waitFor(2, TimeUnit.MINUTES)).as("cfn-lint ends").isTrue();
    assertThat(findings).isEmpty();
    assertThat(lint.exitValue()).isZero();
  }

  private static boolean runs(String... command) throws InterruptedException {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getInputStream().readAllBytes();
      return process.waitFor() == 0;
    } catch (IOException e) {
      return false;
    }
  }
}
