package io.uploadlens.compose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.uploadlens.localaws.LocalAws;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.configuration.RestOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code docker-compose.yml} as a file: what Compose takes, and who is called by which name. */
class ComposeFileTest {

  /** Its image has a health check of its own, so the file has none. */
  private static final String EMULATOR = "floci";

  /** End when they are done. */
  private static final List<String> STEPS = List.of("init", "submit");

  private static final Pattern URL =
      Pattern.compile("http://([a-z0-9.-]+):([0-9]+)|(?<![a-z])([a-z]+):([0-9]{4,5})(?![0-9:])");

  private static final Pattern ACCOUNT = Pattern.compile("(?<![0-9])[0-9]{12}(?![0-9])");

  private final ComposeFile compose = ComposeFile.read();

  @Test
  void everyServiceIsThere() {
    assertThat(compose.services().keySet())
        .containsExactly(
            "floci",
            "init",
            "jobmanager",
            "taskmanager",
            "submit",
            "uploads",
            "events",
            "prometheus",
            "grafana");
    assertThat(compose.services().values().stream().filter(service -> !service.profiles.isEmpty()))
        .as("what only the profile starts")
        .extracting(service -> service.name + " " + service.profiles)
        .containsExactly("uploads [producer]", "events [producer]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "command: [taskmanager] | comand: [taskmanager] | services.taskmanager: the key 'comand' is not known",
        "image: prom/prometheus:v3.5.0 | image: prom/prometheus | services.prometheus.image: 'prom/prometheus' must match",
        "image: prom/prometheus:v3.5.0 | image: prom/prometheus:latest | services.prometheus.image: 'prom/prometheus:latest' must match",
        "127.0.0.1:8081:8081 | 8081:8081 | services.jobmanager.ports[0]: '8081:8081' must match",
        "127.0.0.1:8081:8081 | 127.0.0.1:8082:8081 | services.jobmanager.ports[0]: a service has the same port",
        "AWS_REGION: us-east-1 | AWS_REGION: 1 | services.init.environment.AWS_REGION: a text is needed, not 1",
        "init.sh:ro | init.sh | services.init.volumes[0]: './conf/compose/init.sh:/opt/uploadlens/init.sh' must match",
        "condition: service_healthy | condition: healthy | services.init.depends_on.floci.condition: must be one of",
        "retries: 40 | retries: '40' | services.jobmanager.healthcheck.retries: a whole number from 1 to 100 is needed, not 40",
        "interval: 3s | interval: 3 | services.jobmanager.healthcheck.interval: a text is needed, not 3",
        "entrypoint: [bash, | entrypoint: [$SHELL, | services.init.entrypoint[0]: '$SHELL' has a dollar in it",
        "name: uploadlens | name: Upload Lens | name: 'Upload Lens' must match",
      })
  void whatComposeOrThisProjectDoesNotTakeIsTold(String good, String bad, String error) {
    String text = ComposeFile.text();
    assertThat(text).contains(good);
    assertThatThrownBy(
            () ->
                ComposeFile.parse(
                    text.replaceFirst(Pattern.quote(good), Matcher.quoteReplacement(bad))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(error);
  }

  @Test
  void everyServiceWaitsForWhatThereIsAndForWhatCanBecomeTrue() {
    compose
        .services()
        .values()
        .forEach(
            service ->
                service.dependsOn.forEach(
                    (name, condition) -> {
                      ComposeService other = compose.service(name);
                      assertThat(other.profiles).as(name + " starts always").isEmpty();
                      assertThat(condition.equals("service_completed_successfully"))
                          .as(service.name + " waits until " + name + " has ended")
                          .isEqualTo(STEPS.contains(name));
                      if (condition.equals("service_healthy")) {
                        assertThat(!other.healthCheck.isEmpty() || name.equals(EMULATOR))
                            .as(name + " has a health check")
                            .isTrue();
                      }
                      assertThat(position(name))
                          .as(
                              name
                                  + " stands before "
                                  + service.name
                                  + ", so nothing waits in a circle")
                          .isLessThan(position(service.name));
                    }));
    assertThat(compose.service("submit").dependsOn).containsKeys("jobmanager", "taskmanager");
    assertThat(compose.service("jobmanager").dependsOn).containsKey("init");
  }

  private int position(String name) {
    return new ArrayList<>(compose.services().keySet()).indexOf(name);
  }

  @Test
  void everyMountedFileIsThereAndTheJarIsTheOneThatMavenMakes() throws IOException {
    ProjectPom pom = ProjectPom.read();
    for (ComposeService service : compose.services().values()) {
      service.filesByTarget.forEach(
          (target, file) -> {
            if (file.startsWith("target/")) {
              assertThat(file).as(service.name).isEqualTo(pom.jar());
              assertThat(target).isEqualTo("/opt/uploadlens/uploadlens.jar");
            } else {
              assertThat(Path.of(file)).as(service.name).isRegularFile();
            }
          });
    }
    assertThat(compose.services().values())
        .filteredOn(service -> service.filesByTarget.containsValue(pom.jar()))
        .extracting(service -> service.name)
        .containsExactly("submit", "uploads", "events");
  }

  @Test
  void everyFileForTheContainersIsMounted() throws IOException {
    List<String> mounted =
        compose.services().values().stream()
            .flatMap(service -> service.filesByTarget.values().stream())
            .collect(Collectors.toList());
    assertThat(files()).allSatisfy(file -> assertThat(mounted).contains(file.toString()));
  }

  @Test
  void flinksImageIsTheVersionOfThePomAndItsPluginToo() throws IOException {
    ProjectPom pom = ProjectPom.read();
    String version = pom.property("flink.version");
    String java = "java" + pom.property("maven.compiler.release");
    assertThat(compose.services().values())
        .filteredOn(service -> service.repository().equals("flink"))
        .allSatisfy(
            service ->
                assertThat(service.tag())
                    .as(service.name)
                    .isEqualTo(version + "-scala_2.12-" + java))
        .hasSize(5);
    assertThat(compose.services().values())
        .filteredOn(service -> service.environment.containsKey("ENABLE_BUILT_IN_PLUGINS"))
        .extracting(service -> service.environment.get("ENABLE_BUILT_IN_PLUGINS"))
        .containsOnly("flink-s3-fs-hadoop-" + version + ".jar")
        .hasSize(3);
  }

  /** Every address in the file, in what it mounts and in its page, by who is meant. */
  @Test
  void everyAddressIsOfAServiceAndItsPort() throws IOException {
    Map<String, String> ports = ports();
    List<Path> texts = new ArrayList<>(files());
    texts.add(Path.of("docker-compose.yml"));
    texts.add(Path.of("docs", "compose.md"));
    int found = 0;
    for (Path file : texts) {
      Matcher url = URL.matcher(Files.readString(file));
      while (url.find()) {
        String host = url.group(1) == null ? url.group(3) : url.group(1);
        String port = url.group(1) == null ? url.group(4) : url.group(2);
        if (host.equals("localhost") || host.equals("127.0.0.1")) {
          assertThat(ports.values()).as(url.group() + " in " + file).contains(port);
        } else {
          assertThat(ports).as(url.group() + " in " + file).containsEntry(host, port);
        }
        found++;
      }
    }
    assertThat(found).isGreaterThanOrEqualTo(20);
  }

  private Map<String, String> ports() {
    Map<String, String> ports = new TreeMap<>();
    compose
        .services()
        .values()
        .forEach(service -> service.ports.forEach(port -> ports.put(service.name, "" + port)));
    assertThat(ports)
        .containsOnlyKeys("floci", "jobmanager", "prometheus", "grafana")
        .containsEntry("jobmanager", RestOptions.PORT.defaultValue().toString());
    ports.put("taskmanager", FlinkProperties.ofCompose().get("metrics.reporter.prom.port"));
    return ports;
  }

  @Test
  void everyHealthCheckAsksItsOwnService() {
    Map<String, String> ports = ports();
    compose
        .services()
        .values()
        .forEach(
            service -> {
              if (!service.healthCheck.isEmpty()) {
                List<String> check = service.healthCheck;
                assertThat(check.get(check.size() - 1))
                    .as(service.name)
                    .startsWith("http://localhost:" + ports.get(service.name) + "/");
              }
            });
  }

  @Test
  void accountRegionAndCredentialsAreThoseOfTheLocalSettings() throws IOException {
    for (Path file : files()) {
      assertThat(accounts(Files.readString(file))).as(file.toString()).isSubsetOf(LocalAws.ACCOUNT);
    }
    assertThat(accounts(ComposeFile.text())).containsOnly(LocalAws.ACCOUNT);
    for (String name : List.of("init", "uploads", "events")) {
      assertThat(compose.service(name).environment)
          .as(name)
          .containsEntry("AWS_REGION", LocalAws.REGION)
          .containsEntry("AWS_ACCESS_KEY_ID", LocalAws.ACCESS_KEY_ID)
          .containsEntry("AWS_SECRET_ACCESS_KEY", LocalAws.SECRET_ACCESS_KEY);
    }
    assertThat(compose.service(EMULATOR).environment)
        .containsEntry("FLOCI_DEFAULT_REGION", LocalAws.REGION)
        .containsEntry("FLOCI_DEFAULT_ACCOUNT_ID", LocalAws.ACCOUNT)
        .as("queue URLs begin with the service's name")
        .containsEntry("FLOCI_HOSTNAME", EMULATOR);
  }

  private static List<String> accounts(String text) {
    return ACCOUNT
        .matcher(text)
        .results()
        .map(result -> result.group())
        .collect(Collectors.toList());
  }

  /** The files below {@code conf/compose/}. */
  private static List<Path> files() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("conf", "compose"))) {
      List<Path> found = files.filter(Files::isRegularFile).collect(Collectors.toList());
      assertThat(found).hasSizeGreaterThanOrEqualTo(6);
      return found;
    }
  }
}
