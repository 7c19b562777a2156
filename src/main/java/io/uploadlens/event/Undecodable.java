package io.uploadlens.event;

/** Why a message can't be decoded. Thrown inside the decoder only, without a stack trace. */
final class Undecodable extends Exception {

  private static final long serialVersionUID = 1L;
  private static final int LONGEST_QUOTE = 64;

  private final RejectReason reason;

  Undecodable(RejectReason reason, String detail) {
    super(detail, null, false, false);
    this.reason = reason;
  }

  RejectReason reason() {
    return reason;
  }

  /** The same fault, told from further outside: where in the message it is. */
  Undecodable in(String place) {
    return new Undecodable(reason, place + ": " + getMessage());
  }

  /** A value as it may stand in a detail: one line, not long, valid in every encoding. */
  static String quote(String value) {
    return "'" + plain(value, LONGEST_QUOTE) + "'";
  }

  /** Text of others on one line, cut off after so many characters, valid in every encoding. */
  static String plain(String text, int longest) {
    StringBuilder plain = new StringBuilder();
    int end = Math.min(text.length(), longest);
    for (int i = 0; i < end; i++) {
      char c = text.charAt(i);
      plain.append(Character.isISOControl(c) || Character.isSurrogate(c) ? '\uFFFD' : c);
    }
    return (end < text.length() ? plain.append('\u2026') : plain).toString();
  }
}
