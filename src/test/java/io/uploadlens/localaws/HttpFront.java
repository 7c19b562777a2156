package io.uploadlens.localaws;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.uploadlens.aws.AwsService;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One service's HTTP server, on 127.0.0.1 only. It lets {@link Faults} have their say, asks the
 * {@link ServiceEndpoint} and writes the answer.
 */
final class HttpFront implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(HttpFront.class);
  private static final int BACKLOG = 256;

  static {
    // Without it an answer waits 40 ms for the client's delayed acknowledgement.
    setUnlessGiven("sun.net.httpserver.nodelay", "true");
    // The SDK keeps idle connections for a minute: the server must not be the first to hang up.
    setUnlessGiven("sun.net.httpserver.idleInterval", "300");
    setUnlessGiven("sun.net.httpserver.maxIdleConnections", "1000");
  }

  private final AwsService service;
  private final Faults faults;
  private final ExecutorService threads;
  private final int port;
  private final CompletableFuture<ServiceEndpoint> endpoint = new CompletableFuture<>();
  private HttpServer server;

  private HttpFront(AwsService service, int port, Faults faults) {
    this.service = service;
    this.faults = faults;
    AtomicInteger count = new AtomicInteger();
    String name = "local-" + service.name().toLowerCase(Locale.ROOT) + "-";
    this.threads =
        Executors.newCachedThreadPool(
            task -> {
              Thread thread = new Thread(task, name + count.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
    this.server = bind(port);
    this.port = server.getAddress().getPort();
    // At once: a server that never ran keeps its port when it is stopped.
    listen();
  }

  /**
   * Takes the port; connections wait until {@link #serve}.
   *
   * @param port 0 for any that is free
   * @throws IllegalStateException when the port is in use; the message names it
   */
  static HttpFront open(AwsService service, int port, Faults faults) {
    return new HttpFront(service, port, faults);
  }

  /** Starts to answer. */
  void serve(ServiceEndpoint service) {
    endpoint.complete(service);
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + port);
  }

  int port() {
    return port;
  }

  /** Stops listening, so that a client's connect is refused; what is being answered is cut off. */
  synchronized void refuse() {
    if (server != null) {
      server.stop(0);
      server = null;
    }
  }

  /** Listens again, on the same port. */
  synchronized void accept() {
    if (server == null && !threads.isShutdown()) {
      server = bind(port);
      listen();
    }
  }

  @Override
  public synchronized void close() {
    threads.shutdownNow();
    refuse();
  }

  private void listen() {
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  private HttpServer bind(int wanted) {
    try {
      return HttpServer.create(
          new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), wanted),
          BACKLOG);
    } catch (BindException e) {
      throw new IllegalStateException(
          "Port "
              + wanted
              + " of 127.0.0.1, wanted for the local "
              + service
              + ", is in use: stop what uses it or choose another base port (0 takes free ports).",
          e);
    } catch (IOException e) {
      throw new IllegalStateException("The local " + service + " cannot listen: " + e, e);
    }
  }

  private void handle(HttpExchange exchange) throws IOException {
    try {
      WireRequest request = WireRequest.read(exchange);
      ServiceEndpoint endpoint = this.endpoint.get();
      String operation = endpoint.operation(request);
      Faults.Verdict verdict = faults.judge(service, operation);
      WireResponse response = respond(endpoint, request, operation, verdict);
      if (verdict.losesAnswer()) {
        exchange.close();
      } else {
        response.send(exchange);
      }
    } catch (InterruptedException e) {
      // The local AWS is closing.
      Thread.currentThread().interrupt();
      exchange.close();
    } catch (RuntimeException | ExecutionException e) {
      LOG.error("The local {} failed on {}", service, exchange.getRequestURI(), e);
      exchange.close();
    }
  }

  private WireResponse respond(
      ServiceEndpoint endpoint, WireRequest request, String operation, Faults.Verdict verdict)
      throws IOException, InterruptedException {
    if (!verdict.delay().isZero()) {
      Thread.sleep(verdict.delay().toMillis());
    }
    try {
      if (verdict.throttled()) {
        throw endpoint.throttled(operation);
      }
      if (verdict.broken()) {
        throw endpoint.serverError(operation);
      }
      return endpoint.answer(request, operation);
    } catch (ServiceException e) {
      return endpoint.error(request, e);
    } catch (RuntimeException e) {
      LOG.error("The local {} failed in {}", service, operation, e);
      return endpoint.error(request, new ServiceException(500, "InternalFailure", e.toString()));
    }
  }

  private static void setUnlessGiven(String property, String value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, value);
    }
  }
}
