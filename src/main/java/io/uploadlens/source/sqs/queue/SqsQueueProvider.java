package io.uploadlens.source.sqs.queue;

import java.io.Serializable;

/** Opens queues where they are used: in each reader, and in the enumerator. */
public interface SqsQueueProvider extends Serializable {

  /**
   * Opens a queue; makes no request.
   *
   * @param queueUrl the queue's URL; not null
   * @param maxConcurrency the most requests that will be in flight at a time; at least 1
   * @return a queue that the caller closes
   */
  SqsQueue open(String queueUrl, int maxConcurrency);
}
