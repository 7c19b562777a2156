package io.uploadlens.config;

import com.amazonaws.services.kinesisanalytics.runtime.KinesisAnalyticsRuntime;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/**
 * What is set, as text, by property group: from the runtime of Managed Service for Apache Flink or
 * from a file of the same form, with the command line on top.
 *
 * <p>Nothing is judged here but the form; what does not have it is kept as a problem, so that
 * {@link JobConfig} can tell all problems at once. Immutable.
 */
public final class ApplicationProperties {

  /** Where the settings lie, seen from the project's directory, when a job runs locally. */
  public static final Path LOCAL_FILE = Path.of("conf", "application-properties-local.json");

  private final String source;
  private final Map<String, Map<String, String>> groups;
  private final List<String> problems;

  private ApplicationProperties(
      String source, Map<String, Map<String, String>> groups, List<String> problems) {
    this.source = source;
    Map<String, Map<String, String>> copy = new TreeMap<>();
    groups.forEach(
        (id, entries) -> copy.put(id, Collections.unmodifiableMap(new TreeMap<>(entries))));
    this.groups = Collections.unmodifiableMap(copy);
    this.problems = List.copyOf(problems);
  }

  /** Given groups, as in a test. */
  public static ApplicationProperties of(Map<String, Map<String, String>> groups) {
    return new ApplicationProperties("the caller", groups, List.of());
  }

  /**
   * The properties of this run.
   *
   * @param args the command line: {@code --config FILE} names the file, {@code --group.key=value}
   *     sets one value over it
   * @param local whether the job runs in this process, as in an IDE: then {@link #LOCAL_FILE} is
   *     read where the command line names no other, else the runtime of Managed Service for Apache
   *     Flink is asked
   * @throws InvalidSettingsException if there are no properties at all: no file, an unreadable one,
   *     or nothing from the runtime
   */
  public static ApplicationProperties load(String[] args, boolean local) {
    CommandLine commandLine = CommandLine.parse(args);
    if (commandLine.file() != null || local) {
      Path file = commandLine.file() != null ? commandLine.file() : LOCAL_FILE;
      return PropertiesFile.read(file, commandLine).overriddenBy(commandLine);
    }
    return ofRuntime(commandLine);
  }

  static ApplicationProperties ofFile(
      Path file, Map<String, Map<String, String>> groups, List<String> problems) {
    return new ApplicationProperties("the file " + file, groups, problems);
  }

  private static ApplicationProperties ofRuntime(CommandLine commandLine) {
    String source = "the runtime properties of Managed Service for Apache Flink";
    Map<String, Properties> properties;
    try {
      properties = KinesisAnalyticsRuntime.getApplicationProperties();
    } catch (IOException e) {
      throw new InvalidSettingsException(
          source, commandLine.problemsAnd("they can't be read: " + e.getClass().getSimpleName()));
    } catch (NoClassDefFoundError e) {
      throw new InvalidSettingsException(
          source,
          commandLine.problemsAnd(
              "this is not Managed Service for Apache Flink: its class "
                  + e.getMessage()
                  + " is not there; name a file with --config FILE"));
    }
    return ofRuntime(source, properties, commandLine);
  }

  /** Visible for the test: the runtime itself reads a fixed place. */
  static ApplicationProperties ofRuntime(
      String source, Map<String, Properties> properties, CommandLine commandLine) {
    if (properties.isEmpty()) {
      // The runtime gives an empty map also where its file is missing, and says nothing.
      throw new InvalidSettingsException(
          source,
          commandLine.problemsAnd(
              "there are none: either the application has no property groups, or this is not"
                  + " Managed Service for Apache Flink; name a file with --config FILE there"));
    }
    Map<String, Map<String, String>> groups = new TreeMap<>();
    properties.forEach(
        (id, entries) -> {
          Map<String, String> texts = new TreeMap<>();
          entries.forEach((key, value) -> texts.put(String.valueOf(key), String.valueOf(value)));
          groups.put(id, texts);
        });
    return new ApplicationProperties(source, groups, ServiceLimits.problems(groups))
        .overriddenBy(commandLine);
  }

  private ApplicationProperties overriddenBy(CommandLine commandLine) {
    Map<String, Map<String, String>> merged = new TreeMap<>();
    groups.forEach((id, entries) -> merged.put(id, new TreeMap<>(entries)));
    commandLine
        .overrides()
        .forEach(
            (id, entries) ->
                merged.computeIfAbsent(id, created -> new TreeMap<>()).putAll(entries));
    List<String> all = new ArrayList<>(problems);
    all.addAll(commandLine.problems());
    return new ApplicationProperties(
        commandLine.overrides().isEmpty() ? source : source + " and the command line", merged, all);
  }

  /** Where the properties come from, for messages. */
  public String source() {
    return source;
  }

  /** The texts by group id and key. */
  Map<String, Map<String, String>> groups() {
    return groups;
  }

  /** What does not have the form of a property. */
  List<String> problems() {
    return problems;
  }

  /** Without values, which may be secret. */
  @Override
  public String toString() {
    return "property groups " + groups.keySet() + " from " + source;
  }
}
