package io.uploadlens.infra;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.velocity.VelocityContext;
import org.apache.velocity.app.VelocityEngine;
import org.apache.velocity.runtime.RuntimeConstants;

/**
 * A mapping template of API Gateway, rendered by Velocity with what <a
 * href="https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html">API
 * Gateway puts into it</a>, as far as the front door's templates use it.
 *
 * <p>API Gateway does not say which Velocity it runs. In 1.x a hyphen belongs to a name and in 2.x
 * it does not: a template has to mean the same in both, so it is rendered in both ways and the
 * results are compared.
 */
final class MappingTemplate {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final String text;
  private final Map<String, Object> stageVariables;

  MappingTemplate(String text, Map<String, Object> stageVariables) {
    this.text = text;
    this.stageVariables = stageVariables;
  }

  /** What became of a body. */
  static final class Rendered {
    private final String body;
    private final Object status;

    private Rendered(String body, Object status) {
      this.body = body;
      this.status = status;
    }

    String body() {
      return body;
    }

    /** The body as JSON; fails if it is none. */
    JsonNode json() {
      try {
        return JSON.readTree(body);
      } catch (JsonProcessingException e) {
        throw new UncheckedIOException(body, e);
      }
    }

    /** What {@code $context.responseOverride.status} was set to, or null. */
    Object status() {
      return status;
    }
  }

  Rendered render(String body, String requestId) {
    Rendered withHyphens = render(body, requestId, true);
    Rendered without = render(body, requestId, false);
    if (!withHyphens.body.equals(without.body)) {
      throw new AssertionError(
          "means one thing with hyphens in names and another without: " + withHyphens.body);
    }
    return without;
  }

  private Rendered render(String body, String requestId, boolean hyphens) {
    VelocityEngine engine = new VelocityEngine();
    engine.setProperty(RuntimeConstants.PARSER_HYPHEN_ALLOWED, hyphens);
    Map<String, Object> override = new HashMap<>();
    Map<String, Object> context = new HashMap<>();
    context.put("requestId", requestId);
    context.put("responseOverride", override);
    VelocityContext variables = new VelocityContext();
    variables.put("input", new Input(body));
    variables.put("util", new Util());
    variables.put("context", context);
    variables.put("stageVariables", stageVariables);
    StringWriter out = new StringWriter();
    engine.evaluate(variables, out, "mapping template", text);
    // A reference that leads nowhere stays as it is.
    if (out.toString().matches("(?s).*\\$!?[a-z{].*")) {
      throw new AssertionError("a variable has no value: " + out);
    }
    return new Rendered(out.toString(), override.get("status"));
  }

  /** {@code $input}. Public, as Velocity asks of what it calls. */
  public static final class Input {
    private final JsonNode body;

    Input(String body) {
      try {
        this.body = JSON.readTree(body);
      } catch (JsonProcessingException e) {
        throw new UncheckedIOException(e);
      }
    }

    /** What is at a JSONPath, as an object; an empty text where nothing is. */
    public Object path(String path) {
      JsonNode found = at(path);
      return found.isMissingNode() ? "" : JSON.convertValue(found, Object.class);
    }

    /** What is at a JSONPath, as JSON; an empty text in quotes where nothing is. */
    public String json(String path) {
      JsonNode found = at(path);
      return found.isMissingNode() ? "\"\"" : found.toString();
    }

    private JsonNode at(String path) {
      if (!path.matches("\\$(\\.\\w+(\\[\\d+])?)*")) {
        throw new IllegalArgumentException("not a path that is known here: " + path);
      }
      return body.at(path.substring(1).replaceAll("[.\\[]", "/").replace("]", ""));
    }
  }

  /** {@code $util}. */
  public static final class Util {
    /** The text's UTF-8 in base64. */
    public String base64Encode(String text) {
      return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
  }

  /** The template of a response of the method, by the status that it has unless overridden. */
  static String ofResponse(Template template, String method, String status) {
    List<Object> responses =
        Template.list(
            template.at("Resources", method, "Properties", "Integration", "IntegrationResponses"),
            method);
    return responses.stream()
        .filter(response -> Template.map(response, method).get("StatusCode").equals(status))
        .map(
            response ->
                Template.follow(response, "ResponseTemplates", "application/json").toString())
        .findFirst()
        .orElseThrow();
  }
}
