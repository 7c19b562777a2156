package io.uploadlens.infra;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A state machine of {@code infra/} as CloudFormation hands it to Step Functions. */
final class WorkflowDefinition {

  private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{(\\w+)}");

  private final String id;
  private final String text;
  private final Map<String, Object> substitutions;

  /**
   * Reads a definition.
   *
   * @param id the state machine's in {@code workflows.yaml}, which names file and substitutions
   */
  WorkflowDefinition(String id) {
    this(id, Map.of());
  }

  /** The same with parameters of {@code workflows.yaml} that differ from their default. */
  WorkflowDefinition(String id, Map<String, String> parameters) {
    this.id = id;
    Map<String, Object> properties = stack(parameters).properties(id);
    String key = Template.follow(properties, "DefinitionS3Location", "Key").toString();
    this.substitutions = Template.map(properties.get("DefinitionSubstitutions"), id);
    try {
      this.text = Files.readString(Path.of("infra", key.replaceFirst("^templates/0/", "")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** {@code workflows.yaml} with the parameters that have no default. */
  static Evaluation stack() {
    return stack(Map.of());
  }

  private static Evaluation stack(Map<String, String> more) {
    Map<String, String> parameters = new HashMap<>(more);
    parameters.putAll(
        Map.of(
            "ApplicationName", "uploadlens",
            "ApplicationArn", "application",
            "ArtifactsBucketName", "artifacts",
            "KeyPrefix", "templates/0",
            "JarDirectory", "jars",
            "AlertsTopicArn", "topic",
            "QueueOldAlarmName", "old",
            "QueueBacklogAlarmName", "backlog",
            "InFlightAlarmName", "in-flight",
            "CpuAlarmName", "cpu"));
    return new Evaluation(Template.read("workflows.yaml"), parameters);
  }

  /** The names of the placeholders in the file. */
  Set<String> placeholders() {
    Set<String> names = new TreeSet<>();
    Matcher placeholder = PLACEHOLDER.matcher(text);
    while (placeholder.find()) {
      names.add(placeholder.group(1));
    }
    return names;
  }

  /** The names that the template puts something in for. */
  Set<String> substituted() {
    return new TreeSet<>(substitutions.keySet());
  }

  /** The definition with everything put in. */
  JsonNode definition() {
    Matcher placeholder = PLACEHOLDER.matcher(text);
    StringBuilder result = new StringBuilder();
    while (placeholder.find()) {
      placeholder.appendReplacement(
          result,
          Matcher.quoteReplacement(String.valueOf(substitutions.get(placeholder.group(1)))));
    }
    try {
      return new ObjectMapper().readTree(placeholder.appendTail(result).toString());
    } catch (IOException e) {
      throw new UncheckedIOException(id, e);
    }
  }
}
