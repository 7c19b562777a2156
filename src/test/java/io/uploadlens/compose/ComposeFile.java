package io.uploadlens.compose;

import io.uploadlens.infra.Template;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** {@code docker-compose.yml}. What Compose does not know, or this project does not use, fails. */
final class ComposeFile {

  private static final Path FILE = Path.of("docker-compose.yml");
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]*");

  private final Map<String, ComposeService> services;

  private ComposeFile(Map<String, ComposeService> services) {
    this.services = services;
  }

  /** Reads the project's file. */
  static ComposeFile read() {
    return parse(text());
  }

  /** The project's file as it is. */
  static String text() {
    try {
      return Files.readString(FILE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Reads a file's text.
   *
   * @throws IllegalArgumentException with the place and what is wrong there
   */
  static ComposeFile parse(String yaml) {
    Map<String, YamlNode> top =
        YamlNode.root(Template.parse(FILE.toString(), yaml).content())
            .map(Set.of("name", "services"), Set.of());
    top.get("name").text(NAME);
    Map<String, ComposeService> services = new LinkedHashMap<>();
    top.get("services")
        .map(NAME)
        .forEach((name, node) -> services.put(name, ComposeService.of(name, node)));
    return new ComposeFile(services);
  }

  /** The services by name, in the file's order. */
  Map<String, ComposeService> services() {
    return services;
  }

  /**
   * A service.
   *
   * @throws IllegalArgumentException if there is none of that name
   */
  ComposeService service(String name) {
    ComposeService service = services.get(name);
    if (service == null) {
      throw new IllegalArgumentException("no service " + name + "; there are " + services.keySet());
    }
    return service;
  }
}
