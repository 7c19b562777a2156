package io.uploadlens.source.sqs.payload;

import java.io.Serializable;

/** Opens the store of payloads where it is used: in each reader, for each queue. */
public interface PayloadStoreProvider extends Serializable {

  /**
   * Opens the store; makes no request.
   *
   * @param maxConcurrency the most requests that will be in flight at a time; at least 1
   * @return a store that the caller closes
   */
  PayloadStore open(int maxConcurrency);
}
