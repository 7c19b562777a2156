package io.uploadlens.infra;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What the policies of a role in a template allow. */
final class Policies {

  private final List<Map<String, Object>> statements = new ArrayList<>();

  /** The inline policies of a role. */
  Policies(Evaluation template, String role) {
    for (Object policy : Template.list(template.properties(role).get("Policies"), role)) {
      for (Object statement :
          Template.list(Template.follow(policy, "PolicyDocument", "Statement"), role)) {
        statements.add(Template.map(statement, role));
      }
    }
  }

  /** All actions, sorted. */
  Set<String> actions() {
    return statements.stream()
        .flatMap(statement -> texts(statement.get("Action")).stream())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** All resources of the statements that allow an action, sorted. */
  Set<String> resourcesOf(String action) {
    return statements.stream()
        .filter(statement -> texts(statement.get("Action")).contains(action))
        .flatMap(statement -> texts(statement.get("Resource")).stream())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static List<String> texts(Object oneOrMany) {
    List<?> list =
        oneOrMany instanceof List ? Template.list(oneOrMany, "a statement") : List.of(oneOrMany);
    return list.stream().map(Object::toString).collect(Collectors.toList());
  }
}
