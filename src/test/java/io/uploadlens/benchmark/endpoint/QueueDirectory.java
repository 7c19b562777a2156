package io.uploadlens.benchmark.endpoint;

import java.net.URI;
import java.util.HashMap;
import java.util.Map;

/** The endpoint's queues by name. */
final class QueueDirectory {

  static final String ACCOUNT = "000000000000";

  private final Timers timers;
  private final Map<String, BenchmarkQueue> queues = new HashMap<>();
  private URI endpoint;
  private int created;

  QueueDirectory(Timers timers) {
    this.timers = timers;
  }

  /** Tells where clients reach the endpoint: queue URLs begin with it. */
  void reachableAt(URI endpoint) {
    this.endpoint = endpoint;
  }

  /** The queue of this name, a new one if there is none. */
  BenchmarkQueue create(String name) {
    return queues.computeIfAbsent(name, it -> new BenchmarkQueue(++created, timers));
  }

  /** Forgets the queue with all that it holds; receives that wait get nothing. */
  void drop(String name) {
    BenchmarkQueue queue = queues.remove(name);
    if (queue != null) {
      queue.close();
    }
  }

  /** The queue of this URL. */
  BenchmarkQueue byUrl(String url) throws SqsError {
    return byName(url.substring(url.lastIndexOf('/') + 1));
  }

  /** The queue of this name. */
  BenchmarkQueue byName(String name) throws SqsError {
    BenchmarkQueue queue = queues.get(name);
    if (queue == null) {
      throw new SqsError("QueueDoesNotExist", "The specified queue does not exist.");
    }
    return queue;
  }

  /** The URL of a queue that is there. */
  String existingUrl(String name) throws SqsError {
    byName(name);
    return url(name);
  }

  String url(String name) {
    return endpoint + "/" + ACCOUNT + "/" + name;
  }
}
