package io.uploadlens.infra;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code scripts/deploy.sh} sets everything up, and says what is wrong where it can't. */
class DeployScriptTest {

  @TempDir private Path directory;
  private DeployScript script;

  @BeforeEach
  void anAccountWithNothingInIt() throws Exception {
    script = new DeployScript(directory);
  }

  @AfterEach
  void nothingIsLeftBehind() throws Exception {
    assertThat(script.leftovers()).isEmpty();
  }

  private DeployScript up(String... more) throws Exception {
    return script.run(
        List.of(
                List.of("up", "--jar", script.jar(), "--parameter", "BucketNames=uploads-a"),
                List.of(more))
            .stream()
            .flatMap(List::stream)
            .toArray(String[]::new));
  }

  @Test
  void upMakesEverythingFromNothing() throws Exception {
    up("--parameter", "Windows=TUMBLE(size 1 min); HOP(size 1 h, slide 5 min)");
    assertThat(script.status()).as(script.err()).isZero();
    List<String> changes = script.changes();
    assertThat(changes.get(0))
        .startsWith("cloudformation deploy --stack-name uploadlens-artifacts ")
        .contains("--no-fail-on-empty-changeset");
    assertThat(changes.get(1))
        .matches("s3 cp .*uploadlens.jar s3://.*/jars/uploadlens-\\w{16}.jar");
    String pipeline =
        changes.stream()
            .filter(it -> it.contains("infra/pipeline.yaml --no"))
            .findFirst()
            .orElseThrow();
    assertThat(pipeline)
        .contains("--capabilities CAPABILITY_IAM", " Name=uploadlens ", " JarKey=jars/uploadlens-")
        .contains(" KeyPrefix=templates/", " BucketNames=uploads-a ")
        .endsWith(" Windows=TUMBLE(size 1 min); HOP(size 1 h, slide 5 min)");
    assertThat(changes.indexOf(pipeline)).as("after the uploads").isGreaterThan(9);
    assertThat(changes.stream().filter(it -> it.startsWith("s3 cp")))
        .as("templates and workflows")
        .hasSize(1 + 9);
    assertThat(changes.subList(changes.indexOf(pipeline) + 1, changes.size()))
        .as("buckets that exist, and not the one that the stack made")
        .hasSize(2)
        .allMatch(it -> it.startsWith("s3api put-bucket-notification-configuration"));
    assertThat(script.err()).contains("the job is READY: scripts/deploy.sh start");
    assertThat(script.out()).isEmpty();
  }

  @Test
  void upASecondTimeUploadsNothingAndIsFine() throws Exception {
    up();
    up();
    assertThat(script.status()).as(script.err()).isZero();
    assertThat(script.changes()).noneMatch(it -> it.startsWith("s3 cp"));
    assertThat(script.err()).contains("No changes to deploy");
  }

  @Test
  void upKeepsTheJarAndTheParallelismOfAJobThatRuns() throws Exception {
    script.deployed();
    up();
    assertThat(pipelineCall()).contains("JarKey=jars/running.jar ", "Parallelism=4 ");
    assertThat(script.err()).contains("the job keeps jars/running.jar");
    up("--replace-jar");
    assertThat(pipelineCall()).contains("JarKey=jars/uploadlens-", "Parallelism=4 ");
    up("--parameter", "Parallelism=2");
    assertThat(pipelineCall()).contains("Parallelism=2").doesNotContain("Parallelism=4");
    script.with("application", "READY\n");
    up();
    assertThat(pipelineCall())
        .as("a stopped job takes the new jar")
        .contains("JarKey=jars/uploadlens-");
    assertThat(script.err())
        .containsPattern(
            "the job is stopped and takes jars/uploadlens-.* in place of jars/running.jar");
  }

  @Test
  void aBucketThatIsCountedNoMoreIsDisconnected() throws Exception {
    script.deployed().with("counted-next", "uploads-a\n");
    up();
    assertThat(script.status()).as(script.err()).isZero();
    assertThat(script.err())
        .contains("the bucket uploads-b does not notify UploadLens's topic any more")
        .doesNotContain("the bucket uploads-a does not", "the bucket made-here does not");
    up();
    assertThat(script.err()).doesNotContain("any more");
    script.with("counted", "uploads-a,gone\n").with("counted-next", "uploads-a\n");
    script.failing("*get-bucket-notification-configuration --bucket gone*", "NoSuchBucket");
    up();
    assertThat(script.status()).as(script.err()).isZero();
    assertThat(script.err())
        .contains("the bucket gone is counted no more, and may still notify the topic");
  }

  private String pipelineCall() {
    return script.changes().stream()
        .filter(it -> it.startsWith("cloudformation deploy --stack-name uploadlens --"))
        .collect(Collectors.joining());
  }

