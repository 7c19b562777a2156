package io.uploadlens.infra;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A CloudFormation template of {@code infra/}, as maps, lists and texts. Short tags are in their
 * long form: {@code !Sub x} is a map with the key {@code Fn::Sub}, {@code !GetAtt a.b} one with
 * {@code Fn::GetAtt} and the list {@code [a, b]}.
 */
public final class Template {

  private static final Path DIRECTORY = Path.of("infra");

  private final String name;
  private final Map<String, Object> content;

  private Template(String name, Map<String, Object> content) {
    this.name = name;
    this.content = content;
  }

  /**
   * Reads a template.
   *
   * @param name the file's name below {@code infra/}, such as {@code ingest.yaml}
   */
  public static Template read(String name) {
    try {
      return parse(name, Files.readString(DIRECTORY.resolve(name)));
    } catch (IOException e) {
      throw new UncheckedIOException(name, e);
    }
  }

  /** A template from its text, for tests of the tests. */
  public static Template parse(String name, String yaml) {
    return new Template(name, map(TemplateLoader.load(name, yaml), name));
  }

  /** Every template of {@code infra/}, by name. */
  public static List<Template> all() {
    try (Stream<Path> files = Files.list(DIRECTORY)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".yaml"))
          .sorted()
          .map(Template::read)
          .collect(Collectors.toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The file's name. */
  public String name() {
    return name;
  }

  /** The whole document. */
  public Map<String, Object> content() {
    return content;
  }

  /** A section such as {@code Conditions} or {@code Mappings}; empty where there is none. */
  public Map<String, Object> section(String section) {
    return content.containsKey(section) ? map(content.get(section), section) : Map.of();
  }

  public Map<String, Object> parameters() {
    return section("Parameters");
  }

  public Map<String, Object> resources() {
    return section("Resources");
  }

  public Map<String, Object> outputs() {
    return section("Outputs");
  }

  /** A resource with its type, properties and attributes. */
  public Map<String, Object> resource(String id) {
    return map(get(resources(), id), name + " " + id);
  }

  /** A resource's properties. */
  public Map<String, Object> properties(String id) {
    return map(get(resource(id), "Properties"), name + " " + id + " Properties");
  }

  /** The ids of the resources of a type, such as {@code AWS::SQS::Queue}. */
  public List<String> idsOf(String type) {
    return resources().keySet().stream()
        .filter(id -> type.equals(resource(id).get("Type")))
        .collect(Collectors.toList());
  }

  /**
   * What stands at a path of keys and, in lists, positions: {@code at("Resources", "Queue",
   * "Properties", "Tags", 0)}.
   *
   * @throws IllegalArgumentException if nothing does; says where the path ends
   */
  public Object at(Object... path) {
    return follow(content, path);
  }

  /** As {@link #at}, from some map or list of a template. */
  public static Object follow(Object from, Object... path) {
    Object found = from;
    for (Object step : path) {
      found = step instanceof Integer ? list(found, path).get((int) step) : get(found, step);
    }
    return found;
  }

  /** A value as a map; the error names what it should have been. */
  @SuppressWarnings("unchecked")
  public static Map<String, Object> map(Object value, Object what) {
    if (!(value instanceof Map)) {
      throw new IllegalArgumentException(what + " is no map: " + value);
    }
    return (Map<String, Object>) value;
  }

  /** A value as a list; the error names what it should have been. */
  @SuppressWarnings("unchecked")
  public static List<Object> list(Object value, Object what) {
    if (!(value instanceof List)) {
      throw new IllegalArgumentException(what + " is no list: " + value);
    }
    return (List<Object>) value;
  }

  private static Object get(Object from, Object key) {
    Map<String, Object> map = map(from, key);
    if (!map.containsKey(Objects.toString(key))) {
      throw new IllegalArgumentException("no '" + key + "' among " + map.keySet());
    }
    return map.get(Objects.toString(key));
  }

  @Override
  public String toString() {
    return name;
  }
}
