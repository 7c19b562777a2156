package io.uploadlens.compose;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** Runs a script of {@code conf/compose/}, with stand-ins for what it calls where wanted. */
final class ComposeScript {

  private final Path directory;
  private final Path script;
  private final Map<String, String> environment = new TreeMap<>();
  private int status;
  private String said;

  /**
   * @param directory for files of the run
   * @param name the script's file name
   */
  ComposeScript(Path directory, String name) throws IOException {
    this.directory = directory;
    this.script = Path.of("conf", "compose", name).toAbsolutePath();
    environment.put("PATH", Files.createDirectories(directory.resolve("bin")) + ":/usr/bin:/bin");
  }

  ComposeScript environment(String name, String value) {
    environment.put(name, value);
    return this;
  }

  /**
   * A stand-in for a command: notes its arguments, each behind a tab, and then does what the body
   * says.
   */
  ComposeScript standIn(String command, String body) throws IOException {
    Path file = directory.resolve("bin").resolve(command);
    Files.writeString(
        file,
        "#!/usr/bin/env bash\n"
            + ("{ printf '%s' " + command + "; printf '\\t%s' \"$@\"; echo; } >>'")
            + calls()
            + "'\n"
            + body
            + "\n");
    if (!file.toFile().setExecutable(true)) {
      throw new IOException(file + " can't be made executable");
    }
    return this;
  }

  private Path calls() {
    return directory.resolve("calls");
  }

  /** Runs it; what an earlier run called is forgotten. */
  ComposeScript run(String... arguments) throws IOException, InterruptedException {
    Files.writeString(calls(), "");
    List<String> command = new ArrayList<>(List.of("bash", script.toString()));
    command.addAll(List.of(arguments));
    Path output = directory.resolve("output");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().clear();
    builder.environment().putAll(environment);
    Process process = builder.start();
    if (!process.waitFor(120, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IllegalStateException(script + " does not end");
    }
    status = process.exitValue();
    said = Files.readString(output, StandardCharsets.UTF_8);
    return this;
  }

  int status() {
    return status;
  }

  /** What it wrote, to both of its outputs. */
  String said() {
    return said;
  }

  /** The calls of stand-ins, each a command and its arguments. */
  List<List<String>> callsMade() throws IOException {
    List<List<String>> made = new ArrayList<>();
    for (String line : Files.readAllLines(calls())) {
      made.add(List.of(line.split("\t", -1)));
    }
    return made;
  }
}
