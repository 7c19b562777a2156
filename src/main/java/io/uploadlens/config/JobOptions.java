package io.uploadlens.config;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Everything that can be set, by property group. */
public final class JobOptions {

  private static final List<OptionGroup> GROUPS =
      List.of(
          AwsOptions.GROUP,
          SqsSourceOptions.GROUP,
          KinesisSourceOptions.GROUP,
          WatermarkOptions.GROUP,
          AnalyticsOptions.GROUP,
          SinkOptions.FIREHOSE,
          SinkOptions.ARCHIVE,
          SinkOptions.LATE,
          SinkOptions.DEAD_LETTER);

  private JobOptions() {}

  /** The property groups, in the order of the documentation. */
  public static List<OptionGroup> groups() {
    return GROUPS;
  }

  /** All settings of all groups. */
  public static Stream<Setting<?>> settings() {
    return GROUPS.stream().flatMap(group -> group.settings().stream());
  }

  /** The group of an id. */
  static Optional<OptionGroup> group(String id) {
    return GROUPS.stream().filter(group -> group.id().equals(id)).findFirst();
  }

  /** The setting of a key in a group. */
  static Optional<Setting<?>> find(String group, String key) {
    return settings().filter(it -> it.group().equals(group) && it.key().equals(key)).findFirst();
  }
}
