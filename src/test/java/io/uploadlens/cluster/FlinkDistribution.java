package io.uploadlens.cluster;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is in the {@code lib} directory of a Flink distribution, found on the class path of the
 * tests: Flink itself and what it needs, and nothing that the job brings or only tests use.
 */
final class FlinkDistribution {

  /** Artifacts without their versions. */
  private static final Set<String> ARTIFACTS =
      Set.of(
          "async-profiler",
          "chill-java",
          "commons-cli",
          "commons-collections",
          "commons-compress",
          "commons-io",
          "commons-lang3",
          "commons-math3",
          "commons-text",
          "flink-annotations",
          "flink-clients",
          "flink-connector-base",
          "flink-connector-datagen",
          "flink-connector-files",
          "flink-core",
          "flink-core-api",
          "flink-datastream",
          "flink-datastream-api",
          "flink-dstl-dfs",
          "flink-file-sink-common",
          "flink-hadoop-fs",
          "flink-java",
          "flink-metrics-core",
          "flink-optimizer",
          "flink-queryable-state-client-java",
          "flink-rpc-akka-loader",
          "flink-rpc-core",
          "flink-runtime",
          "flink-runtime-web",
          "flink-shaded-asm-9",
          "flink-shaded-guava",
          "flink-shaded-jackson",
          "flink-shaded-netty",
          "flink-shaded-zookeeper-3",
          "flink-statebackend-changelog",
          "flink-statebackend-common",
          "flink-statebackend-rocksdb",
          "flink-streaming-java",
          "frocksdbjni",
          "javassist",
          "jsr305",
          "kryo",
          "log4j-api",
          "log4j-core",
          "log4j-slf4j-impl",
          "lz4-java",
          "minlog",
          "objenesis",
          "slf4j-api",
          "snakeyaml-engine",
          "snappy-java");

  private static final Pattern JAR = Pattern.compile("(.+?)-[0-9]+[.].*[.]jar");

  private FlinkDistribution() {}

  /**
   * Picks the distribution out of a class path.
   *
   * @return one jar of each artifact
   * @throws ClusterException if one is not there; says which
   */
  static List<Path> of(String classPath) {
    List<Path> jars = new ArrayList<>();
    Set<String> missing = new TreeSet<>(ARTIFACTS);
    for (String entry : classPath.split(File.pathSeparator, -1)) {
      Path jar = Path.of(entry);
      String artifact = artifact(jar);
      if (missing.remove(artifact)) {
        jars.add(jar);
      }
    }
    if (!missing.isEmpty()) {
      throw new ClusterException(
          "the class path of the tests lacks what a Flink cluster needs: " + missing);
    }
    return jars;
  }

  /** The name before the version, or nothing for what is no such jar. */
  private static String artifact(Path jar) {
    String name = jar.getFileName().toString();
    Matcher matcher = JAR.matcher(name);
    return matcher.matches() && !name.endsWith("-tests.jar") ? matcher.group(1) : "";
  }
}
