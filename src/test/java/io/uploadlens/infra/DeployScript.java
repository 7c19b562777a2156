package io.uploadlens.infra;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * Runs {@code scripts/deploy.sh} with a stand-in for the AWS CLI, which keeps an account in files.
 */
final class DeployScript {

  private static final String SCRIPT = Path.of("scripts", "deploy.sh").toAbsolutePath().toString();

  private final Path directory;
  private final Path account;
  private final Map<String, String> environment = new TreeMap<>();
  private String input = "";
  private int status;
  private String out;
  private String err;

  /** An account with nothing in it. */
  DeployScript(Path directory) throws IOException {
    this.directory = directory;
    this.account = Files.createDirectories(directory.resolve("account"));
    Path tools = Files.createDirectories(directory.resolve("bin"));
    Path cli = tools.resolve("aws");
    Files.copy(Path.of("src", "test", "resources", "infra", "aws"), cli);
    if (!cli.toFile().setExecutable(true)) {
      throw new IOException(cli + " can't be made executable");
    }
    environment.put("PATH", tools + ":/usr/bin:/bin");
    environment.put("ACCOUNT", account.toString());
    environment.put("AWS_REGION", "eu-central-1");
    environment.put("DEPLOY_POLL_SECONDS", "0");
    environment.put("TMPDIR", Files.createDirectories(directory.resolve("tmp")).toString());
    with("failures", "");
    with("calls", "");
    with("after-start", "STARTING\nRUNNING\n");
    with("wanted", "{\"TopicConfigurations\":[{\"Id\":\"uploadlens-uploads\"}]}\n");
    with("notifications", "{\"merged\":true}\n");
  }

  /** The same in an account where everything is set up and the job runs. */
  DeployScript deployed() {
    return with("stack-uploadlens", "")
        .with("stack-uploadlens-artifacts", "")
        .with("application", "RUNNING\n");
  }

  /** Something of the account: a file that the stand-in reads. */
  DeployScript with(String file, String content) {
    try {
      Files.writeString(account.resolve(file), content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  /** A call that matches the pattern fails, and says the message. */
  DeployScript failing(String pattern, String message) {
    try {
      Files.writeString(
          account.resolve("failures"), pattern + "\t" + message + "\n", StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  DeployScript environment(String name, String value) {
    if (value == null) {
      environment.remove(name);
    } else {
      environment.put(name, value);
    }
    return this;
  }

  /** What is typed. */
  DeployScript typing(String lines) {
    input = lines;
    return this;
  }

  /** A jar to deploy. */
  String jar() {
    Path jar = directory.resolve("uploadlens.jar");
    try {
      Files.writeString(jar, "PK, as a jar begins");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return jar.toString();
  }

  /** Runs a command; what an earlier run called is forgotten. */
  DeployScript run(String... arguments) throws IOException, InterruptedException {
    return end(start(arguments));
  }

  /** Runs a command, and asks it to end when it has said something. */
  DeployScript interruptedAt(String words, String... arguments)
      throws IOException, InterruptedException {
    Process process = start(arguments);
    Path said = directory.resolve("err");
    Awaitility.await()
        .atMost(Duration.ofMinutes(1))
        .until(() -> Files.readString(said).contains(words));
    process.destroy();
    return end(process);
  }

  private Process start(String... arguments) throws IOException {
    with("calls", "");
    List<String> command = new ArrayList<>(List.of("bash", SCRIPT));
    command.addAll(List.of(arguments));
    Path stdin = directory.resolve("stdin");
    Files.writeString(stdin, input);
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectInput(stdin.toFile())
            .redirectOutput(directory.resolve("out").toFile())
            .redirectError(directory.resolve("err").toFile());
    builder.environment().clear();
    builder.environment().putAll(environment);
    return builder.start();
  }

  private DeployScript end(Process process) throws IOException, InterruptedException {
    if (!process.waitFor(120, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IllegalStateException("deploy.sh does not end");
    }
    status = process.exitValue();
    out = Files.readString(directory.resolve("out"));
    err = Files.readString(directory.resolve("err"));
    return this;
  }

  int status() {
    return status;
  }

  String out() {
    return out;
  }

  String err() {
    return err;
  }

  /** The calls that change something, without region and what follows the names. */
  List<String> changes() {
    return calls().stream()
        .filter(call -> !call.matches("\\S+ (describe|get|list|head|filter)-.*|configure .*"))
        .collect(Collectors.toList());
  }

  /** All calls, without the region. */
  List<String> calls() {
    try {
      return Files.readAllLines(account.resolve("calls")).stream()
          .map(call -> call.replaceFirst("^--region eu-central-1 ", ""))
          .collect(Collectors.toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What the script leaves in the directory for temporary files. */
  List<String> leftovers() throws IOException {
    try (Stream<Path> files = Files.list(directory.resolve("tmp"))) {
      return files.map(Path::toString).collect(Collectors.toList());
    }
  }
}
