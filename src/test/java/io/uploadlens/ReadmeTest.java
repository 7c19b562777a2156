package io.uploadlens;

import static org.assertj.core.api.Assertions.assertThat;

import io.uploadlens.analytics.AnalyticsMetrics;
import io.uploadlens.config.JobOptions;
import io.uploadlens.event.EventMetrics;
import io.uploadlens.source.sqs.metrics.PayloadMetrics;
import io.uploadlens.source.sqs.metrics.SqsSourceMetrics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the README says is there is there. */
class ReadmeTest {

  private static final Path README = Path.of("README.md");

  private static String readme() throws IOException {
    return Files.readString(README);
  }

  private static Set<String> matches(String regex, String text) {
    Matcher matcher = Pattern.compile(regex).matcher(text);
    Set<String> found = new TreeSet<>();
    while (matcher.find()) {
      found.add(matcher.group(1));
    }
    return found;
  }

  @Test
  void everyTestThatItNamesIsThere() throws IOException {
    Set<String> named = matches("`(g[1-7][A-Za-z0-9]+)`", readme());
    Set<String> existing;
    try (Stream<Path> files = Files.walk(Path.of("src", "test", "java"))) {
      existing =
          files
              .filter(file -> file.toString().endsWith(".java"))
              .flatMap(file -> matches("void (g[1-7][A-Za-z0-9]+)\\(", read(file)).stream())
              .collect(Collectors.toSet());
    }
    assertThat(existing).containsAll(named);
    for (int guarantee = 1; guarantee <= 7; guarantee++) {
      String id = "g" + guarantee;
      assertThat(named).as("a test of " + id).anyMatch(name -> name.contains(id));
    }
  }

  @Test
  void everyLinkLeadsSomewhere() throws IOException {
    Set<String> links = matches("\\]\\(([^)#]+)\\)", readme());
    assertThat(links.stream().filter(link -> !link.startsWith("http")))
        .isNotEmpty()
        .allSatisfy(link -> assertThat(Path.of(link)).exists());
  }

  @Test
  void itsTestCommandIsTheOneThatContinuousIntegrationRuns() throws IOException {
    List<String> commands =
        Files.readAllLines(Path.of(".ci", "run")).stream()
            .filter(line -> line.startsWith("mvn"))
            .collect(Collectors.toList());
    assertThat(commands).hasSize(1);
    assertThat(readme()).contains("```\n" + commands.get(0) + "\n```");
  }

  @Test
  void everyScriptThatItNamesIsThereAndHasHelp() throws IOException {
    Set<String> scripts = matches("(scripts/[a-z]+\\.sh)", readme());
    assertThat(scripts).contains("scripts/demo.sh", "scripts/produce.sh");
    assertThat(scripts).allSatisfy(script -> assertThat(Path.of(script)).isExecutable());
  }

  @Test
  void itListsEveryMetric() throws Exception {
    Set<String> listed = matches("`([A-Za-z_]+)`", readme());
    for (Class<?> names :
        List.of(
            EventMetrics.class,
            AnalyticsMetrics.class,
            SqsSourceMetrics.class,
            PayloadMetrics.class)) {
      for (Field field : names.getFields()) {
        if (!field.getName().equals("QUEUE")) {
          assertThat(listed).as(field.toString()).contains((String) field.get(null));
        }
      }
    }
  }

  @Test
  void itListsEveryGroupOfSettings() throws IOException {
    String text = readme();
    assertThat(JobOptions.groups())
        .isNotEmpty()
        .allSatisfy(group -> assertThat(text).contains("`" + group.id() + "`"));
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
