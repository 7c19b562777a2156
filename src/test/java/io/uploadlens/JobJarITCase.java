package io.uploadlens;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The jar that is deployed holds what the runtime does not have, and nothing that it has. */
class JobJarITCase {

  private static final int JAVA_11 = 55;
  private static final long MOST_BYTES = 150L << 20;

  /** What Flink does not bring itself: the connectors and the Parquet format. */
  private static final List<String> OF_FLINK =
      List.of(
          "org/apache/flink/connector/aws/",
          "org/apache/flink/connector/firehose/",
          "org/apache/flink/connector/kinesis/",
          "org/apache/flink/connector/sqs/",
          "org/apache/flink/formats/avro/",
          "org/apache/flink/formats/parquet/",
          "org/apache/flink/kinesis/shaded/",
          "org/apache/flink/streaming/connectors/kinesis/");

  /**
   * What Flink loads from its own class path before it looks into a job's jar, or only tests use.
   */
  private static final List<String> NOT_OURS =
      List.of(
          "com/amazonaws/services/kinesisanalytics/",
          "com/esotericsoftware/",
          "org/apache/log4j/",
          "org/apache/logging/",
          "org/rocksdb/",
          "org/slf4j/",
          "ch/qos/logback/",
          "scala/",
          "org/junit/",
          "org/assertj/",
          "net/jqwik/",
          "org/elasticmq/",
          "io/uploadlens/localaws/",
          "io/uploadlens/testing/",
          "io/uploadlens/benchmark/",
          "amazon-kinesis-producer-native-binaries/",
          "cacerts/");

  /** In the Kinesis connector's jar as well, and broken there: see the pom. */
  private static final List<String> TWICE_ON_THE_CLASS_PATH =
      List.of(
          "org/apache/flink/connector/aws/sink/throwable/AWSExceptionClassifierUtil.class",
          "org/apache/flink/connector/aws/sink/throwable/AWSExceptionHandler.class",
          "org/apache/flink/connector/aws/table/util/AWSOptionUtils.class",
          "org/apache/flink/connector/aws/table/util/AsyncClientOptionsUtils.class");

  private static Path path;
  private static JarFile jar;
  private static List<String> names;

  @BeforeAll
  static void open() throws IOException {
    String property = System.getProperty("uploadlens.jar");
    assertThat(property).as("system property uploadlens.jar, set by failsafe").isNotNull();
    path = Path.of(property);
    assertThat(path).as("the shaded jar of the package phase").isRegularFile();
    jar = new JarFile(path.toFile());
    names = jar.stream().map(JarEntry::getName).collect(Collectors.toList());
  }

  @AfterAll
  static void close() throws IOException {
    if (jar != null) {
      jar.close();
    }
  }

  @Test
  void everyClassLoadsOnJava11() throws IOException {
    List<String> tooNew = new ArrayList<>();
    for (String name : classes()) {
      try (DataInputStream in = new DataInputStream(open(name))) {
        in.readInt();
        in.readUnsignedShort();
        int major = in.readUnsignedShort();
        if (major > JAVA_11) {
          tooNew.add(name + " has major version " + major);
        }
      }
    }
    assertThat(tooNew).isEmpty();
    assertThat(classes()).hasSizeGreaterThan(1_000);
  }

  @Test
  void nothingThatTheRuntimeBringsIsInside() {
    assertThat(names)
        .filteredOn(it -> it.startsWith("org/apache/flink/") && !it.endsWith("/"))
        .allMatch(it -> OF_FLINK.stream().anyMatch(it::startsWith));
    assertThat(names).noneMatch(it -> NOT_OURS.stream().anyMatch(it::startsWith));
  }

  @Test
  void theConnectorsThatTheJobNeedsAreInside() {
    assertThat(names)
        .contains(
            "org/apache/flink/streaming/connectors/kinesis/FlinkKinesisConsumer.class",
            "org/apache/flink/connector/firehose/sink/KinesisFirehoseSink.class",
            "org/apache/flink/connector/sqs/sink/SqsSink.class",
            "org/apache/flink/formats/parquet/ParquetWriterFactory.class",
            "software/amazon/awssdk/services/sqs/SqsAsyncClient.class");
  }

