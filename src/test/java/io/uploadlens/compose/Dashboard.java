package io.uploadlens.compose;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Grafana's dashboard of the job. */
final class Dashboard {

  private static final Path FILE = Path.of("conf", "compose", "grafana", "uploadlens.json");
  private static final Pattern METRIC = Pattern.compile("\\bflink_[A-Za-z0-9_]+");
  private static final Pattern GROUPING = Pattern.compile("\\bby \\(([a-z_A-Z, ]+)\\)");
  private static final Pattern LEGEND = Pattern.compile("\\{\\{([A-Za-z_]+)}}");
  private static final Pattern SELECTION = Pattern.compile("\\{([A-Za-z_]+)=~\"([^\"]+)\"}");

  private final JsonNode content;

  private Dashboard(JsonNode content) {
    this.content = content;
  }

  static Dashboard read() throws IOException {
    return new Dashboard(new ObjectMapper().readTree(FILE.toFile()));
  }

  JsonNode content() {
    return content;
  }

  /** All panels, rows among them. */
  List<JsonNode> panels() {
    List<JsonNode> panels = new ArrayList<>();
    content.get("panels").forEach(panels::add);
    return panels;
  }

  /** What is asked of Prometheus. */
  List<Query> queries() {
    List<Query> queries = new ArrayList<>();
    for (JsonNode panel : panels()) {
      for (JsonNode target : panel.path("targets")) {
        queries.add(
            new Query(
                panel.get("title").asText(),
                target.get("expr").asText(),
                target.get("legendFormat").asText()));
      }
    }
    return queries;
  }

  /** A query of a panel. */
  static final class Query {

    final String panel;
    final String expression;
    final String legend;

    Query(String panel, String expression, String legend) {
      this.panel = panel;
      this.expression = expression;
      this.legend = legend;
    }

    /** The metrics in it. */
    Set<String> metrics() {
      return found(METRIC, expression);
    }

    /** The labels that it selects or groups by, or that its legend shows. */
    Set<String> labels() {
      Set<String> labels = new TreeSet<>();
      Matcher selection = SELECTION.matcher(expression);
      while (selection.find()) {
        labels.add(selection.group(1));
      }
      for (String grouping : found(GROUPING, expression)) {
        labels.addAll(List.of(grouping.split(", *", -1)));
      }
      labels.addAll(found(LEGEND, legend));
      return labels;
    }

    /** Whether a series with these labels is among those that it selects. */
    boolean selects(Map<String, String> labels) {
      Matcher selection = SELECTION.matcher(expression);
      return !selection.find()
          || labels.getOrDefault(selection.group(1), "").matches(selection.group(2));
    }

    private static Set<String> found(Pattern pattern, String text) {
      Set<String> found = new TreeSet<>();
      Matcher matcher = pattern.matcher(text);
      while (matcher.find()) {
        found.add(matcher.group(matcher.groupCount()));
      }
      return found;
    }

    @Override
    public String toString() {
      return panel + ": " + expression;
    }
  }
}
