package io.uploadlens.producer.target;

/** A message that can't be delivered; the message names the target and the service's answer. */
public final class DeliveryException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  DeliveryException(String message, Throwable cause) {
    super(message, cause);
  }
}
