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
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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
  void everyLinkOfEveryPageLeadsToAFileAndAHeading() throws IOException {
    List<Path> pages = new ArrayList<>(List.of(README, Path.of("CHANGELOG.md")));
    try (Stream<Path> files = Files.walk(Path.of("docs"))) {
      files.filter(file -> file.toString().endsWith(".md")).forEach(pages::add);
    }
    int anchors = 0;
    for (Path page : pages) {
      for (String link : matches("\\]\\(([^)]+)\\)", read(page))) {
        if (link.startsWith("http")) {
          continue;
        }
        String[] parts = link.split("#", 2);
        Path target = parts[0].isEmpty() ? page : page.resolveSibling(parts[0]).normalize();
        assertThat(target).as(page + " links to " + link).exists();
        if (parts.length == 2) {
          assertThat(headings(target)).as(page + " links to " + link).contains(parts[1]);
          anchors++;
        }
      }
    }
    assertThat(anchors).isPositive();
  }

  /** The anchors that GitHub gives a page's headings. */
  private static Set<String> headings(Path page) {
    return matches("(?m)^#+ (.+)$", read(page)).stream()
        .map(heading -> heading.toLowerCase(Locale.ROOT))
        .map(heading -> heading.replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-'))
        .collect(Collectors.toSet());
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
