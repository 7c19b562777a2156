package io.uploadlens.infra;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.burt.jmespath.jackson.JacksonRuntime;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The query with which {@code scripts/deploy.sh} merges a bucket's notifications leaves those of
 * others as they are: S3 replaces them all at once.
 */
class NotificationMergeTest {

  private static final String OTHERS =
      "{\"TopicConfigurations\":[{\"Id\":\"theirs\",\"TopicArn\":\"t\",\"Events\":[\"s3:ObjectAcl:Put\"]}],"
          + "\"QueueConfigurations\":[{\"Id\":\"q\"}],"
          + "\"LambdaFunctionConfigurations\":[{\"Id\":\"f\"}],\"EventBridgeConfiguration\":{}}";

  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path directory;

  /** What the script would set, of what is set now. */
  private JsonNode merged(String command, String delivery, String now) throws Exception {
    String wanted =
        new Evaluation(
                Template.read("ingest.yaml"),
                Map.of("BucketNames", "uploads-a", "Delivery", delivery, "KeyPrefix", "in/"))
            .output("NotificationConfiguration")
            .replace("<Topic>", "arn:topic");
    DeployScript script =
        new DeployScript(Files.createTempDirectory(directory, "run"))
            .with("stack-uploadlens", "")
            .with("wanted", wanted + "\n")
            .run(command);
    assertThat(script.status()).as(script.err()).isZero();
    String call =
        script.calls().stream()
            .filter(it -> it.contains("get-bucket-notification-configuration"))
            .findFirst()
            .orElseThrow();
    String query = call.substring(call.indexOf("--query ") + "--query ".length());
    return new JacksonRuntime().compile(query).search(JSON.readTree(now));
  }

  @Test
  void aBucketWithoutNotificationsGetsOurs() throws Exception {
    JsonNode set = merged("connect", "sns", "{}");
    assertThat(set.fieldNames()).toIterable().containsExactly("TopicConfigurations");
    JsonNode ours = set.get("TopicConfigurations").get(0);
    assertThat(set.get("TopicConfigurations")).hasSize(1);
    assertThat(ours.get("Id").asText()).isEqualTo("uploadlens-uploads");
    assertThat(ours.get("TopicArn").asText()).isEqualTo("arn:topic");
    assertThat(ours.get("Events")).isNotEmpty();
    assertThat(ours.at("/Filter/Key/FilterRules/0/Value").asText()).isEqualTo("in/");
  }

  @Test
  void whatOthersSetStaysAndOursIsThereOnce() throws Exception {
    JsonNode once = merged("connect", "sns", OTHERS);
    JsonNode twice = merged("connect", "both", once.toString());
    for (JsonNode set : new JsonNode[] {once, twice}) {
      assertThat(set.get("TopicConfigurations")).hasSize(2);
      assertThat(set.get("TopicConfigurations").get(0))
          .isEqualTo(JSON.readTree(OTHERS).get("TopicConfigurations").get(0));
      for (String field :
          new String[] {
            "QueueConfigurations", "LambdaFunctionConfigurations", "EventBridgeConfiguration"
          }) {
        assertThat(set.get(field)).isEqualTo(JSON.readTree(OTHERS).get(field));
      }
    }
  }

  @Test
  void movingToEventBridgeTakesTheTopicAway() throws Exception {
    JsonNode set = merged("connect", "eventbridge", merged("connect", "sns", "{}").toString());
    assertThat(set.get("TopicConfigurations")).isEmpty();
    assertThat(set.get("EventBridgeConfiguration")).isEqualTo(JSON.createObjectNode());
  }

  @Test
  void disconnectingTakesOursAwayAlone() throws Exception {
    JsonNode connected = merged("connect", "sns", OTHERS);
    assertThat(merged("disconnect", "sns", connected.toString())).isEqualTo(JSON.readTree(OTHERS));
    assertThat(merged("disconnect", "sns", "{}").get("TopicConfigurations")).isEmpty();
  }
}