  @Test
  void theClassesThatAreTwiceOnTheClassPathAreThoseOfTheAwsBase() throws IOException {
    for (String name : TWICE_ON_THE_CLASS_PATH) {
      List<URL> all = Collections.list(getClass().getClassLoader().getResources(name));
      List<URL> base =
          all.stream()
              .filter(it -> it.getPath().contains("/flink-connector-aws-base-"))
              .collect(Collectors.toList());
      assertThat(base).as("%s in flink-connector-aws-base", name).hasSize(1);
      assertThat(all).as("%s is in two jars, as the pom says", name).hasSize(2);
      try (InputStream expected = base.get(0).openStream();
          InputStream actual = open(name)) {
        assertThat(actual.readAllBytes()).as(name).isEqualTo(expected.readAllBytes());
      }
    }
    // And there is no fifth one: all classes of that package come from the base.
    Set<String> inJar =
        names.stream()
            .filter(it -> it.startsWith("org/apache/flink/connector/aws/") && it.endsWith(".class"))
            .collect(Collectors.toCollection(TreeSet::new));
    for (String name : inJar) {
      assertThat(Collections.list(getClass().getClassLoader().getResources(name)))
          .as(name)
          .anyMatch(it -> it.getPath().contains("/flink-connector-aws-base-"));
    }
  }

  @Test
  void theMainClassIsTheJob() throws IOException {
    String main = jar.getManifest().getMainAttributes().getValue("Main-Class");
    assertThat(main).isEqualTo("io.uploadlens.StreamingJob");
    assertThat(names).contains(main.replace('.', '/') + ".class");
  }

  @Test
  void serviceFilesAreMerged() throws IOException {
    assertThat(providers("org.apache.flink.table.factories.Factory"))
        .anyMatch(it -> it.contains(".kinesis."))
        .anyMatch(it -> it.contains(".firehose."))
        .anyMatch(it -> it.contains(".sqs."));
    assertThat(providers("software.amazon.awssdk.http.SdkHttpService"))
        .contains("software.amazon.awssdk.http.apache.ApacheSdkHttpService");
    assertThat(providers("software.amazon.awssdk.http.async.SdkAsyncHttpService"))
        .contains("software.amazon.awssdk.http.nio.netty.NettySdkAsyncHttpService");
    assertThat(names).as("each service has one file").doesNotHaveDuplicates();
  }

  @Test
  void everyProviderOfTheSdkAndOfJacksonIsInside() throws IOException {
    List<String> missing = new ArrayList<>();
    for (String name : names) {
      if (name.startsWith("META-INF/services/software.amazon.awssdk.")
          || name.startsWith("META-INF/services/com.fasterxml.jackson.")
          || name.startsWith("META-INF/services/javax.xml.")) {
        for (String provider : providers(name.substring("META-INF/services/".length()))) {
          if (!names.contains(provider.replace('.', '/') + ".class")) {
            missing.add(name + " names " + provider);
          }
        }
      }
    }
    assertThat(missing).isEmpty();
  }

  @Test
  void noSignatureOfAnotherJarIsInside() {
    assertThat(names).noneMatch(it -> it.matches("META-INF/[^/]+\\.(SF|DSA|RSA|EC)"));
    assertThat(names).noneMatch(it -> it.endsWith("module-info.class"));
  }

  @Test
  void isNotTooLarge() throws IOException {
    assertThat(Files.size(path)).isLessThan(MOST_BYTES);
  }

  private static List<String> classes() {
    return names.stream().filter(it -> it.endsWith(".class")).collect(Collectors.toList());
  }

  private static Set<String> providers(String service) throws IOException {
    try (InputStream in = open("META-INF/services/" + service)) {
      return Stream.of(new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\\R", -1))
          .map(it -> it.replaceAll("#.*", "").trim())
          .filter(it -> !it.isEmpty())
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  private static InputStream open(String name) throws IOException {
    JarEntry entry = jar.getJarEntry(name);
    assertThat(entry).as(name).isNotNull();
    return jar.getInputStream(entry);
  }
}
