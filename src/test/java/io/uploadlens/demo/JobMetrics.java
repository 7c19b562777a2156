package io.uploadlens.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.apache.flink.api.common.JobID;

/** Reads the job's counters through Flink's REST interface, as a dashboard would. */
final class JobMetrics {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
  private final URI rest;
  private final JobID job;

  JobMetrics(URI rest, JobID job) {
    this.rest = rest;
    this.job = job;
  }

  /** The sum of a counter of ours over all operators and subtasks. */
  long sum(String counter) throws IOException, InterruptedException {
    long sum = 0;
    for (JsonNode vertex : get("").get("vertices")) {
      String metrics = "/vertices/" + vertex.get("id").asText() + "/subtasks/metrics";
      StringBuilder names = new StringBuilder();
      for (JsonNode metric : get(metrics)) {
        if (metric.get("id").asText().endsWith(".kinesisanalytics." + counter)) {
          names.append(names.length() == 0 ? "" : ",").append(metric.get("id").asText());
        }
      }
      if (names.length() > 0) {
        String query = URLEncoder.encode(names.toString(), StandardCharsets.UTF_8);
        for (JsonNode metric : get(metrics + "?get=" + query)) {
          sum += metric.get("sum").asLong();
        }
      }
    }
    return sum;
  }

  private JsonNode get(String path) throws IOException, InterruptedException {
    URI uri = URI.create(rest + "/jobs/" + job + path);
    HttpResponse<byte[]> response =
        http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofByteArray());
    if (response.statusCode() != 200) {
      throw new IOException(uri + " answered " + response.statusCode());
    }
    return JSON.readTree(response.body());
  }
}
