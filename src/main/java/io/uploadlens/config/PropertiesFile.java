package io.uploadlens.config;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Reads a file of the form that Managed Service for Apache Flink gives to its applications: {@code
 * [{"PropertyGroupId": "…", "PropertyMap": {"key": "value"}}]}.
 */
final class PropertiesFile {

  private static final String FORM =
      "must be a JSON array of objects {\"PropertyGroupId\": \"…\", \"PropertyMap\": {\"key\":"
          + " \"value\"}}";

  private static final ObjectMapper MAPPER =
      new ObjectMapper()
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private final Map<String, Map<String, String>> groups = new TreeMap<>();
  private final List<String> problems = new ArrayList<>();

  private PropertiesFile() {}

  static ApplicationProperties read(Path file, CommandLine commandLine) {
    String source = "the file " + file;
    if (!Files.isRegularFile(file)) {
      throw new InvalidSettingsException(
          source,
          commandLine.problemsAnd(
              "there is no such file (looked for at "
                  + file.toAbsolutePath()
                  + "); --config FILE names another"));
    }
    JsonNode root;
    try {
      root = MAPPER.readTree(Files.readAllBytes(file));
    } catch (JsonProcessingException e) {
      // Jackson's own message may quote what it read, which may be secret.
      throw new InvalidSettingsException(
          source,
          commandLine.problemsAnd(
              "it is not JSON, or gives a key twice, at line "
                  + e.getLocation().getLineNr()
                  + ", column "
                  + e.getLocation().getColumnNr()
                  + ": "
                  + FORM));
    } catch (IOException e) {
      throw new InvalidSettingsException(source, commandLine.problemsAnd("it can't be read: " + e));
    }
    PropertiesFile content = new PropertiesFile();
    content.readGroups(root);
    content.problems.addAll(ServiceLimits.problems(content.groups));
    return ApplicationProperties.ofFile(file, content.groups, content.problems);
  }

  private void readGroups(JsonNode root) {
    if (!root.isArray()) {
      problems.add("the file's content: " + FORM);
      return;
    }
    for (int i = 0; i < root.size(); i++) {
      readGroup("element " + (i + 1) + " of the file", root.get(i));
    }
  }

  private void readGroup(String place, JsonNode group) {
    JsonNode id = group.path("PropertyGroupId");
    JsonNode entries = group.path("PropertyMap");
    if (!id.isTextual() || !entries.isObject() || group.size() != 2) {
      problems.add(place + ": " + FORM);
      return;
    }
    Map<String, String> texts = new TreeMap<>();
    entries
        .fields()
        .forEachRemaining(
            entry -> {
              if (entry.getValue().isTextual()) {
                texts.put(entry.getKey(), entry.getValue().textValue());
              } else {
                problems.add(
                    id.textValue()
                        + "."
                        + entry.getKey()
                        + " is not a JSON string: every value must be one, numbers too");
              }
            });
    if (groups.putIfAbsent(id.textValue(), texts) != null) {
      problems.add(place + ": the property group " + id.textValue() + " is there twice");
    }
  }
}
