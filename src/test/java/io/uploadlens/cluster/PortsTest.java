package io.uploadlens.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

class PortsTest {

  @Test
  void freePortsAreNoneThatAnOutgoingConnectionMayTake() throws Exception {
    for (int i = 0; i < 20; i++) {
      int first = Ports.free(6);
      assertThat(first).isBetween(10_000, 32_767 - 5);
      for (int port = first; port < first + 6; port++) {
        new ServerSocket(port, 1, InetAddress.getLoopbackAddress()).close();
      }
    }
  }

  @Test
  void onePortInUseIsEnough() throws Exception {
    int first = Ports.free(3);
    assertThat(Ports.areFree(first, 3)).isTrue();
    try (ServerSocket used = new ServerSocket(first + 1, 1, InetAddress.getLoopbackAddress())) {
      assertThat(Ports.areFree(first, 3)).isFalse();
      assertThat(Ports.areFree(used.getLocalPort(), 1)).isFalse();
      assertThat(Ports.areFree(first, 1)).isTrue();
    }
  }
}
