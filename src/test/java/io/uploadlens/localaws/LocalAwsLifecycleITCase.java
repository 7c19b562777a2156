package io.uploadlens.localaws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.uploadlens.aws.AwsService;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;

class LocalAwsLifecycleITCase {

  @Test
  void listensOnLoopbackOnlyAndLeavesNothingBehind() throws Exception {
    Set<Thread> before = Thread.getAllStackTraces().keySet();
    List<Integer> ports = new ArrayList<>();
    long closing;
    LocalAws aws = LocalAws.start();
    try (LocalClients clients = new LocalClients(aws)) {
      for (AwsService service : AwsService.values()) {
        ports.add(aws.endpoint(service).getPort());
      }
      assertThat(ports).doesNotHaveDuplicates();
      for (NetworkInterface network : Collections.list(NetworkInterface.getNetworkInterfaces())) {
        for (InetAddress address : Collections.list(network.getInetAddresses())) {
          if (!address.isLoopbackAddress()) {
            for (int port : ports) {
              assertThat(connects(address, port)).as(address + ":" + port).isFalse();
            }
          }
        }
      }
      clients.s3().createBucket(r -> r.bucket("bucket"));
      clients.s3().putObject(r -> r.bucket("bucket").key("k"), RequestBody.fromString("v"));
      closing = System.nanoTime();
    } finally {
      aws.close();
    }
    assertThat(Duration.ofNanos(System.nanoTime() - closing)).isLessThan(Duration.ofSeconds(15));
    for (int port : ports) {
      assertThat(connects(InetAddress.getLoopbackAddress(), port)).isFalse();
    }
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () ->
                assertThat(Thread.getAllStackTraces().keySet())
                    .filteredOn(thread -> !before.contains(thread))
                    .extracting(Thread::getName)
                    .noneMatch(
                        name -> name.startsWith("local-") || name.startsWith("nioEventLoopGroup")));
  }

  @Test
  void aPortInUseIsNamedAndNothingStaysOpen() throws Exception {
    int base = freeRange();
    try (ServerSocket taken = new ServerSocket()) {
      taken.bind(
          new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), base + 3));
      assertThatThrownBy(() -> LocalAws.builder().basePort(base).start())
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("Port " + (base + 3) + " of 127.0.0.1")
          .hasMessageContaining("KINESIS")
          .hasMessageContaining("is in use");
    }
    try (LocalAws aws = LocalAws.builder().basePort(base).start()) {
      assertThat(
              List.of(AwsService.values()).stream()
                  .map(service -> aws.endpoint(service).getPort())
                  .collect(Collectors.toList()))
          .containsExactly(base, base + 1, base + 2, base + 3, base + 4);
    }
  }

  @Test
  void aBasePortOutOfRangeIsRefused() {
    assertThatThrownBy(() -> LocalAws.builder().basePort(80))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The base port is 0 or 1024 to 65531, not 80");
    assertThatThrownBy(() -> LocalAws.builder().basePort(65532)).hasMessageContaining("65532");
  }

  private static boolean connects(InetAddress address, int port) throws Exception {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(address, port), 1000);
      return true;
    } catch (ConnectException e) {
      return false;
    }
  }

  /** The first of five ports that are free now. */
  private static int freeRange() throws Exception {
    for (int base = 20_000; base < 30_000; base += 7) {
      boolean free = true;
      for (int port = base; port < base + 5 && free; port++) {
        free = !connects(InetAddress.getLoopbackAddress(), port);
      }
      if (free) {
        return base;
      }
    }
    throw new IllegalStateException("no five free ports in a row");
  }
}
