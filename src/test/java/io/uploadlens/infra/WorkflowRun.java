package io.uploadlens.infra;

import com.dashjoin.jsonata.JException;
import com.dashjoin.jsonata.Jsonata;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Runs a state machine of {@code infra/} as Step Functions does, as far as these use it: Pass, Task
 * with Retry and Catch, Wait, Choice, Succeed and Fail; JSONata; variables that are assigned at
 * once. Waiting takes no time: the clock is the run's own.
 */
final class WorkflowRun {

  private static final int MOST_STEPS = 5_000;
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final JsonNode definition;
  private final Map<String, Function<Map<String, Object>, Object>> services = new TreeMap<>();
  private final List<String> calls = new ArrayList<>();
  private final List<Map<String, Object>> arguments = new ArrayList<>();
  private final Map<String, Object> variables = new HashMap<>();
  private Instant now = Instant.parse("2026-11-23T12:00:00Z");
  private String status = "RUNNING";
  private Object output;
  private String cause;

  WorkflowRun(WorkflowDefinition definition) {
    this.definition = definition.definition();
  }

  /** What a service answers; it may throw {@link ServiceError}. */
  WorkflowRun on(String call, Function<Map<String, Object>, Object> service) {
    services.put(call, service);
    return this;
  }

  /** Runs to the end. */
  WorkflowRun run(Map<String, Object> input) {
    String state = definition.get("StartAt").asText();
    Object current = input;
    for (int step = 0; state != null; step++) {
      if (step > MOST_STEPS) {
        throw new IllegalStateException("no end after " + step + " steps, at " + state);
      }
      JsonNode declared = definition.get("States").get(state);
      Map<String, Object> states = new LinkedHashMap<>();
      states.put("input", current);
      states.put("context", context(input));
      switch (declared.get("Type").asText()) {
        case "Pass":
          assign(declared, states);
          state = declared.get("Next").asText();
          break;
        case "Wait":
          now = now.plusSeconds(declared.get("Seconds").asLong());
          state = declared.get("Next").asText();
          break;
        case "Choice":
          state = choose(declared, states);
          break;
        case "Task":
          state = task(declared, states);
          current = states.get("output");
          break;
        case "Succeed":
          output = evaluate(declared.get("Output"), states);
          status = "SUCCEEDED";
          state = null;
          break;
        case "Fail":
          cause = String.valueOf(evaluate(declared.get("Cause"), states));
          status = "FAILED";
          state = null;
          break;
        default:
          throw new IllegalStateException(state + " is of an unknown type");
      }
    }
    return this;
  }

  private Map<String, Object> context(Map<String, Object> input) {
    return Map.of(
        "Execution",
        Map.of(
            "Name", "mine",
            "Id", "execution",
            "Input", input,
            "StartTime", "2026-11-23T12:00:00.000Z"),
        "StateMachine",
        Map.of("Id", "machine"));
  }

  private String choose(JsonNode declared, Map<String, Object> states) {
    for (JsonNode rule : declared.get("Choices")) {
      Object holds = evaluate(rule.get("Condition"), states);
      if (!(holds instanceof Boolean)) {
        throw new IllegalStateException(rule + " is " + holds);
      }
      if ((Boolean) holds) {
        assign(rule, states);
        return rule.get("Next").asText();
      }
    }
    return declared.get("Default").asText();
  }

  private String task(JsonNode declared, Map<String, Object> states) {
    String call = declared.get("Resource").asText().replaceFirst("^arn:aws:states:::", "");
    for (int attempt = 0; ; attempt++) {
      try {
        Map<String, Object> request =
            Template.map(evaluate(declared.get("Arguments"), states), "Arguments");
        calls.add(call);
        arguments.add(request);
        if (!services.containsKey(call)) {
          throw new IllegalStateException("nothing answers " + call);
        }
        Object result = services.get(call).apply(request);
        states.put("result", result);
        states.put("output", result);
        assign(declared, states);
        return declared.get("Next").asText();
      } catch (ServiceError error) {
        if (!isRetried(declared, error, attempt)) {
          return caught(declared, error, states);
        }
      }
    }
  }

