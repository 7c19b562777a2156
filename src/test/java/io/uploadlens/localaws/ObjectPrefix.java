package io.uploadlens.localaws;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The prefix of Firehose's objects, with its expressions: {@code !{timestamp:<DateTimeFormatter
 * pattern>}}, in UTC, and {@code !{firehose:random-string}}. A prefix without a timestamp gets
 * {@code yyyy/MM/dd/HH/} behind it, as the page "Custom prefixes for Amazon S3 objects" of the
 * Firehose guide says.
 */
final class ObjectPrefix {

  private static final Pattern EXPRESSION = Pattern.compile("!\\{([^:}]*):([^}]*)}");
  private static final String DEFAULT_TIMESTAMP = "!{timestamp:yyyy/MM/dd/HH/}";

  private final String given;
  private final String effective;

  private ObjectPrefix(String given, String effective) {
    this.given = given;
    this.effective = effective;
  }

  /**
   * @param prefix or null
   * @param errorPrefix or null; Firehose wants one where the prefix has an expression
   * @throws ServiceException for an expression that Firehose, or the local one, does not know
   */
  static ObjectPrefix parse(String prefix, String errorPrefix) {
    String given = prefix == null ? "" : prefix;
    boolean expressions = given.contains("!{");
    if (expressions && (errorPrefix == null || errorPrefix.isEmpty())) {
      throw ServiceException.badRequest(
          "InvalidArgumentException",
          "ErrorOutputPrefix cannot be null or empty when Prefix contains expressions");
    }
    ObjectPrefix parsed =
        new ObjectPrefix(given, given.contains("!{timestamp:") ? given : given + DEFAULT_TIMESTAMP);
    String rest = EXPRESSION.matcher(parsed.effective).replaceAll("");
    if (rest.contains("!{")) {
      throw unknown(rest.substring(rest.indexOf("!{")));
    }
    // Formats once, so that a wrong pattern is told here and not at the first delivery.
    parsed.at(Instant.EPOCH);
    return parsed;
  }

  String pattern() {
    return given;
  }

  /** The prefix of an object whose first record came at this time. */
  String at(Instant instant) {
    Matcher matcher = EXPRESSION.matcher(effective);
    StringBuilder text = new StringBuilder();
    while (matcher.find()) {
      matcher.appendReplacement(
          text, Matcher.quoteReplacement(evaluate(matcher.group(1), matcher.group(2), instant)));
    }
    return matcher.appendTail(text).toString();
  }

  private static String evaluate(String namespace, String value, Instant instant) {
    if (namespace.equals("timestamp")) {
      try {
        return DateTimeFormatter.ofPattern(value, Locale.ROOT)
            .withZone(ZoneOffset.UTC)
            .format(instant);
      } catch (IllegalArgumentException e) {
        throw unknown("!{timestamp:" + value + "}");
      }
    }
    if (namespace.equals("firehose") && value.equals("random-string")) {
      return UUID.randomUUID().toString().replace("-", "").substring(0, 11);
    }
    throw unknown("!{" + namespace + ":" + value + "}");
  }

  private static ServiceException unknown(String expression) {
    return ServiceException.badRequest(
        "InvalidArgumentException",
        "The local Firehose does not know the prefix expression " + expression);
  }
}
