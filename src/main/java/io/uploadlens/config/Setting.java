package io.uploadlens.config;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.ConfigOptions.TypedConfigOptionBuilder;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.util.TimeUtils;

/**
 * One thing that can be set: a Flink option, the values it may have, and what changing it does.
 *
 * <p>Immutable.
 *
 * @param <T> the value's type
 */
public final class Setting<T> {

  /** Flink reads a duration without a unit as milliseconds, which nobody means. */
  private static final Predicate<String> HAS_UNIT =
      Pattern.compile("\\s*[+-]?0*[1-9][0-9]*\\s*").asMatchPredicate().negate();

  private final String group;
  private final String key;
  private final ConfigOption<T> option;
  private final String typeName;
  private final String allowed;
  private final Predicate<String> textCheck;
  private final Function<String, Optional<String>> fault;
  private final Predicate<T> check;
  private final String description;
  private final boolean required;
  private final boolean secret;

  private Setting(Builder<T> builder, T defaultValue, String description) {
    this.group = builder.group;
    this.key = builder.key;
    this.option = builder.option.apply(defaultValue).withDescription(description);
    this.typeName = builder.typeName;
    this.allowed = builder.allowed;
    this.textCheck = builder.textCheck;
    this.fault = builder.fault;
    this.check = builder.check;
    this.description = Objects.requireNonNull(description, "description");
    this.required = builder.required;
    this.secret = builder.secret;
  }

  /** A length of time, within bounds that are both allowed. */
  static Builder<Duration> duration(String group, String key, Duration least, Duration most) {
    Builder<Duration> builder =
        new Builder<>(
            group,
            key,
            "duration",
            "a duration from "
                + TimeUtils.formatWithHighestUnit(least)
                + " to "
                + TimeUtils.formatWithHighestUnit(most)
                + ", with its unit (ms, s, min, h, d)",
            withDefault(ConfigOptions.key(group + "." + key).durationType()),
            value -> value.compareTo(least) >= 0 && value.compareTo(most) <= 0);
    builder.textCheck = HAS_UNIT;
    return builder;
  }

  /** A whole number, within bounds that are both allowed. */
  static Builder<Integer> integer(String group, String key, int least, int most) {
    return new Builder<>(
        group,
        key,
        "integer",
        "a whole number from " + least + " to " + most,
        withDefault(ConfigOptions.key(group + "." + key).intType()),
        value -> value >= least && value <= most);
  }

  /** An amount of bytes, from a bound that is allowed. */
  static Builder<MemorySize> memorySize(String group, String key, MemorySize least) {
    return new Builder<>(
        group,
        key,
        "size",
        "a size of at least " + least + " (b, kb, mb, gb; a bare number is bytes)",
        withDefault(ConfigOptions.key(group + "." + key).memoryType()),
        value -> value.compareTo(least) >= 0);
  }

  /** Yes or no. */
  static Builder<Boolean> flag(String group, String key) {
    return new Builder<>(
        group,
        key,
        "true or false",
        "true or false",
        withDefault(ConfigOptions.key(group + "." + key).booleanType()),
        value -> true);
  }

  /** Text of a given form. */
  static Builder<String> text(
      String group, String key, String typeName, Predicate<String> check, String allowed) {
    return new Builder<>(
        group,
        key,
        typeName,
        allowed,
        withDefault(ConfigOptions.key(group + "." + key).stringType()),
        check);
  }

  /** Text of a form of its own, whose reader says what is wrong with one that it refuses. */
  static Builder<String> phrase(
      String group,
      String key,
      String typeName,
      Function<String, Optional<String>> fault,
      String allowed) {
    Builder<String> builder =
        text(group, key, typeName, value -> fault.apply(value).isEmpty(), allowed);
    builder.fault = fault;
    return builder;
  }

  /** Several texts, separated by semicolons as everywhere in Flink; has no default. */
  static Builder<List<String>> texts(
      String group, String key, String typeName, Predicate<List<String>> check, String allowed) {
    return new Builder<>(
        group,
        key,
        typeName,
        allowed,
        none -> ConfigOptions.key(group + "." + key).stringType().asList().noDefaultValue(),
        check);
  }

