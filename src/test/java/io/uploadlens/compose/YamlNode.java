package io.uploadlens.compose;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * A place in a YAML document that knows its path and takes nothing else than what is asked for: a
 * value of another kind, or a key that nobody asked for, is an error that names the place.
 */
final class YamlNode {

  private final String path;
  private final Object value;

  private YamlNode(String path, Object value) {
    this.path = path;
    this.value = value;
  }

  static YamlNode root(Object document) {
    return new YamlNode("", document);
  }

  /** The error that something is wrong here. */
  IllegalArgumentException wrong(String what) {
    return new IllegalArgumentException((path.isEmpty() ? "the document" : path) + ": " + what);
  }

  /** A map whose keys match, in its order; at least one. */
  Map<String, YamlNode> map(Pattern keys) {
    if (!(value instanceof Map) || ((Map<?, ?>) value).isEmpty()) {
      throw wrong("a map with entries is needed, not " + value);
    }
    Map<String, YamlNode> entries = new LinkedHashMap<>();
    ((Map<?, ?>) value)
        .forEach(
            (key, entry) -> {
              if (!keys.matcher(key.toString()).matches()) {
                throw wrong("the key '" + key + "' must match " + keys);
              }
              entries.put(
                  key.toString(),
                  new YamlNode(path.isEmpty() ? key.toString() : path + "." + key, entry));
            });
    return entries;
  }

  /** A map with these keys and no others. */
  Map<String, YamlNode> map(Set<String> required, Set<String> optional) {
    Map<String, YamlNode> entries = map(Pattern.compile(".*"));
    for (String key : entries.keySet()) {
      if (!required.contains(key) && !optional.contains(key)) {
        throw wrong(
            "the key '" + key + "' is not known; " + required + " and " + optional + " are");
      }
    }
    for (String key : required) {
      if (!entries.containsKey(key)) {
        throw wrong("the key '" + key + "' is missing");
      }
    }
    return entries;
  }

  /** A list, read entry by entry; at least one. */
  <T> List<T> list(Function<YamlNode, T> entry) {
    if (!(value instanceof List) || ((List<?>) value).isEmpty()) {
      throw wrong("a list with entries is needed, not " + value);
    }
    List<T> entries = new ArrayList<>();
    for (Object each : (List<?>) value) {
      entries.add(entry.apply(new YamlNode(path + "[" + entries.size() + "]", each)));
    }
    return entries;
  }

  /**
   * A text: not a number and not a boolean, which Compose refuses or writes in its own way, and
   * without a dollar, for which Compose would put in a variable.
   */
  String text() {
    if (!(value instanceof String) || ((String) value).isEmpty()) {
      throw wrong("a text is needed, not " + value);
    }
    if (((String) value).indexOf('$') >= 0) {
      throw wrong("'" + value + "' has a dollar in it, which Compose takes for a variable");
    }
    return (String) value;
  }

  /** A text that matches. */
  String text(Pattern pattern) {
    if (!pattern.matcher(text()).matches()) {
      throw wrong("'" + value + "' must match " + pattern);
    }
    return text();
  }

  int number(int least, int most) {
    if (!(value instanceof Integer) || (int) value < least || (int) value > most) {
      throw wrong("a whole number from " + least + " to " + most + " is needed, not " + value);
    }
    return (int) value;
  }
}
