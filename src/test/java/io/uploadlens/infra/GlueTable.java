package io.uploadlens.infra;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A table of the Glue catalog, as a template declares it. */
public final class GlueTable {

  private final Map<String, Object> input;

  private GlueTable(Map<String, Object> input) {
    this.input = input;
  }

  /** A table of {@code output.yaml}, whose bucket is {@code <Results>} here. */
  public static GlueTable named(String name) {
    Template template = Template.read("output.yaml");
    Evaluation evaluation = new Evaluation(template, Map.of());
    return template.idsOf("AWS::Glue::Table").stream()
        .map(id -> Template.map(evaluation.properties(id).get("TableInput"), id))
        .filter(input -> input.get("Name").equals(name))
        .map(GlueTable::new)
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no table " + name));
  }

  /** The table's name. */
  public String name() {
    return input.get("Name").toString();
  }

  /** Types by name, in the table's order. */
  public Map<String, String> columns() {
    return types(Template.follow(input, "StorageDescriptor", "Columns"));
  }

  /** Types of the partition's columns by name, in their order. */
  public Map<String, String> partitionKeys() {
    return types(input.get("PartitionKeys"));
  }

  /** A parameter, or null. */
  public String parameter(String name) {
    Object value = Template.map(input.get("Parameters"), "Parameters").get(name);
    return value == null ? null : value.toString();
  }

  /** Where its files are. */
  public String location() {
    return Template.follow(input, "StorageDescriptor", "Location").toString();
  }

  /** The class that reads its files. */
  public String serde() {
    return Template.follow(input, "StorageDescriptor", "SerdeInfo", "SerializationLibrary")
        .toString();
  }

  /** The text of a view. */
  public String viewText() {
    return input.get("ViewOriginalText").toString();
  }

  /** The path of a partition, by the table's template of it. */
  public String path(Map<String, String> partition) {
    String path = parameter("storage.location.template");
    for (Map.Entry<String, String> value : partition.entrySet()) {
      path = path.replace("${" + value.getKey() + "}", value.getValue());
    }
    return path;
  }

  private static Map<String, String> types(Object columns) {
    List<Object> list = Template.list(columns, "columns");
    return list.stream()
        .map(column -> Template.map(column, "column"))
        .collect(
            Collectors.toMap(
                column -> column.get("Name").toString(),
                column -> column.get("Type").toString(),
                (first, second) -> {
                  throw new IllegalStateException("a column is there twice: " + first);
                },
                LinkedHashMap::new));
  }
}
