package io.uploadlens.producer.truth;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * The final row of one group: the fields that depend on the events alone (guarantee G4), by their
 * names in the output. Immutable.
 */
public final class ExpectedAggregate {

  private final GroupKey group;
  private final Map<String, Object> fields;

  /**
   * @param group the row's group; not null
   * @param fields name to {@link Long}, {@link String} or null, in the order of the output
   */
  public ExpectedAggregate(GroupKey group, Map<String, Object> fields) {
    this.group = Objects.requireNonNull(group, "group");
    this.fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
  }

  /** The group. */
  public GroupKey group() {
    return group;
  }

  /** Every field that is compared, by its name in the output; values may be null. */
  public Map<String, Object> fields() {
    return fields;
  }

  /**
   * The value of one field: a {@link Long}, a {@link String} or null.
   *
   * @throws IllegalArgumentException if there is no field of that name
   */
  public Object field(String name) {
    if (!fields.containsKey(name)) {
      throw new IllegalArgumentException("no field " + name + ": one of " + fields.keySet());
    }
    return fields.get(name);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ExpectedAggregate
        && group.equals(((ExpectedAggregate) other).group)
        && fields.equals(((ExpectedAggregate) other).fields);
  }

  @Override
  public int hashCode() {
    return group.hashCode();
  }

  @Override
  public String toString() {
    return group + " " + fields;
  }
}