  private static boolean isRetried(JsonNode declared, ServiceError error, int attempt) {
    for (JsonNode retry : declared.path("Retry")) {
      if (matches(retry, error)) {
        return attempt < retry.get("MaxAttempts").asInt();
      }
    }
    return false;
  }

  private String caught(JsonNode declared, ServiceError error, Map<String, Object> states) {
    for (JsonNode catcher : declared.path("Catch")) {
      if (matches(catcher, error)) {
        Map<String, Object> told = new LinkedHashMap<>();
        told.put("Error", error.code);
        told.put("Cause", error.getMessage());
        states.put("errorOutput", told);
        states.put("output", told);
        assign(catcher, states);
        return catcher.get("Next").asText();
      }
    }
    throw error;
  }

  private static boolean matches(JsonNode errors, ServiceError error) {
    for (JsonNode code : errors.get("ErrorEquals")) {
      if (code.asText().equals("States.ALL") || code.asText().equals(error.code)) {
        return true;
      }
    }
    return false;
  }

  private void assign(JsonNode declared, Map<String, Object> states) {
    if (declared.has("Assign")) {
      variables.putAll(Template.map(evaluate(declared.get("Assign"), states), "Assign"));
    }
  }

  private Object evaluate(JsonNode value, Map<String, Object> states) {
    if (value.isObject()) {
      Map<String, Object> map = new LinkedHashMap<>();
      value.fields().forEachRemaining(it -> map.put(it.getKey(), evaluate(it.getValue(), states)));
      return map;
    }
    if (value.isArray()) {
      List<Object> list = new ArrayList<>();
      value.forEach(item -> list.add(evaluate(item, states)));
      return list;
    }
    String text = value.asText();
    if (value.isTextual() && text.startsWith("{%") && text.endsWith("%}")) {
      return query(text.substring(2, text.length() - 2), states);
    }
    return MAPPER.convertValue(value, Object.class);
  }

  private Object query(String expression, Map<String, Object> states) {
    Jsonata jsonata = Jsonata.jsonata(expression);
    Jsonata.Frame frame = jsonata.createFrame();
    frame.bind("states", states);
    frame.bind("now", (Jsonata.Fn0<String>) now::toString);
    frame.bind("millis", (Jsonata.Fn0<Long>) now::toEpochMilli);
    variables.forEach((name, value) -> frame.bind(name, value));
    Object result;
    try {
      result = jsonata.evaluate(Map.of(), frame);
    } catch (JException e) {
      throw new IllegalStateException(expression + ": " + e.getMessage(), e);
    }
    if (result == null) {
      // Step Functions fails the state with States.QueryEvaluationError.
      throw new IllegalStateException(expression + " is undefined, with " + states);
    }
    return result;
  }

  String status() {
    return status;
  }

  /** What it says in the end: the output's or the failure's text. */
  String outcome() {
    return status.equals("FAILED") ? cause : Template.follow(output, "Outcome").toString();
  }

  /** The calls in their order, without those that only look. */
  List<String> changes() {
    return calls.stream()
        .map(call -> call.substring(call.lastIndexOf(':') + 1))
        .filter(call -> !call.matches("(describe|get|list).*"))
        .collect(Collectors.toList());
  }

  /** The arguments of a call's n-th time, from 0. */
  Map<String, Object> arguments(String call, int time) {
    int seen = 0;
    for (int i = 0; i < calls.size(); i++) {
      if (calls.get(i).endsWith(":" + call) && seen++ == time) {
        return arguments.get(i);
      }
    }
    throw new IllegalArgumentException(call + " was made " + seen + " times: " + calls);
  }

  Instant now() {
    return now;
  }

  /** What a service answers instead of a result. */
  static final class ServiceError extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String code;

    ServiceError(String code) {
      super("told by the test");
      this.code = code;
    }
  }
}
