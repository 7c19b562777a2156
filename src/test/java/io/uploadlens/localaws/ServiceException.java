package io.uploadlens.localaws;

/** An error that a service answers with; the service's own format is given to it on the wire. */
final class ServiceException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final int status;
  private final String code;

  /**
   * @param status the HTTP status
   * @param code the service's error code, as its API reference spells it
   * @param message what the client is told
   */
  ServiceException(int status, String code, String message) {
    super(message);
    this.status = status;
    this.code = code;
  }

  static ServiceException badRequest(String code, String message) {
    return new ServiceException(400, code, message);
  }

  int status() {
    return status;
  }

  String code() {
    return code;
  }

  /** Whether the caller is to blame, as the services' error formats say it. */
  boolean senderFault() {
    return status < 500;
  }
}
