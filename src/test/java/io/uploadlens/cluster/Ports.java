package io.uploadlens.cluster;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicInteger;

/** Ports of 127.0.0.1. */
final class Ports {

  private static final int ATTEMPTS = 1000;

  /** Systems take the ports of outgoing connections, at any moment, from 32,768 on. */
  private static final int FIRST = 10_000;

  private static final int COUNT = 22_000;

  /** Each process begins elsewhere, and no port is given twice in a row. */
  private static final AtomicInteger NEXT =
      new AtomicInteger((int) (ProcessHandle.current().pid() * 64 % COUNT));

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
   * Finds free ports, which no outgoing connection takes before somebody listens there.
   *
   * @param count how many in a row
   * @return the first
   */
  static int free(int count) {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      int first = FIRST + Math.floorMod(NEXT.getAndAdd(count), COUNT - count);
      if (areFree(first, count)) {
        return first;
      }
    }
    throw new ClusterException("there are no " + count + " free ports in a row");
  }

  /** Whether one could listen on all of these. */
  static boolean areFree(int first, int count) {
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
