package io.uploadlens.compose;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.uploadlens.event.EventMetrics;
import io.uploadlens.event.RejectReason;
import io.uploadlens.infra.Template;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Prometheus asks the reporters, Grafana asks Prometheus, and the dashboard is one. */
class ComposeDashboardTest {

  private static final String DATASOURCES = "/etc/grafana/provisioning/datasources/";
  private static final String PROVIDERS = "/etc/grafana/provisioning/dashboards/";
  private static final Pattern DURATION = Pattern.compile("[0-9]+s");
  private static final int WIDTH = 24;

  private final ComposeFile compose = ComposeFile.read();

  private static YamlNode yaml(String file) throws IOException {
    Path path = Path.of("conf", "compose", file);
    return YamlNode.root(Template.parse(file, Files.readString(path)).content());
  }

  @Test
  void prometheusAsksEveryProcessOfFlinks() throws Exception {
    assertThat(compose.service("prometheus").filesByTarget)
        .as("where its image looks for it")
        .containsEntry("/etc/prometheus/prometheus.yml", "conf/compose/prometheus.yml");
    Map<String, YamlNode> top =
        yaml("prometheus.yml").map(Set.of("global", "scrape_configs"), Set.of());
    top.get("global")
        .map(Set.of("scrape_interval"), Set.of())
        .get("scrape_interval")
        .text(DURATION);
    List<Map<String, YamlNode>> jobs =
        top.get("scrape_configs")
            .list(job -> job.map(Set.of("job_name", "dns_sd_configs"), Set.of()));
    assertThat(jobs).hasSize(1);
    List<Map<String, YamlNode>> found =
        jobs.get(0)
            .get("dns_sd_configs")
            .list(dns -> dns.map(Set.of("names", "type", "port", "refresh_interval"), Set.of()));
    assertThat(found).hasSize(1);
    assertThat(found.get(0).get("type").text()).isEqualTo("A");
    assertThat(found.get(0).get("names").list(YamlNode::text))
        .containsExactly("jobmanager", "taskmanager")
        .allSatisfy(
            name -> assertThat(compose.service(name).environment).containsKey("FLINK_PROPERTIES"));
    assertThat(Integer.toString(found.get(0).get("port").number(1, 65_535)))
        .isEqualTo(FlinkProperties.ofCompose().get("metrics.reporter.prom.port"));
  }

  @Test
  void grafanaFindsPrometheusAndTheDashboard() throws Exception {
    Map<String, String> files = compose.service("grafana").filesByTarget;
    assertThat(files)
        .containsEntry(DATASOURCES + "prometheus.yaml", "conf/compose/grafana/datasource.yaml")
        .containsEntry(PROVIDERS + "uploadlens.yaml", "conf/compose/grafana/provider.yaml");
    String dashboard =
        files.entrySet().stream()
            .filter(file -> file.getValue().equals("conf/compose/grafana/uploadlens.json"))
            .map(Map.Entry::getKey)
            .findFirst()
            .orElseThrow();
    assertThat(compose.service("grafana").environment)
        .containsEntry("GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH", dashboard);

    Map<String, YamlNode> provider =
        only(yaml("grafana/provider.yaml"), "providers")
            .map(Set.of("name", "type", "options"), Set.of("disableDeletion"));
    assertThat(provider.get("type").text()).isEqualTo("file");
    assertThat(provider.get("options").map(Set.of("path"), Set.of()).get("path").text())
        .isEqualTo(Path.of(dashboard).getParent().toString());

    Map<String, YamlNode> source =
        only(yaml("grafana/datasource.yaml"), "datasources")
            .map(Set.of("name", "uid", "type", "access", "url"), Set.of("isDefault", "jsonData"));
    assertThat(source.get("url").text())
        .isEqualTo("http://prometheus:" + compose.service("prometheus").ports.get(0));
    assertThat(source.get("type").text()).isEqualTo("prometheus");
    assertThat(Dashboard.read().panels())
        .filteredOn(panel -> !panel.get("type").asText().equals("row"))
        .allSatisfy(
            panel ->
                assertThat(panel.at("/datasource/uid").asText())
                    .isEqualTo(source.get("uid").text()));
  }

  private static YamlNode only(YamlNode file, String key) {
    Map<String, YamlNode> top = file.map(Set.of("apiVersion", key), Set.of());
    assertThat(top.get("apiVersion").number(1, 1)).isEqualTo(1);
    List<YamlNode> entries = top.get(key).list(entry -> entry);
    assertThat(entries).hasSize(1);
    return entries.get(0);
  }

  @Test
  void everyPanelHasItsPlaceAndSaysWhatItShows() throws Exception {
    Set<Integer> ids = new HashSet<>();
    Set<String> taken = new HashSet<>();
    for (JsonNode panel : Dashboard.read().panels()) {
      String title = panel.get("title").asText();
      assertThat(ids.add(panel.get("id").asInt())).as("the id of " + title).isTrue();
      JsonNode place = panel.get("gridPos");
      int x = place.get("x").asInt();
      int y = place.get("y").asInt();
      assertThat(x + place.get("w").asInt()).as(title).isLessThanOrEqualTo(WIDTH);
      for (int column = x; column < x + place.get("w").asInt(); column++) {
        for (int line = y; line < y + place.get("h").asInt(); line++) {
          assertThat(taken.add(column + "," + line)).as(title + " overlaps").isTrue();
        }
      }
      if (!panel.get("type").asText().equals("row")) {
        assertThat(panel.get("type").asText()).isIn("timeseries", "stat");
        assertThat(panel.get("description").asText()).as(title).endsWith(".");
        assertThat(panel.get("targets")).as(title).isNotEmpty();
      }
    }
    assertThat(ids).hasSizeGreaterThan(25);
  }

  @Test
  void everyQueryIsWellFormed() throws Exception {
    for (Dashboard.Query query : Dashboard.read().queries()) {
      assertThat(query.metrics()).as(query.toString()).hasSize(1);
      int open = 0;
      for (char c : query.expression.toCharArray()) {
        open += "([{".indexOf(c) >= 0 ? 1 : ")]}".indexOf(c) >= 0 ? -1 : 0;
        assertThat(open).as(query.toString()).isNotNegative();
      }
      assertThat(open).as(query.toString()).isZero();
    }
  }

  @Test
  void everyReasonOfARejectionIsShown() throws Exception {
    assertThat(
            Dashboard.read().queries().stream()
                .flatMap(query -> query.metrics().stream())
                .filter(metric -> metric.contains("_" + EventMetrics.REJECTED))
                .map(metric -> metric.substring(metric.indexOf(EventMetrics.REJECTED)))
                .collect(Collectors.toList()))
        .containsExactlyInAnyOrderElementsOf(
            List.of(RejectReason.values()).stream()
                .map(reason -> EventMetrics.REJECTED + reason.label())
                .collect(Collectors.toList()));
  }
}