  @Test
  void parametersComeFromAFileAndTheCommandLine() throws Exception {
    Path file = directory.resolve("my.properties");
    Files.writeString(
        file, "# what is counted\nBucketNames=a,b\r\n\nAlertsEmail=me@example.com\nPrefixDepth=3");
    script.run(
        "up",
        "--jar",
        script.jar(),
        "--parameters",
        file.toString(),
        "--parameter",
        "PrefixDepth=1");
    assertThat(pipelineCall())
        .endsWith(" BucketNames=a,b AlertsEmail=me@example.com PrefixDepth=3 PrefixDepth=1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "BucketNames=\"a\"",
        "BucketNames='a'",
        "PrefixDepth=1 # deep",
        "PrefixDepth=1 ",
        "PrefixDepth= 1"
      })
  void whatWouldBecomePartOfAValueIsRefused(String line) throws Exception {
    Path file = directory.resolve("my.properties");
    Files.writeString(file, "AlertsEmail=me@example.com\n" + line + "\n");
    script.run("up", "--jar", script.jar(), "--parameters", file.toString());
    assertThat(script.status()).isEqualTo(1);
    assertThat(script.err()).contains("my.properties, line 2: \"" + line + "\"");
    assertThat(script.changes()).filteredOn(it -> !it.startsWith("sts")).isEmpty();
  }

  @Test
  void aFileThatIsNoJarIsRefused() throws Exception {
    Path file = directory.resolve("README.md");
    Files.writeString(file, "# No jar");
    script.deployed().run("release", "--jar", file.toString());
    assertThat(script.status()).isEqualTo(1);
    assertThat(script.err()).contains(file + " is no jar");
    assertThat(script.changes()).filteredOn(it -> !it.startsWith("sts")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "PrefixDept=1, has no parameter PrefixDept",
    "PrefixDepth, is not KEY=VALUE",
    "Name=other, is what --stack says",
    "JarKey=x, is set by deploy.sh itself"
  })
  void aParameterThatIsNoneIsNamed(String parameter, String message) throws Exception {
    up("--parameter", parameter);
    assertThat(script.status()).isEqualTo(1);
    assertThat(script.err()).contains(message);
    assertThat(script.changes()).filteredOn(it -> !it.startsWith("sts")).isEmpty();
  }

  @Test
  void whatIsMissingIsSaidBeforeAnythingIsDone() throws Exception {
    script.run("up");
    assertThat(script.err()).contains("set BucketNames");
    script.run("up", "--parameter", "BucketNames=a", "--jar", "no.jar");
    assertThat(script.err()).contains("there is no no.jar: run scripts/deploy.sh build");
    script.run("up", "--parameters", "none.properties");
    assertThat(script.err()).contains("there is no parameters file none.properties");
    script.environment("AWS_REGION", null).run("status");
    assertThat(script.err()).contains("no region: give --region, or set AWS_REGION");
    script.environment("AWS_REGION", "eu-central-1");
    script.failing("*sts get-caller-identity*", "The security token is expired").run("up");
    assertThat(script.err())
        .contains("does not take the credentials: The security token is expired");
    script.environment("PATH", "/bin-of-nowhere:" + onlyTools()).run("status");
    assertThat(script.err()).contains("no aws found");
    assertThat(script.status()).isEqualTo(1);
  }

  /** The tools that the script uses, without whatever else lies beside them. */
  private String onlyTools() throws Exception {
    Path tools = Files.createDirectories(directory.resolve("tools"));
    for (String tool : List.of("bash", "dirname", "basename", "mktemp", "rm", "cat")) {
      Files.createSymbolicLink(tools.resolve(tool), Path.of("/usr/bin", tool));
    }
    return tools.toString();
  }

  @Test
  void aStackThatFailsTellsTheFirstReasonInTheNestedStack() throws Exception {
    script
        .failing("*cloudformation deploy --stack-name uploadlens --*", "Failed to create the stack")
        .with(
            "events-uploadlens",
            "CREATE_FAILED\tAWS::CloudFormation::Stack\tuploadlens\tarn:s/uploadlens\tfailed\n"
                + "CREATE_FAILED\tAWS::CloudFormation::Stack\tOutput\tarn:s/two\tcancelled\n"
                + "CREATE_FAILED\tAWS::CloudFormation::Stack\tJob\tarn:s/nested\tsee within\n"
                + "CREATE_IN_PROGRESS\tAWS::CloudFormation::Stack\tuploadlens\tx\tUser Initiated\n"
                + "DELETE_FAILED\tAWS::S3::Bucket\tOld\told\tof a run before\n")
        .with(
            "events-nested",
            "CREATE_FAILED\tAWS::Logs::LogGroup\tLog\tlog\tResource creation cancelled\n"
                + "CREATE_FAILED\tAWS::IAM::Role\tRole\trole\tnot authorized to iam:CreateRole\n"
                + "CREATE_IN_PROGRESS\tAWS::CloudFormation::Stack\tn\tarn:s/nested\tUser Initiated\n");
    up();
    assertThat(script.status()).isEqualTo(1);
    assertThat(script.err())
        .contains("the nested stack Job failed:")
        .contains("Role (AWS::IAM::Role) failed: not authorized to iam:CreateRole")
        .contains("the stack uploadlens was not deployed")
        .doesNotContain("cancelled", "of a run before");
    assertThat(script.changes()).noneMatch(it -> it.contains("put-bucket-notification"));
  }

