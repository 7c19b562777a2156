package io.uploadlens.demo;

/** Something that the person at the keyboard can mend: its message alone is shown. */
final class DemoException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  DemoException(String message) {
    super(message);
  }
}
