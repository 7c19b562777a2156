package io.uploadlens.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The command line: {@code --config FILE} and {@code --group.key=value}.
 *
 * <p>Arguments that are neither are told by their place, never by their text: it may be a secret
 * whose equals sign is missing.
 */
final class CommandLine {

  private static final String CONFIG = "--config";
  private static final String FORM = "allowed are --config FILE and --group.key=value";

  private final Map<String, Map<String, String>> overrides = new TreeMap<>();
  private final List<String> problems = new ArrayList<>();
  private Path file;

  private CommandLine() {}

  static CommandLine parse(String... args) {
    CommandLine parsed = new CommandLine();
    for (int i = 0; i < args.length; i++) {
      if (args[i].equals(CONFIG)) {
        i++;
        parsed.takeFile(i < args.length ? args[i] : "");
      } else if (args[i].startsWith(CONFIG + "=")) {
        parsed.takeFile(args[i].substring(CONFIG.length() + 1));
      } else {
        parsed.takeOverride(i + 1, args[i]);
      }
    }
    return parsed;
  }

  /** The file that is named, or null. */
  Path file() {
    return file;
  }

  /** The values that are set, by group id and key. */
  Map<String, Map<String, String>> overrides() {
    return overrides;
  }

  /** What could not be read. */
  List<String> problems() {
    return problems;
  }

  List<String> problemsAnd(String problem) {
    List<String> all = new ArrayList<>(problems);
    all.add(problem);
    return all;
  }

  private void takeFile(String name) {
    if (name.isEmpty() || name.startsWith("--")) {
      problems.add(CONFIG + " names no file: " + FORM);
      return;
    }
    if (file != null) {
      problems.add(CONFIG + " is there twice; settings come from one file");
      return;
    }
    try {
      file = Path.of(name);
    } catch (InvalidPathException e) {
      problems.add(CONFIG + " names no file: " + e.getReason());
    }
  }

  private void takeOverride(int place, String argument) {
    int equals = argument.indexOf('=');
    int dot = argument.indexOf('.');
    if (!argument.startsWith("--") || equals < 0 || dot < 3 || dot > equals - 2) {
      problems.add("argument " + place + " of the command line is not understood: " + FORM);
      return;
    }
    String group = argument.substring(2, dot);
    String key = argument.substring(dot + 1, equals);
    String before =
        overrides
            .computeIfAbsent(group, id -> new TreeMap<>())
            .putIfAbsent(key, argument.substring(equals + 1));
    if (before != null) {
      problems.add(group + "." + key + " is on the command line twice");
    }
  }
}