  @Test
  void aFailedUploadEndsTheScriptBeforeTheStack() throws Exception {
    script.failing("*s3 cp*", "upload failed: AccessDenied");
    up();
    assertThat(script.status()).isNotZero();
    assertThat(script.err()).contains("AccessDenied");
    assertThat(pipelineCall()).isEmpty();
  }

  @Test
  void aStackThatNeverCameUpOrChangesIsNotUpdated() throws Exception {
    script.deployed().with("status-uploadlens", "ROLLBACK_COMPLETE\n");
    up();
    assertThat(script.err()).contains("delete it with scripts/deploy.sh destroy");
    script.with("status-uploadlens", "UPDATE_IN_PROGRESS\n");
    up();
    assertThat(script.err()).contains("wait until that is done");
    assertThat(pipelineCall()).isEmpty();
  }

  @Test
  void notificationsAreMergedByTheQueryAndNeverReplacedByNothing() throws Exception {
    script.deployed().run("connect");
    assertThat(script.calls())
        .filteredOn(it -> it.contains("get-bucket-notification"))
        .hasSize(2)
        .allMatch(it -> it.contains("merge(@, ") && it.contains("Id != 'uploadlens-uploads'"));
    assertThat(script.changes()).filteredOn(it -> it.contains("put-bucket-notif")).hasSize(2);
    script.with("notifications", "").run("connect");
    assertThat(script.status()).isEqualTo(1);
    assertThat(script.err()).contains("nothing was changed");
    assertThat(script.changes()).noneMatch(it -> it.contains("put-bucket-notification"));
    script
        .with("notifications", "{}\n")
        .failing("*put-bucket-notif*", "overlapping")
        .run("connect");
    assertThat(script.err()).contains("S3 does not take the notification of the bucket uploads-a");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "build",
        "upload",
        "up",
        "connect",
        "disconnect",
        "start",
        "status",
        "release",
        "stop",
        "destroy"
      })
  void aDryRunPrintsItsCallsAndMakesNone(String command) throws Exception {
    script.environment("PATH", System.getenv("PATH")).environment("AWS_REGION", null);
    if (System.getenv("JAVA_HOME") != null) {
      script.environment("JAVA_HOME", System.getenv("JAVA_HOME"));
    }
    if (command.equals("up")) {
      script.run(command, "--dry-run", "--parameter", "BucketNames=a");
    } else {
      script.run(command, "--dry-run");
    }
    assertThat(script.status()).as(script.err()).isZero();
    assertThat(script.out()).matches("(?s)(aws --region REGION .*|mvn .*)");
    assertThat(script.err().lines()).allMatch(it -> it.startsWith("deploy.sh (dry run): "));
    assertThat(script.calls()).isEmpty();
  }

  @Test
  void optionsAreCheckedAndRegionAndProfileArePassedOn() throws Exception {
    script.deployed().run("status", "--region", "us-east-1", "--profile", "work");
    assertThat(script.calls())
        .isNotEmpty()
        .allMatch(it -> it.startsWith("--profile work --region us-east-1 "));
    for (List<String> wrong :
        List.of(
            List.of("up", "--regoin", "x"),
            List.of("frob"),
            List.of("start", "stop"),
            List.of("status", "--region"),
            List.of("stop", "--delete-data"),
            List.of("up", "--yes"),
            List.of("status", "--stack", "Upload_Lens"),
            List.of("release", "--dry-run", "--jar", "no.jar"),
            List.of("start", "--snapshot", "x", "--without-state"))) {
      script.run(wrong.toArray(String[]::new));
      assertThat(script.status()).as(wrong.toString()).isEqualTo(1);
      assertThat(script.err()).as(wrong.toString()).startsWith("deploy.sh: ").hasLineCount(1);
      assertThat(script.calls()).as(wrong.toString()).isEmpty();
    }
  }

  @Test
  void helpNamesEveryCommandAndOption() throws Exception {
    script.run("--help");
    assertThat(script.status()).isZero();
    String source = Files.readString(Path.of("scripts", "deploy.sh"));
    Matcher option = Pattern.compile("(?m)^ +(--[a-z-]+)(?: \\| -h)?\\)").matcher(source);
    int options = 0;
    while (option.find()) {
      assertThat(script.out()).contains(" " + option.group(1));
      options++;
    }
    assertThat(options).isEqualTo(14);
    for (String command : List.of("build", "upload", "connect", "release", "destroy")) {
      assertThat(script.out()).contains("\n  " + command + " ");
    }
    script.run();
    assertThat(script.status()).isEqualTo(2);
    assertThat(script.err()).contains("Usage: scripts/deploy.sh COMMAND");
  }
}
