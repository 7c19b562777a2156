package io.uploadlens.infra;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The job's role allows the calls of the job's clients, and no others. */
class JobRoleTest {

  /** The classes that make the job's calls: its own, and those of Flink's connectors. */
  private static final List<String> CALLERS =
      List.of(
          "io.uploadlens.source.sqs.queue.AwsSqsQueue",
          "io.uploadlens.source.sqs.payload.S3PayloadStore",
          "org.apache.flink.connector.firehose.sink.KinesisFirehoseSinkWriter",
          "org.apache.flink.connector.sqs.sink.SqsSinkWriter",
          "org.apache.flink.streaming.connectors.kinesis.proxy.KinesisProxy",
          "org.apache.flink.streaming.connectors.kinesis.proxy.KinesisProxySyncV2",
          "org.apache.flink.streaming.connectors.kinesis.proxy.KinesisProxyAsyncV2");

  private static final Pattern CLIENT =
      Pattern.compile(".*\\.(Sqs|S3|Firehose|Kinesis)(Async)?Client|.*\\.AmazonKinesis");

  /** The right that each call needs, by the client and its method. */
  private static final Map<String, String> RIGHTS =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("Sqs.receiveMessage", "sqs:ReceiveMessage"),
              Map.entry("Sqs.deleteMessageBatch", "sqs:DeleteMessage"),
              Map.entry("Sqs.changeMessageVisibilityBatch", "sqs:ChangeMessageVisibility"),
              Map.entry("Sqs.getQueueAttributes", "sqs:GetQueueAttributes"),
              Map.entry("Sqs.sendMessageBatch", "sqs:SendMessage"),
              Map.entry("S3.getObject", "s3:GetObject"),
              Map.entry("S3.deleteObject", "s3:DeleteObject"),
              Map.entry("Firehose.putRecordBatch", "firehose:PutRecordBatch"),
              Map.entry("Kinesis.listShards", "kinesis:ListShards"),
              Map.entry("Kinesis.getShardIterator", "kinesis:GetShardIterator"),
              Map.entry("Kinesis.getRecords", "kinesis:GetRecords"),
              Map.entry("Kinesis.describeStreamSummary", "kinesis:DescribeStreamSummary"),
              Map.entry("Kinesis.describeStreamConsumer", "kinesis:DescribeStreamConsumer"),
              Map.entry("Kinesis.registerStreamConsumer", "kinesis:RegisterStreamConsumer"),
              Map.entry("Kinesis.deregisterStreamConsumer", "kinesis:DeregisterStreamConsumer"),
              Map.entry("Kinesis.subscribeToShard", "kinesis:SubscribeToShard")));

  /**
   * What no class above calls: the service itself, for the jar and the log, and Flink's S3 file
   * system, which is not on the job's class path.
   */
  private static final Set<String> OTHERS =
      Set.of(
          // docs.aws.amazon.com/managed-flink/latest/java/get-started-exercise.html
          "s3:GetObject",
          "s3:GetObjectVersion",
          "logs:PutLogEvents",
          "logs:DescribeLogGroups",
          "logs:DescribeLogStreams",
          "s3:PutObject",
          "s3:DeleteObject",
          "s3:ListBucket",
          "s3:AbortMultipartUpload",
          // docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html and the like
          "kms:Decrypt",
          "kms:GenerateDataKey");

  /** The right that each call of Flink's S3 file system needs, by the SDK's method. */
  private static final Map<String, String> OF_FILES =
      Map.of(
          "putObject", "s3:PutObject",
          "initiateMultipartUpload", "s3:PutObject",
          "uploadPart", "s3:PutObject",
          "completeMultipartUpload", "s3:PutObject",
          "abortMultipartUpload", "s3:AbortMultipartUpload",
          "getObject", "s3:GetObject",
          "getObjectMetadata", "s3:GetObject",
          "deleteObject", "s3:DeleteObject",
          "listObjectsV2", "s3:ListBucket");

  /** Used by the connector for DynamoDB Streams alone. */
  private static final String OF_DYNAMODB = "Kinesis.describeStream";

  private static final JavaClasses OWN =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.uploadlens");

  private static Set<String> actions(JobStack stack) {
    return new Policies(stack.evaluation(), "Role").actions();
  }

  @Test
  void theRoleAllowsWhatTheJobCallsAndNothingElse() {
    Set<String> needed = new TreeSet<>(OTHERS);
    needed.addAll(RIGHTS.values());
    assertThat(actions(new JobStack().withAll())).isEqualTo(needed);
  }

  @Test
  void whatIsOffIsNotAllowed() {
    Set<String> without = actions(new JobStack());
    assertThat(without).noneMatch(action -> action.startsWith("kinesis:"));
    assertThat(without).noneMatch(action -> action.startsWith("kms:"));
    assertThat(actions(new JobStack().with("StreamName", "s")))
        .filteredOn(action -> action.startsWith("kinesis:"))
        .containsExactlyInAnyOrder(
            "kinesis:ListShards", "kinesis:GetShardIterator", "kinesis:GetRecords");
  }

  @Test
  void everyCallOfTheClientsIsInTheList() throws ClassNotFoundException {
    Set<String> made = new TreeSet<>();
    for (String caller : CALLERS) {
      Set<String> ofCaller = calls(new ClassFileImporter().importClass(Class.forName(caller)));
      assertThat(ofCaller).as(caller + " makes calls").isNotEmpty();
      made.addAll(ofCaller);
    }
    made.remove(OF_DYNAMODB);
    Set<String> listed = new TreeSet<>(RIGHTS.keySet());
    assertThat(made).isEqualTo(listed);
  }

  @Test
  void theFileSystemMakesTheCallsThatTheListNames() throws IOException {
    assertThat(OTHERS).containsAll(OF_FILES.values());
    Set<String> found = new TreeSet<>();
    Set<String> wanted = new TreeSet<>(OF_FILES.keySet());
    wanted.add("listParts");
    try (Stream<Path> files = Files.list(Path.of("target", "plugins", "s3-fs-hadoop"))) {
      try (JarFile jar = new JarFile(files.findFirst().orElseThrow().toFile())) {
        for (JarEntry entry : Collections.list(jar.entries())) {
          if (entry.getName().matches("org/apache/(hadoop/fs/s3a|flink/fs/s3.*)/.*\\.class")) {
            String bytes =
                new String(jar.getInputStream(entry).readAllBytes(), StandardCharsets.ISO_8859_1);
            wanted.stream().filter(name -> bytes.contains(constant(name))).forEach(found::add);
          }
        }
      }
    }
    assertThat(found)
        .as("and no listParts, so that s3:ListMultipartUploadParts is not needed")
        .isEqualTo(new TreeSet<>(OF_FILES.keySet()));
  }

  /** A name as it stands among a class's constants: a tag, its length, its text. */
  private static String constant(String name) {
    return "\u0001\u0000" + (char) name.length() + name;
  }

  @Test
  void noOtherClassOfTheJobMakesCalls() {
    Set<String> callers =
        OWN.stream()
            .filter(type -> !type.getPackageName().startsWith("io.uploadlens.producer"))
            .filter(type -> !calls(type).isEmpty())
            .map(type -> type.getName().replaceFirst("\\$.*", ""))
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(callers)
        .containsExactlyInAnyOrderElementsOf(
            CALLERS.stream()
                .filter(name -> name.startsWith("io.uploadlens"))
                .collect(Collectors.toList()));
  }

  /** Client and method of the calls of a class, lambdas and method references among them. */
  private static Set<String> calls(JavaClass type) {
    return type.getAccessesFromSelf().stream()
        .filter(access -> CLIENT.matcher(access.getTargetOwner().getName()).matches())
        .map(JobRoleTest::call)
        .filter(call -> !call.matches(".*\\.(close|serviceName|builder|create|setRegion)"))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static String call(JavaAccess<?> access) {
    String client =
        access.getTargetOwner().getSimpleName().replaceFirst("(Async)?Client$|^Amazon", "");
    return client.replaceFirst("^Amazon", "") + "." + access.getName();
  }

  @Test
  void rightsAreOnOneResourceEach() {
    Policies policies = new Policies(new JobStack().withAll().evaluation(), "Role");
    assertThat(policies.resourcesOf("sqs:SendMessage"))
        .containsExactly("arn:aws:sqs:eu-central-1:000000000000:uploadlens-dead");
    assertThat(policies.resourcesOf("sqs:DeleteMessage"))
        .containsExactly(
            "arn:aws:sqs:eu-central-1:000000000000:more",
            "arn:aws:sqs:eu-central-1:000000000000:uploadlens-uploads");
    assertThat(policies.resourcesOf("s3:PutObject"))
        .as("the directories that the property groups name")
        .containsExactly(
            "arn:aws:s3:::results/archive/*",
            "arn:aws:s3:::results/dead-letter/*",
            "arn:aws:s3:::results/late/*");
    assertThat(policies.resourcesOf("s3:GetObjectVersion"))
        .containsExactly("arn:aws:s3:::artifacts/jars/*");
    assertThat(policies.resourcesOf("kinesis:SubscribeToShard"))
        .containsExactly(
            "arn:aws:kinesis:eu-central-1:000000000000:stream/uploadlens-uploads",
            "arn:aws:kinesis:eu-central-1:000000000000:stream/uploadlens-uploads/consumer/uploadlens:*");
    policies.actions().forEach(it -> assertThat(policies.resourcesOf(it)).doesNotContain("*"));
  }
}
