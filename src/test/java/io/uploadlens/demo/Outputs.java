package io.uploadlens.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

/** Reads JSON lines from a bucket as they come: each object once. */
final class Outputs {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final S3Client s3;
  private final String bucket;
  private final String prefix;
  private final Set<String> seen = new HashSet<>();

  Outputs(S3Client s3, String bucket, String prefix) {
    this.s3 = s3;
    this.bucket = bucket;
    this.prefix = prefix;
  }

  /** The lines of the objects that have come since the last call. */
  List<JsonNode> next() throws IOException {
    Set<String> keys = new TreeSet<>();
    s3.listObjectsV2Paginator(request -> request.bucket(bucket).prefix(prefix)).contents().stream()
        .map(S3Object::key)
        .filter(Outputs::isData)
        .forEach(keys::add);
    List<JsonNode> lines = new ArrayList<>();
    for (String key : keys) {
      if (seen.add(key)) {
        String text =
            s3.getObjectAsBytes(request -> request.bucket(bucket).key(key)).asUtf8String();
        BufferedReader reader = new BufferedReader(new StringReader(text));
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
          lines.add(JSON.readTree(line));
        }
      }
    }
    return lines;
  }

  /** Flink's files under way begin with an underscore or a dot. */
  private static boolean isData(String key) {
    String name = key.substring(key.lastIndexOf('/') + 1);
    return !name.startsWith("_") && !name.startsWith(".");
  }
}
