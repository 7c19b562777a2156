package io.uploadlens.compose;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * A service of {@code docker-compose.yml}, in the part of the <a
 * href="https://github.com/compose-spec/compose-spec/blob/main/05-services.md">Compose
 * specification</a> that the file uses.
 */
final class ComposeService {

  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]*");
  private static final Pattern VARIABLE = Pattern.compile("[A-Z][A-Z0-9_]*");
  private static final Pattern DURATION = Pattern.compile("[1-9][0-9]*(ms|s|m|h)");

  /** A registry's path and a tag; no digest, and not the moving tag {@code latest}. */
  private static final Pattern IMAGE =
      Pattern.compile("[a-z0-9.-]+(/[a-z0-9.-]+)*:(?!latest$)[A-Za-z0-9_][A-Za-z0-9_.-]*");

  /** Published to this machine alone. */
  private static final Pattern PORT = Pattern.compile("127\\.0\\.0\\.1:([0-9]{2,5}):([0-9]{2,5})");

  /** A file of the project, for reading. */
  private static final Pattern MOUNT = Pattern.compile("\\./([^:]+):(/[^:]+):ro");

  private static final Set<String> CONDITIONS =
      Set.of("service_started", "service_healthy", "service_completed_successfully");

  final String name;
  final String image;
  final List<String> profiles;
  final Map<String, String> dependsOn;
  final List<Integer> ports;
  final Map<String, String> environment;
  final Map<String, String> filesByTarget;
  final List<String> entrypoint;
  final List<String> command;
  final List<String> healthCheck;

  private ComposeService(String name, Map<String, YamlNode> keys) {
    this.name = name;
    image = keys.get("image").text(IMAGE);
    profiles = list(keys, "profiles", profile -> profile.text(NAME));
    dependsOn = dependencies(keys.get("depends_on"));
    ports = list(keys, "ports", ComposeService::port);
    environment = environment(keys.get("environment"));
    filesByTarget = mounts(keys.get("volumes"));
    entrypoint = list(keys, "entrypoint", YamlNode::text);
    command = list(keys, "command", YamlNode::text);
    healthCheck = healthCheck(keys.get("healthcheck"));
    if (keys.containsKey("stop_grace_period")) {
      keys.get("stop_grace_period").text(DURATION);
    }
  }

  /**
   * Reads a service.
   *
   * @throws IllegalArgumentException if it is not what Compose and this project allow
   */
  static ComposeService of(String name, YamlNode node) {
    return new ComposeService(
        name,
        node.map(
            Set.of("image"),
            Set.of(
                "profiles",
                "depends_on",
                "ports",
                "environment",
                "volumes",
                "entrypoint",
                "command",
                "healthcheck",
                "stop_grace_period")));
  }

  /** The image without its tag. */
  String repository() {
    return image.substring(0, image.lastIndexOf(':'));
  }

  /** The image's tag. */
  String tag() {
    return image.substring(image.lastIndexOf(':') + 1);
  }

  private static <T> List<T> list(
      Map<String, YamlNode> keys, String key, Function<YamlNode, T> entry) {
    return keys.containsKey(key) ? keys.get(key).list(entry) : List.of();
  }

  private static int port(YamlNode node) {
    var ports = PORT.matcher(node.text(PORT));
    if (!ports.matches() || !ports.group(1).equals(ports.group(2))) {
      throw node.wrong("a service has the same port outside as inside");
    }
    return Integer.parseInt(ports.group(1));
  }

  private static Map<String, String> dependencies(YamlNode node) {
    Map<String, String> dependencies = new LinkedHashMap<>();
    if (node != null) {
      node.map(NAME)
          .forEach(
              (service, how) -> {
                YamlNode condition = how.map(Set.of("condition"), Set.of()).get("condition");
                if (!CONDITIONS.contains(condition.text())) {
                  throw condition.wrong("must be one of " + CONDITIONS);
                }
                dependencies.put(service, condition.text());
              });
    }
    return dependencies;
  }

  private static Map<String, String> environment(YamlNode node) {
    Map<String, String> environment = new LinkedHashMap<>();
    if (node != null) {
      node.map(VARIABLE).forEach((variable, value) -> environment.put(variable, value.text()));
    }
    return environment;
  }

  private static Map<String, String> mounts(YamlNode node) {
    Map<String, String> files = new LinkedHashMap<>();
    if (node != null) {
      for (String mount : node.list(entry -> entry.text(MOUNT))) {
        var parts = MOUNT.matcher(mount);
        if (parts.matches() && files.put(parts.group(2), parts.group(1)) != null) {
          throw node.wrong(parts.group(2) + " is mounted twice");
        }
      }
    }
    return files;
  }

  private static List<String> healthCheck(YamlNode node) {
    if (node == null) {
      return List.of();
    }
    Map<String, YamlNode> keys =
        node.map(Set.of("test", "interval", "timeout", "retries"), Set.of());
    keys.get("interval").text(DURATION);
    keys.get("timeout").text(DURATION);
    keys.get("retries").number(1, 100);
    List<String> test = keys.get("test").list(YamlNode::text);
    if (!test.get(0).equals("CMD") || test.size() < 2) {
      throw keys.get("test").wrong("must be CMD and a command");
    }
    return test.subList(1, test.size());
  }
}
