package io.uploadlens.infra;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A place in a template that names something of the template: by {@code Ref}, {@code Fn::GetAtt}, a
 * variable of {@code Fn::Sub}, {@code DependsOn}, a condition or a mapping.
 */
final class Reference {

  /** What kind of thing is named. */
  enum Kind {
    /** A parameter, a resource or a pseudo parameter. */
    VALUE,
    RESOURCE,
    CONDITION,
    MAPPING
  }

  // ${!Literal} is no variable.
  private static final Pattern VARIABLE = Pattern.compile("\\$\\{([^!}][^}]*)}");

  private final Kind kind;
  private final String name;
  private final String place;

  private Reference(Kind kind, String name, String place) {
    this.kind = kind;
    this.name = name;
    this.place = place;
  }

  Kind kind() {
    return kind;
  }

  /** The name, without an attribute. */
  String name() {
    return name;
  }

  /** The path of keys to it. */
  String place() {
    return place;
  }

  /** All that a value, such as a template's {@link Template#content()}, holds. */
  static List<Reference> in(Object value) {
    List<Reference> found = new ArrayList<>();
    collect(value, "", found);
    return found;
  }

  private static void collect(Object value, String place, List<Reference> found) {
    if (value instanceof List) {
      List<Object> list = Template.list(value, place);
      for (int i = 0; i < list.size(); i++) {
        collect(list.get(i), place + "/" + i, found);
      }
    } else if (value instanceof Map) {
      Template.map(value, place)
          .forEach(
              (key, inner) -> {
                String here = place + "/" + key;
                named(key, inner, here, found);
                collect(inner, here, found);
              });
    }
  }

  private static void named(String key, Object value, String place, List<Reference> found) {
    switch (key) {
      case "Ref":
        found.add(new Reference(Kind.VALUE, value.toString(), place));
        break;
      case "Fn::GetAtt":
        found.add(new Reference(Kind.RESOURCE, first(value, place), place));
        break;
      case "Fn::Sub":
        variables(value, place, found);
        break;
      case "Fn::If":
        found.add(new Reference(Kind.CONDITION, first(value, place), place));
        break;
      case "Fn::FindInMap":
        found.add(new Reference(Kind.MAPPING, first(value, place), place));
        break;
      case "Condition":
        // In a policy it is a map of operators.
        if (value instanceof String) {
          found.add(new Reference(Kind.CONDITION, value.toString(), place));
        }
        break;
      case "DependsOn":
        List<Object> ids = value instanceof List ? Template.list(value, place) : List.of(value);
        ids.forEach(id -> found.add(new Reference(Kind.RESOURCE, id.toString(), place)));
        break;
      default:
    }
  }

  private static void variables(Object sub, String place, List<Reference> found) {
    boolean withOwn = sub instanceof List;
    String text = withOwn ? first(sub, place) : sub.toString();
    Map<String, Object> own =
        withOwn ? Template.map(Template.list(sub, place).get(1), place) : Map.of();
    Matcher variable = VARIABLE.matcher(text);
    while (variable.find()) {
      String name = variable.group(1).trim();
      if (!own.containsKey(name)) {
        int dot = name.indexOf('.');
        found.add(
            new Reference(
                dot < 0 ? Kind.VALUE : Kind.RESOURCE,
                dot < 0 ? name : name.substring(0, dot),
                place));
      }
    }
  }

  private static String first(Object list, String place) {
    return Template.list(list, place).get(0).toString();
  }

  @Override
  public String toString() {
    return kind + " " + name + " at " + place;
  }
}
