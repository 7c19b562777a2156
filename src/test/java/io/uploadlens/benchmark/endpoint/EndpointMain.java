package io.uploadlens.benchmark.endpoint;

import java.time.Duration;

/**
 * The endpoint in a JVM of its own. It writes its address to the standard output and lives as long
 * as somebody holds the other end of its standard input, however that one ends.
 */
final class EndpointMain {

  private EndpointMain() {}

  /**
   * Runs it.
   *
   * @param args the latency in microseconds
   */
  public static void main(String[] args) throws Exception {
    Duration latency = Duration.ofNanos(1000 * Long.parseLong(args[0]));
    SqsEndpoint endpoint = SqsEndpoint.start(latency);
    System.out.println(endpoint.uri());
    System.out.flush();
    while (System.in.read() >= 0) {
      continue;
    }
    // Without ado: nobody is there any more.
    Runtime.getRuntime().halt(0);
  }
}
