package io.uploadlens.localaws;

import java.io.IOException;

/** What a service does with a request; {@link HttpFront} does the rest. */
interface ServiceEndpoint {

  /** The API operation that the request asks for, for example {@code PutRecords}; never null. */
  String operation(WireRequest request);

  /**
   * The answer.
   *
   * @throws ServiceException for an error that the service itself would report
   */
  WireResponse answer(WireRequest request, String operation)
      throws IOException, InterruptedException;

  /** An error in the service's own format. */
  WireResponse error(WireRequest request, ServiceException error);

  /** What the service says to a caller that is too fast. */
  ServiceException throttled(String operation);

  /** What the service says when it fails by no fault of the caller. */
  default ServiceException serverError(String operation) {
    return new ServiceException(
        500, "InternalFailure", "The request processing has failed because of an unknown error.");
  }
}
