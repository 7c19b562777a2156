package io.uploadlens.localaws;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.StringTokenizer;

/** AWS's query protocol: a form in, XML out. */
final class QueryForm {

  private QueryForm() {}

  /** The parameters of the body and of the query. */
  static Map<String, String> parse(WireRequest request) {
    Map<String, String> form = new LinkedHashMap<>();
    add(form, request.query());
    String type = request.header("Content-Type");
    if (type != null && type.startsWith("application/x-www-form-urlencoded")) {
      add(form, new String(request.body(), StandardCharsets.UTF_8));
    }
    return form;
  }

  /** The entries of a map: {@code <name>.1.<key>} and {@code <name>.1.<value>}, and so on. */
  static Map<String, String> entries(
      Map<String, String> form, String name, String key, String value) {
    Map<String, String> entries = new LinkedHashMap<>();
    for (int i = 1; form.containsKey(name + "." + i + "." + key); i++) {
      entries.put(form.get(name + "." + i + "." + key), form.get(name + "." + i + "." + value));
    }
    return entries;
  }

  static WireResponse error(String namespace, ServiceException error, String requestId) {
    String xml =
        "<ErrorResponse xmlns=\""
            + namespace
            + "\"><Error><Type>"
            + (error.senderFault() ? "Sender" : "Receiver")
            + "</Type><Code>"
            + escape(error.code())
            + "</Code><Message>"
            + escape(error.getMessage())
            + "</Message></Error><RequestId>"
            + requestId
            + "</RequestId></ErrorResponse>";
    return WireResponse.of(
        error.status(),
        "text/xml",
        xml.getBytes(StandardCharsets.UTF_8),
        "x-amzn-RequestId",
        requestId);
  }

  static String escape(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  private static void add(Map<String, String> form, String encoded) {
    StringTokenizer pairs = new StringTokenizer(encoded, "&");
    while (pairs.hasMoreTokens()) {
      String pair = pairs.nextToken();
      int equals = pair.indexOf('=');
      String name = equals < 0 ? pair : pair.substring(0, equals);
      String value = equals < 0 ? "" : pair.substring(equals + 1);
      form.put(decode(name), decode(value));
    }
  }

  private static String decode(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }
}
