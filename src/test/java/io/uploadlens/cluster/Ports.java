package io.uploadlens.cluster;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** Ports of 127.0.0.1. */
final class Ports {

  private static final int ATTEMPTS = 100;
  private static final int LAST = 65_535;

  private Ports() {}

  /**
   * Tells, before anything is started, that a port can't be had.
   *
   * @throws ClusterException if it is in use
   */
  static void requireFree(int port) {
    try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      probe.setReuseAddress(true);
    } catch (IOException e) {
      throw new ClusterException(
          "port "
              + port
              + " of 127.0.0.1 is in use: stop what uses it, or choose others with --port,"
              + " --zookeeper-port and --aws-port",
          e);
    }
  }

  /** Whether somebody listens. */
  static boolean isOpen(int port) throws IOException {
    try (Socket probe = new Socket()) {
      probe.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
      return true;
    } catch (ConnectException e) {
      return false;
    }
  }

  /**
   * Finds free ports; nobody else may take them meanwhile, or they are not.
   *
   * @param count how many in a row
   * @return the first
   */
  static int free(int count) throws IOException {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      int first;
      try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        first = probe.getLocalPort();
      }
      if (first + count - 1 <= LAST && areFree(first, count)) {
        return first;
      }
    }
    throw new ClusterException("there are no " + count + " free ports in a row");
  }

  private static boolean areFree(int first, int count) {
    try {
      for (int port = first; port < first + count; port++) {
        requireFree(port);
      }
      return true;
    } catch (ClusterException inUse) {
      return false;
    }
  }
}
