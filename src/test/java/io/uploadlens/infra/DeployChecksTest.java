package io.uploadlens.infra;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code scripts/deploy.sh up} finds out beforehand what would else fail after minutes. */
class DeployChecksTest {

  @TempDir private Path directory;
  private DeployScript script;

  @BeforeEach
  void anAccountWithNothingInIt() throws Exception {
    script = new DeployScript(directory);
  }

  private void up(String... parameters) throws Exception {
    List<String> command = new ArrayList<>(List.of("up", "--jar", script.jar()));
    for (String parameter : parameters) {
      command.addAll(List.of("--parameter", parameter));
    }
    script.run(command.toArray(String[]::new));
  }

  private void isRefused(String... words) {
    assertThat(script.status()).isEqualTo(1);
    assertThat(script.err()).contains(words);
    assertThat(script.changes()).allMatch(it -> it.startsWith("sts "));
  }

  private void isDone() {
    assertThat(script.status()).as(script.err()).isZero();
    assertThat(script.changes())
        .anyMatch(it -> it.startsWith("cloudformation deploy --stack-name uploadlens --"));
  }

  @Test
  void aBucketThatIsNotThereIsNamed() throws Exception {
    script.failing("*get-bucket-location --bucket missing*", "An error occurred (NoSuchBucket)");
    up("BucketNames=uploads-a,missing");
    isRefused("there is no bucket missing", "NewBucketName=missing");
    up("BucketNames=uploads-a,missing", "NewBucketName=missing");
    isDone();
  }

  @Test
  void aBucketOfAnotherRegionIsNamed() throws Exception {
    script.with("location-uploads-b", "eu-west-3\n");
    up("BucketNames=uploads-a, uploads-b");
    isRefused("the bucket uploads-b is in eu-west-3", "give --region eu-west-3");
    script.with("location-uploads-b", "None\n");
    up("BucketNames=uploads-b");
    isRefused("is in us-east-1");
    script.with("location-uploads-b", "EU\n");
    up("BucketNames=uploads-b");
    isRefused("is in eu-west-1");
  }

  @Test
  void aBucketThatCanNotBeAskedOrIsAnothersStopsNothing() throws Exception {
    script.failing("*get-bucket-location*", "An error occurred (AccessDenied)");
    up("BucketNames=uploads-a");
    isDone();
    assertThat(script.err()).contains("note: where the bucket uploads-a is", "AccessDenied");
    up("BucketNames=uploads-a", "BucketAccount=111111111111");
    isDone();
    assertThat(script.calls()).noneMatch(it -> it.contains("get-bucket-location"));
  }

  @Test
  void whatAnEarlierStackKeptIsNamedWithTheWaysOut() throws Exception {
    script.with("kept", "uploadlens-uploads\nuploadlens-dead-letter\nstream uploadlens-uploads\n");
    up("BucketNames=uploads-a", "StreamMode=provisioned");
    isRefused(
        "https://kept/uploadlens-uploads https://kept/uploadlens-dead-letter",
        " stream uploadlens-uploads.",
        "another --stack",
        "scripts/deploy.sh destroy --delete-data --stack uploadlens");
    script.with("kept", "stream uploadlens-uploads\n");
    up("BucketNames=uploads-a", "StreamMode=on-demand");
    isRefused("stream uploadlens-uploads.");
  }

  @Test
  void whatIsNotInTheWayMayStay() throws Exception {
    script.with("kept", "stream uploadlens-uploads\nother-uploads\nbucket uploads-a\n");
    up("BucketNames=uploads-a", "ResultsBucketName=results");
    isDone();
  }

  @Test
  void aBucketThatTheStackWouldMakeMustNotBeThere() throws Exception {
    script.with("kept", "bucket results\n");
    up("BucketNames=uploads-a", "ResultsBucketName=results");
    isRefused("the stack makes the bucket results, as ResultsBucketName says");
    script.failing("*head-bucket --bucket taken*", "An error occurred (403): Forbidden");
    up("BucketNames=taken", "NewBucketName=taken");
    isRefused("as NewBucketName says", "Forbidden");
  }

  @Test
  void g1FromOneWayToTheOtherGoesThroughBoth() throws Exception {
    script.deployed();
    up("Delivery=eventbridge");
    isRefused("uploads of some minutes would be lost", "Delivery=both");
    script.with("made", "None\n").with("topic-of-uploads-b", "uploadlens-uploads\n");
    up("Delivery=eventbridge");
    isRefused("Delivery=both");
    script.with("topic-of-uploads-b", "None\n");
    up("Delivery=eventbridge");
    isDone();
    script.with("delivery", "eventbridge\n");
    up("Delivery=sns");
    isRefused("Delivery=both", "later with Delivery=sns");
    up("Delivery=both");
    isDone();
    script.with("delivery", "both\n");
    up("Delivery=sns");
    isDone();
  }

  @Test
  void g1WhetherTheTopicIsInUseIsNotGuessed() throws Exception {
    script.deployed().with("made", "None\n").with("topic-of-uploads-b", "uploadlens-uploads\n");
    script.failing("*ParameterKey=='BucketNames'*", "An error occurred (Throttling)");
    up("Delivery=eventbridge");
    assertThat(script.status()).isNotZero();
    assertThat(script.err()).contains("Throttling");
    assertThat(script.changes()).allMatch(it -> it.startsWith("sts "));
  }

  @Test
  void aWarningOfTheCliIsNoAnswer() throws Exception {
    script.with("warning", "Note: AWS CLI version 1 has entered maintenance mode.\n");
    up("BucketNames=uploads-a");
    isDone();
    assertThat(script.err()).contains("account 000000000000, region");
  }

  @Test
  void whatBelongsToTheStackIsNotInItsWay() throws Exception {
    script.deployed().with("kept", "uploadlens-uploads\n");
    up("BucketNames=uploads-a");
    isDone();
  }

  @Test
  void aQuestionThatFailsIsNotAnAnswer() throws Exception {
    script.failing("*get-queue-url*", "An error occurred (AccessDenied)");
    up("BucketNames=uploads-a");
    isRefused("AccessDenied");
  }

  @Test
  void aFrontDoorNeedsARoleToLogWith() throws Exception {
    String[] frontDoor = {"BucketNames=uploads-a", "StreamMode=on-demand", "FrontDoor=true"};
    up(frontDoor);
    isRefused("API Gateway has no role to write logs", "FrontDoorLoggingRole=create");
    up("BucketNames=uploads-a", "FrontDoor=true", "FrontDoorLoggingRole=create");
    isDone();
    script.with("logging-role", "arn:aws:iam::000000000000:role/logs\n");
    up(frontDoor);
    isDone();
  }

  @Test
  void destroyFindsWhatAStackThatIsGoneHasKept() throws Exception {
    script.with("kept", "uploadlens-uploads\nstream uploadlens-uploads\n");
    script.run("destroy", "--delete-data", "--yes", "--yes");
    assertThat(script.status()).as(script.err()).isZero();
    assertThat(script.changes())
        .contains(
            "sqs delete-queue --queue-url https://kept/uploadlens-uploads",
            "kinesis delete-stream --stream-name uploadlens-uploads --enforce-consumer-deletion");
    assertThat(script.err()).contains("the name of its results bucket: delete that yourself");
  }

  @Test
  void aSnapshotsNameIsCheckedBeforeItIsSent() throws Exception {
    script.deployed().run("start", "--snapshot", "x\",\"AllowNonRestoredState\":\"true");
    assertThat(script.status()).isEqualTo(1);
    assertThat(script.err()).contains("must be a snapshot's name");
    assertThat(script.calls()).isEmpty();
  }
}
