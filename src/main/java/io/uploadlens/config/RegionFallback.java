package io.uploadlens.config;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Takes the region from the environment where it is not set. */
final class RegionFallback {

  /** In the order in which they are asked. */
  static final List<String> VARIABLES = List.of("AWS_REGION", "AWS_DEFAULT_REGION");

  private RegionFallback() {}

  /**
   * Puts the region into the group {@code aws}, unless it is there.
   *
   * @param groups replaced in place where the environment gives the region
   * @return what is wrong; empty if a region is set
   */
  static List<String> apply(
      Map<String, Map<String, String>> groups, Map<String, String> environment) {
    Setting<String> region = AwsOptions.REGION;
    Map<String, String> aws = new TreeMap<>(groups.getOrDefault(region.group(), Map.of()));
    if (aws.containsKey(region.key())) {
      return List.of();
    }
    for (String variable : VARIABLES) {
      String value = environment.getOrDefault(variable, "");
      if (!value.isEmpty()) {
        if (region.parse(value).isEmpty()) {
          return List.of(
              region.name()
                  + " is not set, and the environment variable "
                  + variable
                  + " = \""
                  + value
                  + "\" is none: must be "
                  + region.allowed());
        }
        aws.put(region.key(), value);
        groups.put(region.group(), aws);
        return List.of();
      }
    }
    return List.of(
        region.name()
            + " is not set, and neither is the environment variable "
            + String.join(" or ", VARIABLES)
            + ": must be "
            + region.allowed());
  }
}
