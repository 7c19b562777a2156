package io.uploadlens.infra;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a template comes to with given parameters: the intrinsic functions are gone, and so is what
 * a condition leaves out. A resource is its id in angle brackets, an attribute of it {@code
 * <Id.Attribute>}; the account is 000000000000, the region eu-central-1.
 */
final class Evaluation {

  private static final Pattern VARIABLE = Pattern.compile("\\$\\{([^}]*)}");
  private static final Object NO_VALUE = new Object();
  private static final Map<String, Object> PSEUDO =
      Map.of(
          "AWS::AccountId", "000000000000",
          "AWS::Region", "eu-central-1",
          "AWS::Partition", "aws",
          "AWS::URLSuffix", "amazonaws.com",
          "AWS::StackName", "stack",
          "AWS::NoValue", NO_VALUE);

  private final Template template;
  private final Map<String, Object> values = new HashMap<>(PSEUDO);

  /**
   * @param parameters values by name; a list is given as text, separated by commas. Those that are
   *     not here have their default
   */
  Evaluation(Template template, Map<String, String> parameters) {
    this.template = template;
    template
        .parameters()
        .forEach(
            (name, declared) -> {
              Map<String, Object> parameter = Template.map(declared, name);
              Object value = parameters.getOrDefault(name, text(parameter.get("Default")));
              boolean isList = parameter.get("Type").equals("CommaDelimitedList");
              values.put(name, isList && value != null ? split(",", value.toString()) : value);
            });
    for (String name : parameters.keySet()) {
      if (!template.parameters().containsKey(name)) {
        throw new IllegalArgumentException(template + " has no parameter " + name);
      }
    }
  }

  private static String text(Object value) {
    return value == null ? null : value.toString();
  }

  /** The properties of a resource. */
  Map<String, Object> properties(String id) {
    return Template.map(of(template.properties(id)), id);
  }

  /** The value of an output. */
  String output(String name) {
    return of(template.at("Outputs", name, "Value")).toString();
  }

  /** Whether an output is there. */
  boolean gives(String output) {
    Object condition = Template.map(template.at("Outputs", output), output).get("Condition");
    return condition == null || holds(condition.toString());
  }

  /** Whether a resource is made. */
  boolean makes(String id) {
    Object condition = template.resource(id).get("Condition");
    return condition == null || holds(condition.toString());
  }

  /** Any value of the template. */
  Object of(Object value) {
    if (value instanceof List) {
      List<Object> list = new ArrayList<>();
      for (Object item : Template.list(value, "")) {
        Object inner = of(item);
        if (inner != NO_VALUE) {
          list.add(inner);
        }
      }
      return list;
    }
    if (!(value instanceof Map)) {
      return value;
    }
    Map<String, Object> map = Template.map(value, "");
    if (map.size() == 1) {
      Map.Entry<String, Object> only = map.entrySet().iterator().next();
      if (isFunction(only.getKey())) {
        return call(only.getKey(), only.getValue());
      }
    }
    Map<String, Object> result = new LinkedHashMap<>();
    map.forEach(
        (key, item) -> {
          Object inner = of(item);
          if (inner != NO_VALUE) {
            result.put(key, inner);
          }
        });
    return result;
  }

  private static boolean isFunction(String key) {
    return key.equals("Ref") || key.startsWith("Fn::");
  }

  private Object call(String function, Object argument) {
    switch (function) {
      case "Ref":
        return ref(argument.toString());
      case "Fn::GetAtt":
        return "<" + join(".", Template.list(argument, function)) + ">";
      case "Fn::Sub":
        return sub(argument);
      case "Fn::If":
        List<Object> branches = Template.list(argument, function);
        return of(branches.get(holds(branches.get(0).toString()) ? 1 : 2));
      case "Fn::Base64":
        return Base64.getEncoder()
            .encodeToString(of(argument).toString().getBytes(StandardCharsets.UTF_8));
      default:
        return ofList(function, Template.list(of(argument), function));
    }
  }

  private Object ofList(String function, List<Object> arguments) {
    Object first = arguments.get(0);
    switch (function) {
      case "Fn::Join":
        return join(first.toString(), Template.list(arguments.get(1), function));
      case "Fn::Split":
        return split(first.toString(), arguments.get(1).toString());
      case "Fn::Select":
        return Template.list(arguments.get(1), function).get(Integer.parseInt(first.toString()));
      case "Fn::FindInMap":
        return of(template.at("Mappings", first, arguments.get(1), arguments.get(2)));
      default:
        throw new IllegalArgumentException(function + " is not known here");
    }
  }

  private Object ref(String name) {
    if (values.get(name) != null) {
      return values.get(name);
    }
    if (!template.resources().containsKey(name)) {
      throw new IllegalArgumentException(template + ": " + name + " has no value");
    }
    return "<" + name + ">";
  }

  private String sub(Object argument) {
    boolean withOwn = argument instanceof List;
    String text = withOwn ? Template.list(argument, "Sub").get(0).toString() : argument.toString();
    Map<String, Object> own =
        withOwn ? Template.map(Template.list(argument, "Sub").get(1), "Sub") : Map.of();
    StringBuilder result = new StringBuilder();
    Matcher variable = VARIABLE.matcher(text);
    while (variable.find()) {
      String name = variable.group(1);
      String value;
      if (name.startsWith("!")) {
        value = "${" + name.substring(1) + "}";
      } else if (own.containsKey(name)) {
        value = of(own.get(name)).toString();
      } else {
        value = name.contains(".") ? "<" + name + ">" : ref(name).toString();
      }
      variable.appendReplacement(result, Matcher.quoteReplacement(value));
    }
    return variable.appendTail(result).toString();
  }

  private boolean holds(String condition) {
    return truth(template.at("Conditions", condition));
  }

  private boolean truth(Object condition) {
    Map.Entry<String, Object> only =
        Template.map(condition, "condition").entrySet().iterator().next();
    Object argument = only.getValue();
    switch (only.getKey()) {
      case "Condition":
        return holds(argument.toString());
      case "Fn::Equals":
        List<Object> sides = Template.list(of(argument), "Equals");
        return sides.get(0).toString().equals(sides.get(1).toString());
      case "Fn::Not":
        return !truth(Template.list(argument, "Not").get(0));
      case "Fn::And":
        return Template.list(argument, "And").stream().allMatch(this::truth);
      case "Fn::Or":
        return Template.list(argument, "Or").stream().anyMatch(this::truth);
      default:
        throw new IllegalArgumentException(only.getKey() + " is no condition");
    }
  }

  private static String join(String delimiter, List<Object> items) {
    return items.stream().map(Object::toString).collect(Collectors.joining(delimiter));
  }

  private static List<Object> split(String delimiter, String text) {
    return new ArrayList<>(Arrays.asList(text.split(Pattern.quote(delimiter), -1)));
  }
}
