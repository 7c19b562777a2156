package io.uploadlens.infra;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A statement of a policy in a template, of a role, a queue, a bucket or a topic. */
final class IamStatement {

  private static final List<String> SCOPES =
      List.of("Action", "NotAction", "Resource", "NotResource", "Principal");

  private final String resourceId;
  private final Map<String, Object> content;

  private IamStatement(String resourceId, Map<String, Object> content) {
    this.resourceId = resourceId;
    this.content = content;
  }

  /** All statements of a template's resources. */
  static List<IamStatement> in(Template template) {
    List<IamStatement> found = new ArrayList<>();
    template.resources().forEach((id, resource) -> collect(id, resource, found));
    return found;
  }

  private static void collect(String id, Object value, List<IamStatement> found) {
    if (value instanceof List) {
      Template.list(value, id).forEach(item -> collect(id, item, found));
    } else if (value instanceof Map) {
      Map<String, Object> map = Template.map(value, id);
      if (map.containsKey("Effect")
          && (map.containsKey("Action") || map.containsKey("NotAction"))) {
        found.add(new IamStatement(id, map));
      }
      map.values().forEach(item -> collect(id, item, found));
    }
  }

  /** The id of the resource that the statement is in. */
  String resourceId() {
    return resourceId;
  }

  /** Its name, or null. */
  String sid() {
    Object sid = content.get("Sid");
    return sid == null ? null : sid.toString();
  }

  /** Whether an action, a resource or the principal has a * in it. */
  boolean hasWildcard() {
    return SCOPES.stream()
        .anyMatch(
            scope -> content.containsKey(scope) && content.get(scope).toString().contains("*"));
  }

  @Override
  public String toString() {
    return resourceId + " " + content;
  }
}
