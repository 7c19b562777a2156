package io.uploadlens.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The texts of all settings, read one by one: typed values, and what is wrong with the others. */
final class ParsedSettings {

  private static final int LONGEST_SHOWN = 200;

  private final Map<String, Map<String, String>> groups;
  private final Map<String, Object> values = new HashMap<>();
  private final Set<String> broken = new HashSet<>();
  private final List<String> problems = new ArrayList<>();

  ParsedSettings(Map<String, Map<String, String>> groups) {
    this.groups = groups;
    groups.forEach(this::readGroup);
    JobOptions.settings().forEach(this::checkRequired);
  }

  /** What is wrong with single settings. */
  List<String> problems() {
    return problems;
  }

  /** Whether the group is present, be it empty. */
  boolean has(OptionGroup group) {
    return groups.containsKey(group.id());
  }

  /** Whether a value was given, good or bad. */
  boolean isGiven(Setting<?> setting) {
    return groups.getOrDefault(setting.group(), Map.of()).containsKey(setting.key());
  }

  /** The value that was given or else the default; empty where there is neither, or a bad one. */
  <T> Optional<T> find(Setting<T> setting) {
    if (broken.contains(setting.name())) {
      return Optional.empty();
    }
    @SuppressWarnings("unchecked")
    T value = (T) values.get(setting.name());
    return Optional.ofNullable(value == null ? setting.option().defaultValue() : value);
  }

  /** The value of a setting that has one for certain. */
  <T> T get(Setting<T> setting) {
    return find(setting)
        .orElseThrow(() -> new IllegalStateException(setting + " was not checked to be set"));
  }

  /** {@code group.key = "value"}, without the value of a secret. */
  String quote(Setting<?> setting) {
    return setting.name() + " = " + shown(setting, groups.get(setting.group()).get(setting.key()));
  }

  private void readGroup(String id, Map<String, String> entries) {
    Optional<OptionGroup> group = JobOptions.group(id);
    if (group.isEmpty()) {
      problems.add(unknownGroup(id));
      return;
    }
    entries.forEach(
        (key, text) -> {
          Optional<Setting<?>> setting = JobOptions.find(id, key);
          if (setting.isPresent()) {
            read(setting.get(), text);
          } else {
            problems.add(unknownKey(group.get(), key));
          }
        });
  }

  private void read(Setting<?> setting, String text) {
    Optional<?> value = setting.parse(text);
    if (value.isPresent()) {
      values.put(setting.name(), value.get());
    } else {
      broken.add(setting.name());
      String fault = setting.fault(text).map(it -> ": " + it).orElse("");
      problems.add(quote(setting) + fault + ": must be " + setting.allowed());
    }
  }

  private void checkRequired(Setting<?> setting) {
    boolean groupIsPresent = groups.containsKey(setting.group());
    if (setting.isRequired() && groupIsPresent && !isGiven(setting)) {
      problems.add(setting.name() + " is not set: must be " + setting.allowed());
    }
  }

  private static String unknownGroup(String id) {
    List<String> ids =
        JobOptions.groups().stream().map(OptionGroup::id).collect(Collectors.toList());
    return "the property group \""
        + shorten(id)
        + "\" is unknown"
        + NearMiss.find(id, ids).map(it -> "; did you mean " + it + "?").orElse(".")
        + " There are: "
        + String.join(", ", ids);
  }

  /** Never with the value: it may be a secret under a misspelt name. */
  private static String unknownKey(OptionGroup group, String key) {
    List<String> keys = group.settings().stream().map(Setting::key).collect(Collectors.toList());
    Optional<String> meant =
        NearMiss.find(key, keys)
            .map(it -> group.id() + "." + it)
            .or(
                () ->
                    JobOptions.settings()
                        .filter(it -> it.key().equals(key))
                        .map(Setting::name)
                        .findFirst());
    return group.id()
        + "."
        + shorten(key)
        + " is unknown"
        + meant.map(it -> "; did you mean " + it + "?").orElse(".")
        + " The group has: "
        + String.join(", ", keys);
  }

  private static String shown(Setting<?> setting, String text) {
    if (setting.isSecret()) {
      return "(not shown)";
    }
    // A URL may carry a password; none of ours is allowed to.
    return '"' + shorten(text.replaceAll("//[^/@\\s]*@", "//(not shown)@")) + '"';
  }

  private static String shorten(String text) {
    String oneLine = text.replaceAll("\\p{Cntrl}", "?");
    return oneLine.length() <= LONGEST_SHOWN
        ? oneLine
        : oneLine.substring(0, LONGEST_SHOWN) + "… (" + oneLine.length() + " characters)";
  }
}
