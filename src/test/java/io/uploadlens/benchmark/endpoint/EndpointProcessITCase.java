package io.uploadlens.benchmark.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class EndpointProcessITCase {

  @Test
  void fillsCountsAndDropsQueuesAndEndsWhenItIsClosed() throws Exception {
    EndpointProcess endpoint = EndpointProcess.start(Duration.ZERO);
    try {
      assertThat(endpoint.fill("uploads", 3)).isEqualTo(endpoint.uri() + "/000000000000/uploads");
      endpoint.fill("uploads", 4);
      assertThat(endpoint.counts("uploads").visible()).isEqualTo(7);
      assertThat(endpoint.counts("uploads").messageRequests()).isZero();
      CompletableFuture<Void> empty = endpoint.whenEmpty("uploads");
      endpoint.fill("other", 0);
      endpoint.whenEmpty("other").get(60, TimeUnit.SECONDS);
      assertThat(empty).isNotDone();
      endpoint.drop("uploads");
      assertThatThrownBy(() -> endpoint.counts("uploads"))
          .hasMessageContaining("QueueDoesNotExist");
      assertThat(endpoint.isAlive()).isTrue();
    } finally {
      endpoint.close();
    }
    assertThat(endpoint.isAlive()).isFalse();
  }

  /** As it happens when the benchmark's JVM is killed. */
  @Test
  void endsWithItsStandardInput() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                EndpointMain.class.getName(),
                "0")
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try {
      String address =
          new BufferedReader(
                  new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))
              .readLine();
      assertThat(URI.create(address).getHost()).isEqualTo("127.0.0.1");
      assertThat(process.isAlive()).isTrue();
      process.getOutputStream().close();
      assertThat(process.waitFor(90, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isZero();
    } finally {
      process.destroyForcibly();
    }
  }
}
