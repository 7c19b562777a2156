package io.uploadlens.benchmark.endpoint;

import java.util.Base64;
import java.util.Random;

/**
 * Receipt handles as long as those of SQS. Behind a filling that is the same for all stand the
 * queue, the message and the receive.
 */
final class ReceiptHandles {

  /** SQS's own are of about this length. */
  static final int LENGTH = 340;

  private static final int DIGITS = 8;
  private static final String FILLING = filling();

  private ReceiptHandles() {}

  static String of(int queue, int message, int receive) {
    StringBuilder handle = new StringBuilder(LENGTH).append(FILLING);
    append(queue, handle);
    append(message, handle);
    return append(receive, handle).toString();
  }

  /** Whether this is a handle of this queue. */
  static boolean isOf(int queue, String handle) {
    return handle.length() == LENGTH
        && handle.startsWith(FILLING)
        && isHex(handle, FILLING.length())
        && number(handle, 0) == queue;
  }

  /** The message's number. */
  static int message(String handle) {
    return number(handle, 1);
  }

  /** The receive's number. */
  static int receive(String handle) {
    return number(handle, 2);
  }

  private static String filling() {
    byte[] bytes = new byte[LENGTH];
    new Random(1).nextBytes(bytes);
    String text = "AQEB" + Base64.getEncoder().encodeToString(bytes);
    return text.substring(0, LENGTH - 3 * DIGITS);
  }

  private static StringBuilder append(int number, StringBuilder handle) {
    for (int shift = 4 * (DIGITS - 1); shift >= 0; shift -= 4) {
      handle.append(Character.forDigit((number >>> shift) & 0xf, 16));
    }
    return handle;
  }

  private static boolean isHex(String handle, int from) {
    for (int i = from; i < handle.length(); i++) {
      if (Character.digit(handle.charAt(i), 16) < 0) {
        return false;
      }
    }
    return true;
  }

  private static int number(String handle, int place) {
    int from = FILLING.length() + place * DIGITS;
    return Integer.parseUnsignedInt(handle, from, from + DIGITS, 16);
  }
}
