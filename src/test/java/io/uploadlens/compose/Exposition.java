package io.uploadlens.compose;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a reporter tells Prometheus, in its <a
 * href="https://prometheus.io/docs/instrumenting/exposition_formats/">text format</a>.
 */
final class Exposition {

  private static final Pattern SAMPLE =
      Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{(.*)})? (\\S+)");

  private static final Pattern LABEL =
      Pattern.compile("([a-zA-Z_]\\w*)=\"((?:[^\"\\\\]|\\\\.)*)\"");

  private final List<Sample> samples = new ArrayList<>();

  /** Reads a text. */
  static Exposition parse(String text) {
    Exposition exposition = new Exposition();
    text.lines()
        .filter(line -> !line.isEmpty() && !line.startsWith("#"))
        .forEach(line -> exposition.samples.add(sample(line)));
    return exposition;
  }

  private static Sample sample(String line) {
    Matcher sample = SAMPLE.matcher(line);
    if (!sample.matches()) {
      throw new IllegalArgumentException("no sample: " + line);
    }
    Map<String, String> labels = new TreeMap<>();
    if (sample.group(2) != null) {
      Matcher label = LABEL.matcher(sample.group(2));
      while (label.find()) {
        labels.put(label.group(1), label.group(2));
      }
    }
    return new Sample(sample.group(1), labels, Double.parseDouble(sample.group(3)));
  }

  /** The samples of a metric. */
  List<Sample> of(String metric) {
    return samples.stream().filter(it -> it.metric.equals(metric)).collect(Collectors.toList());
  }

  double sum(String metric) {
    return of(metric).stream().mapToDouble(sample -> sample.value).sum();
  }

  static final class Sample {

    final String metric;
    final Map<String, String> labels;
    final double value;

    private Sample(String metric, Map<String, String> labels, double value) {
      this.metric = metric;
      this.labels = labels;
      this.value = value;
    }
  }
}
