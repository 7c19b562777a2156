package io.uploadlens.infra;

import static org.assertj.core.api.Assertions.assertThat;

import com.dashjoin.jsonata.Jsonata;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The state machines are whole, and may do what they do and no more. */
class WorkflowDefinitionsTest {

  /** Which fields a type of state may have besides Type, Comment and Assign. */
  private static final Map<String, Set<String>> FIELDS =
      Map.of(
          "Pass", Set.of("Next"),
          "Wait", Set.of("Seconds", "Next"),
          "Choice", Set.of("Choices", "Default"),
          "Task", Set.of("Resource", "Arguments", "TimeoutSeconds", "Retry", "Catch", "Next"),
          "Succeed", Set.of("Output"),
          "Fail", Set.of("Error", "Cause"));

  /** What a call of the definitions needs; Step Functions' own service is "sfn" in its SDK. */
  private static final Map<String, String> ACTIONS =
      Map.of(
          "aws-sdk:kinesisanalyticsv2:", "kinesisanalytics:",
          "aws-sdk:cloudwatch:", "cloudwatch:",
          "aws-sdk:sfn:", "states:",
          "sns:", "sns:");

  /** Calls behind a deployment that is well: what goes wrong there is told with the success. */
  private static final Pattern TIDYING =
      Pattern.compile(":(listApplicationSnapshots|deleteApplicationSnapshot)$");

  @ParameterizedTest
  @ValueSource(strings = {"Deploy", "Autoscale"})
  void everyStateIsReachedLeadsSomewhereAndEnds(String machine) {
    JsonNode definition = new WorkflowDefinition(machine).definition();
    JsonNode states = definition.get("States");
    assertThat(definition.get("QueryLanguage").asText()).isEqualTo("JSONata");
    assertThat(definition.get("TimeoutSeconds").asInt()).isPositive();
    Set<String> reached = new TreeSet<>();
    Deque<String> next = new ArrayDeque<>(List.of(definition.get("StartAt").asText()));
    while (!next.isEmpty()) {
      String name = next.pop();
      assertThat(states.has(name)).as("the state " + name).isTrue();
      if (reached.add(name)) {
        states.get(name).findValuesAsText("Next").forEach(next::push);
        if (states.get(name).has("Default")) {
          next.push(states.get(name).get("Default").asText());
        }
      }
    }
    assertThat(states.fieldNames()).toIterable().containsExactlyInAnyOrderElementsOf(reached);
    states
        .fields()
        .forEachRemaining(
            state -> {
              String type = state.getValue().get("Type").asText();
              assertThat(FIELDS).containsKey(type);
              state
                  .getValue()
                  .fieldNames()
                  .forEachRemaining(
                      field ->
                          assertThat(
                                  FIELDS.get(type).contains(field)
                                      || Set.of("Type", "Comment", "Assign").contains(field))
                              .as(state.getKey() + "." + field)
                              .isTrue());
              assertThat(state.getKey()).hasSizeLessThanOrEqualTo(80);
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"Deploy", "Autoscale"})
  void everyTaskEndsInTimeAndEveryErrorOfOneIsToldOrHasBeen(String machine) {
    JsonNode states = new WorkflowDefinition(machine).definition().get("States");
    for (JsonNode state : states) {
      if (!state.get("Type").asText().equals("Task")) {
        continue;
      }
      assertThat(state.get("TimeoutSeconds").asInt()).as(state.toString()).isBetween(1, 60);
      JsonNode last = state.get("Catch").get(state.get("Catch").size() - 1);
      assertThat(last.get("ErrorEquals").get(0).asText()).isEqualTo("States.ALL");
      String to = last.get("Next").asText();
      boolean tells = state.get("Resource").asText().endsWith("sns:publish");
      boolean tidies = TIDYING.matcher(state.get("Resource").asText()).find();
      assertThat(tells ? states.get(to).get("Type").asText() : to)
          .as(state.toString())
          .isIn(tidies ? "TellSuccess" : "TellFailure", "Succeed", "Fail");
      if (tidies) {
        assertThat(last.at("/Assign/outcome").asText()).startsWith("{% $outcome & ");
      }
    }
    assertThat(states.get("TellFailure").get("Next")).isNotNull();
    String end = states.get("TellFailure").get("Next").asText();
    assertThat(states.get(end).get("Type").asText()).isEqualTo("Fail");
  }

  @ParameterizedTest
  @CsvSource({"Deploy, DeployRole", "Autoscale, AutoscaleRole"})
  void theRoleAllowsWhatTheTasksCallAndNothingElse(String machine, String role) {
    Set<String> needed = new TreeSet<>();
    for (String resource :
        new WorkflowDefinition(machine).definition().findValuesAsText("Resource")) {
      String call = resource.replaceFirst("^arn:aws:states:::", "");
      String service = ACTIONS.keySet().stream().filter(call::startsWith).findFirst().orElseThrow();
      String operation = call.substring(service.length());
      needed.add(
          ACTIONS.get(service) + operation.substring(0, 1).toUpperCase() + operation.substring(1));
    }
    assertThat(needed).hasSizeGreaterThan(4);
    assertThat(new Policies(WorkflowDefinition.stack(), role).actions()).isEqualTo(needed);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Deploy", "Autoscale"})
  void everyPlaceholderIsFilledAndEveryExpressionIsJsonata(String machine) {
    WorkflowDefinition workflow = new WorkflowDefinition(machine);
    assertThat(workflow.substituted()).isEqualTo(workflow.placeholders());
    assertThat(expressionsOf(workflow.definition())).isGreaterThan(20);
  }

  private static int expressionsOf(JsonNode node) {
    if (node.isTextual()) {
      String text = node.asText();
      assertThat(text.contains("{%") || text.contains("%}"))
          .as(text)
          .isEqualTo(text.startsWith("{%") && text.endsWith("%}"));
      if (!text.startsWith("{%")) {
        return 0;
      }
      Jsonata.jsonata(text.substring(2, text.length() - 2));
      return 1;
    }
    int found = 0;
    for (JsonNode inner : node) {
      found += expressionsOf(inner);
    }
    return found;
  }
}
