package io.uploadlens.config;

import java.util.List;
import java.util.Objects;

/** A property group: its id, what it is for, and its settings in the order of the documentation. */
public final class OptionGroup {

  private final String id;
  private final String description;
  private final List<Setting<?>> settings;

  OptionGroup(String id, String description, List<Setting<?>> settings) {
    this.id = Objects.requireNonNull(id, "id");
    this.description = Objects.requireNonNull(description, "description");
    this.settings = List.copyOf(settings);
    for (Setting<?> setting : settings) {
      if (!setting.group().equals(id)) {
        throw new IllegalArgumentException(setting + " is not a setting of the group " + id);
      }
    }
  }

  /** The property group's id. */
  public String id() {
    return id;
  }

  /** What the group is for, and what its presence switches on. */
  public String description() {
    return description;
  }

  /** Its settings. */
  public List<Setting<?>> settings() {
    return settings;
  }

  @Override
  public String toString() {
    return id;
  }
}