  /** One of an enum's names. */
  static <E extends Enum<E>> Builder<E> choice(String group, String key, Class<E> type) {
    String names =
        Arrays.stream(type.getEnumConstants()).map(Enum::name).collect(Collectors.joining(", "));
    return new Builder<>(
        group,
        key,
        "choice",
        "one of " + names,
        withDefault(ConfigOptions.key(group + "." + key).enumType(type)),
        value -> true);
  }

  private static <V> Function<V, ConfigOption<V>> withDefault(TypedConfigOptionBuilder<V> option) {
    return value -> value == null ? option.noDefaultValue() : option.defaultValue(value);
  }

  /** The id of the property group. */
  public String group() {
    return group;
  }

  /** The key within the group. */
  public String key() {
    return key;
  }

  /** {@code group.key}, as on the command line. */
  public String name() {
    return option.key();
  }

  /** The Flink option of that name. */
  public ConfigOption<T> option() {
    return option;
  }

  /** The kind of value, for the documentation. */
  public String typeName() {
    return typeName;
  }

  /** Which values may be set; completes the sentence "must be …". */
  public String allowed() {
    return allowed;
  }

  /** What changing it does. */
  public String description() {
    return description;
  }

  /** Whether it must be set wherever its group is. */
  public boolean isRequired() {
    return required;
  }

  /** Whether its value never appears in a message. */
  public boolean isSecret() {
    return secret;
  }

  /** The default in the form in which one would write it, or null. */
  public String defaultText() {
    if (!option.hasDefaultValue()) {
      return null;
    }
    T value = option.defaultValue();
    return value instanceof Duration
        ? TimeUtils.formatWithHighestUnit((Duration) value)
        : String.valueOf(value);
  }

  /** The value of a text, or empty where it is none that is allowed. */
  Optional<T> parse(String raw) {
    if (!textCheck.test(raw)) {
      return Optional.empty();
    }
    try {
      return Configuration.fromMap(Map.of(name(), raw)).getOptional(option).filter(check);
    } catch (IllegalArgumentException e) {
      // What may be set stands in allowed(); Flink's message would repeat the value.
      return Optional.empty();
    }
  }

  /** What is wrong with a text that can't be parsed, where {@link #allowed()} does not tell. */
  Optional<String> fault(String raw) {
    return fault.apply(raw);
  }

  @Override
  public String toString() {
    return name();
  }

  /** Says the rest of a setting, and makes it. */
  static final class Builder<T> {

    private final String group;
    private final String key;
    private final String typeName;
    private final Function<T, ConfigOption<T>> option;
    private String allowed;
    private Predicate<T> check;
    private Predicate<String> textCheck = text -> true;
    private Function<String, Optional<String>> fault = text -> Optional.empty();
    private boolean required;
    private boolean secret;

    private Builder(
        String group,
        String key,
        String typeName,
        String allowed,
        Function<T, ConfigOption<T>> option,
        Predicate<T> check) {
      this.group = group;
      this.key = key;
      this.typeName = typeName;
      this.allowed = allowed;
      this.option = option;
      this.check = check;
    }

    /** Must be set wherever its group is. */
    Builder<T> required() {
      this.required = true;
      return this;
    }

    /** Its value never appears in a message. */
    Builder<T> secret() {
      this.secret = true;
      return this;
    }

    /** Must also pass a check that its kind does not know; {@code allowed} is added to the text. */
    Builder<T> andMust(Predicate<T> further, String furtherAllowed) {
      this.check = check.and(further);
      this.allowed = allowed + furtherAllowed;
      return this;
    }

    /** With a default. */
    Setting<T> defaultsTo(T value, String description) {
      return new Setting<>(this, Objects.requireNonNull(value, "default value"), description);
    }

    /** Without a default. */
    Setting<T> describedAs(String description) {
      return new Setting<>(this, null, description);
    }
  }
}
