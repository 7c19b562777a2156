package io.uploadlens.compose;

import static org.assertj.core.api.Assertions.assertThat;

import io.uploadlens.StreamingJob;
import io.uploadlens.aws.AwsService;
import io.uploadlens.config.ApplicationProperties;
import io.uploadlens.config.JobConfig;
import io.uploadlens.config.KinesisSourceOptions;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.flink.kinesis.shaded.com.amazonaws.SDKGlobalConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.SdkSystemSetting;

/** The containers submit the job once, with the local settings and the emulator's addresses. */
class ComposeSubmitTest {

  private static final String EMULATOR = "http://floci:4566";

  private final ComposeFile compose = ComposeFile.read();

  @TempDir Path directory;

  @Test
  void theJobIsSubmittedWithTheLocalSettingsAndTheEmulatorsAddresses() throws Exception {
    JobConfig config = new SubmitStep(directory).jobConfig();
    assertThat(config.warnings()).isEmpty();
    assertThat(compose.service("init").environment).containsEntry("AWS_ENDPOINT_URL", EMULATOR);
    for (AwsService service : AwsService.values()) {
      assertThat(config.aws().endpoint(service)).as("%s", service).isEqualTo(URI.create(EMULATOR));
    }

    JobConfig local =
        JobConfig.of(ApplicationProperties.load(new String[0], true), Map.of(), Clock.systemUTC());
    assertThat(config.aws().region())
        .isEqualTo(compose.service("init").environment.get("AWS_REGION"));
    assertThat(config.aws().accessKeyId())
        .isEqualTo(compose.service("init").environment.get("AWS_ACCESS_KEY_ID"));
    assertThat(config.sqsSource().orElseThrow().queueUrls())
        .containsExactlyElementsOf(
            local.sqsSource().orElseThrow().queueUrls().stream()
                .map(ComposeSubmitTest::inTheEmulator)
                .collect(Collectors.toList()));
    assertThat(config.sinks().deadLetterQueueUrl())
        .isEqualTo(inTheEmulator(local.sinks().deadLetterQueueUrl()));
    assertThat(config.sinks().archivePath()).isEqualTo(local.sinks().archivePath());
    assertThat(config.kinesisSource()).isPresent();
    assertThat(config.sinks().deliveryStream()).isPresent();
  }

  /** Which the SDKs must be told, each in its way; and then they can't start at a time. */
  @Test
  void kinesisIsSpokenToInJsonAndReadFromItsBeginning() throws Exception {
    for (String name : List.of("jobmanager", "taskmanager", "submit", "uploads", "events")) {
      assertThat(compose.service(name).environment)
          .as(name)
          .containsEntry(SDKGlobalConfiguration.AWS_CBOR_DISABLE_ENV_VAR, "true")
          .containsEntry(SdkSystemSetting.CBOR_ENABLED.environmentVariable(), "false");
    }
    assertThat(
            new SubmitStep(directory).jobConfig().kinesisSource().orElseThrow().initialPosition())
        .isEqualTo(KinesisSourceOptions.InitialPosition.TRIM_HORIZON);
  }

  private static String inTheEmulator(String localUrl) {
    return EMULATOR + URI.create(localUrl).getPath();
  }

  @Test
  void theJobIsNotSubmittedTwice() throws Exception {
    String line = "01.11.2026 10:00:00 : 5b3c : " + StreamingJob.NAME;
    for (String state : List.of("RUNNING", "RESTARTING", "INITIALIZING")) {
      ComposeScript submit = new SubmitStep(directory).run("echo '" + line + " (" + state + ")'");
      assertThat(submit.status()).isZero();
      assertThat(submit.said()).contains("runs already");
      assertThat(submit.callsMade()).containsExactly(List.of("flink", "list"));
    }
    ComposeScript another = new SubmitStep(directory).run("echo '" + line + "Other (RUNNING)'");
    assertThat(another.callsMade()).hasSize(2);
  }

  @Test
  void submittingFailsWhereTheClusterDoesNotAnswerAndTakesFlinksOptions() throws Exception {
    ComposeScript silent = new SubmitStep(directory).run("exit 1");
    assertThat(silent.status()).isNotZero();
    assertThat(silent.callsMade()).hasSize(1);

    ComposeScript restored =
        new SubmitStep(directory).run(SubmitStep.NO_JOBS, "--fromSavepoint", "s3://b/savepoint-1");
    assertThat(restored.callsMade().get(1))
        .startsWith("flink", "run", "--detached", "--fromSavepoint", "s3://b/savepoint-1");
  }
}
