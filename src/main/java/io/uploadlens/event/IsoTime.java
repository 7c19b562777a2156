package io.uploadlens.event;

/**
 * Reads the times that AWS writes, {@code 2026-11-02T10:00:00.123Z}: ISO-8601 with any number of
 * fractional digits or none, in UTC or with an offset, down to milliseconds. Without a formatter,
 * which would be most of the cost of decoding.
 */
final class IsoTime {

  /** Not a time. */
  static final long INVALID = Long.MIN_VALUE;

  /** What is allowed, for the detail of a rejection. */
  static final String ALLOWED = "a time like 2026-11-02T10:00:00.123Z";

  private static final int SECONDS_END = 19;

  private IsoTime() {}

  /** Epoch milliseconds, or {@link #INVALID}. */
  static long parse(byte[] bytes, int from, int length) {
    if (length < SECONDS_END + 1
        || bytes[from + 4] != '-'
        || bytes[from + 7] != '-'
        || (bytes[from + 10] | 0x20) != 't'
        || bytes[from + 13] != ':'
        || bytes[from + 16] != ':') {
      return INVALID;
    }
    int century = two(bytes, from);
    int yearOfCentury = two(bytes, from + 2);
    int month = two(bytes, from + 5);
    int day = two(bytes, from + 8);
    int hour = two(bytes, from + 11);
    int minute = two(bytes, from + 14);
    int second = two(bytes, from + 17);
    if ((century | yearOfCentury | hour | minute | second) < 0
        || hour > 23
        || minute > 59
        || second > 59) {
      return INVALID;
    }
    int year = century * 100 + yearOfCentury;
    if (month < 1 || month > 12 || day < 1 || day > daysIn(month, year)) {
      return INVALID;
    }
    int end = from + length;
    int at = from + SECONDS_END;
    int millis = 0;
    if (bytes[at] == '.') {
      int start = ++at;
      for (int weight = 100; at < end && isDigit(bytes[at]); at++, weight /= 10) {
        millis += (bytes[at] - '0') * weight;
      }
      if (at == start) {
        return INVALID;
      }
    }
    int offset = offsetMinutes(bytes, at, end);
    if (offset == Integer.MIN_VALUE) {
      return INVALID;
    }
    long minutes = (epochDay(year, month, day) * 24 + hour) * 60 + minute - offset;
    return (minutes * 60 + second) * 1000 + millis;
  }

  /** Z, +hh:mm, +hhmm or +hh, and nothing behind it; MIN_VALUE for anything else. */
  private static int offsetMinutes(byte[] bytes, int at, int end) {
    if (at >= end) {
      return Integer.MIN_VALUE;
    }
    if ((bytes[at] | 0x20) == 'z') {
      return at + 1 == end ? 0 : Integer.MIN_VALUE;
    }
    int sign = bytes[at] == '+' ? 1 : bytes[at] == '-' ? -1 : 0;
    int digits = end - at - 1;
    boolean colon = digits == 5 && bytes[at + 3] == ':';
    if (sign == 0 || !(digits == 2 || digits == 4 || colon)) {
      return Integer.MIN_VALUE;
    }
    int hours = two(bytes, at + 1);
    int minutes = digits == 2 ? 0 : two(bytes, end - 2);
    if ((hours | minutes) < 0 || hours > 18 || minutes > 59) {
      return Integer.MIN_VALUE;
    }
    return sign * (hours * 60 + minutes);
  }

  /** Days since 1970-01-01 in the proleptic Gregorian calendar, the year counted from March. */
  private static long epochDay(int year, int month, int day) {
    int marchYear = month > 2 ? year : year - 1;
    int monthFromMarch = (month + 9) % 12;
    int leapDays =
        Math.floorDiv(marchYear, 4) - Math.floorDiv(marchYear, 100) + Math.floorDiv(marchYear, 400);
    return 365L * marchYear + leapDays + (153 * monthFromMarch + 2) / 5 + day - 1 - 719_468;
  }

  private static int daysIn(int month, int year) {
    if (month == 2) {
      return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28;
    }
    return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
  }

  /** The number that two digits make; negative if they are not digits. */
  private static int two(byte[] bytes, int at) {
    return isDigit(bytes[at]) && isDigit(bytes[at + 1])
        ? (bytes[at] - '0') * 10 + bytes[at + 1] - '0'
        : -1;
  }

  private static boolean isDigit(byte c) {
    return c >= '0' && c <= '9';
  }
}
