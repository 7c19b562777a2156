package io.uploadlens.producer;

import static org.assertj.core.api.Assertions.assertThat;

import io.uploadlens.producer.truth.TruthWriter;
import io.uploadlens.producer.truth.WindowSettings;
import io.uploadlens.window.WindowSyntax;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class ProducerCliTest {

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private Runnable whenLookingAgain = () -> {};

  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "                                             | scripts/produce.sh: a command is needed: generate or verify",
        "generate                                     | scripts/produce.sh generate: no target: give --sqs-queue-url, --sns-topic-arn, --kinesis-stream or --s3-bucket",
        "generate --sqs-queue-url u --deletes 3       | scripts/produce.sh generate: Invalid value for option '--deletes': '3' is out of range: must be from 0 to 1",
        "generate --sqs-queue-url u --rate 0          | scripts/produce.sh generate: Invalid value for option '--rate': '0' is out of range: must be above 0",
        "generate --sqs-queue-url u --duration soon   | scripts/produce.sh generate: Invalid value for option '--duration': 'soon' is not a duration: must be like 500ms, 30s, 5min, 2h, 1d or PT5M",
        "generate --sqs-queue-url u --start noon      | scripts/produce.sh generate: --start is 'noon': must be a time like 2026-01-01T00:00:00Z, or now",
        "generate --sqs-queue-url u --sqs-mix s4=1    | scripts/produce.sh generate: --sqs-mix has the form 's4': must be one of s3, s3_multi, sns_s3, eventbridge, sns_eventbridge, flat, sns_flat",
        "generate --sqs-queue-url u --windows HOP(size1h) | scripts/produce.sh generate: --windows is 'HOP(size1h)': HOP misses its slide (at character 1, \"HOP(size1h)\"): must be 1 to 16 different specifications separated by semicolons: TUMBLE(size D), HOP(size D, slide D), CUMULATE(size D, step D), D being whole seconds from 1 s to 1 d with the unit (ms, s, min, h, d); a slide or step divides the size, the size of TUMBLE and CUMULATE and the slide of HOP divide a day, and no moment is in more than 300 windows (size / step, added up)",
        "generate --sqs-queue-url u --max-groups 99  | scripts/produce.sh generate: max groups is 99: must be at least max prefixes, 100",
        "generate --sqs-queue-url u --concurrency 0   | scripts/produce.sh generate: concurrency is 0: must be at least 1",
        "generate --sqs-queue-url u.fifo              | scripts/produce.sh generate: queue u.fifo is a FIFO queue: S3 sends to standard queues only",
        "generate --sqs-queue-url u --sns-topic-arn t | scripts/produce.sh generate: --sqs-queue-url and --sns-topic-arn: only one of them",
        "generate --s3-bucket b --kinesis-stream s    | scripts/produce.sh generate: --s3-bucket can't go with another target",
        "generate --s3-bucket b --truth t             | scripts/produce.sh generate: --truth can't go with --s3-bucket: S3 gives its events times of its own",
        "generate --sns-topic-arn t --truth t         | scripts/produce.sh generate: --truth with --sns-topic-arn needs --malformed 0: SNS puts its envelope around messages",
        "generate --sqs-queue-url u --endpoint-url x  | scripts/produce.sh generate: --endpoint-url is 'x': must be http://HOST:PORT or https://…",
        "generate --sqs-queue-url u --endpoint ec2=http://h | scripts/produce.sh generate: --endpoint is 'ec2=…': the service must be sqs, sns, s3 or kinesis",
        "verify --truth t                             | scripts/produce.sh verify: nothing to verify: give --aggregates, --archive, --late or --dead-letter-queue-url",
        "verify --truth t --archive b/c               | scripts/produce.sh verify: --archive is 'b/c': must be s3://BUCKET/PREFIX or file:///DIRECTORY",
        "verify --truth t --late file:///l --wait 1s --delete-dead-letters | scripts/produce.sh verify: --delete-dead-letters deletes at the first look: leave it or --wait out",
      })
  void wrongOptionsAreNamedWithValueAndWhatIsAllowed(String arguments, String message) {
    assertThat(run(arguments == null ? new String[0] : arguments.split("\\s+", -1))).isEqualTo(2);
    assertThat(err.toString().lines().findFirst()).hasValue(message);
    assertThat(err.toString().lines().count()).isEqualTo(2);
  }

  @Test
  void helpIsPrintedAndNoError() {
    assertThat(run("generate", "--help")).isZero();
    assertThat(out.toString())
        .contains("--sqs-queue-url=URL")
        .contains("--truth=FILE")
        .contains("default: 20s");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void aTruthFileThatIsNotThereIsNamed() {
    String missing = directory.resolve("none").toString();
    assertThat(run("verify", "--truth", missing, "--archive", directory.toUri().toString()))
        .isEqualTo(1);
    assertThat(err.toString()).isEqualTo("verify: no such file: " + missing + "\n");
  }

  @Test
  void waitsForOutputThatIsStillToCome() throws IOException {
    Path late = Files.createDirectory(directory.resolve("late"));
    Path line = Files.writeString(late.resolve("part-0"), "{}\n");
    String[] arguments = {
      "verify", "--truth", truth(), "--late", late.toUri().toString(), "--wait", "300ms"
    };
    assertThat(run(arguments)).as("with an event that should not be there").isEqualTo(1);
    assertThat(err.toString()).contains("1 extra, 0 different; looking again ...");
    assertThat(out.toString()).contains("late events: 0 expected, 1 found");

    whenLookingAgain = () -> assertThat(line.toFile().delete()).isTrue();
    assertThat(run(arguments)).isZero();
    assertThat(out.toString()).contains("late events: 0 expected, 0 found");
  }

  /** Of nothing at all. */
  private String truth() throws IOException {
    Path file = directory.resolve("truth.ndjson");
    try (TruthWriter truth =
        new TruthWriter(
            file,
            new WindowSettings(WindowSyntax.parse("TUMBLE(size 1 min)"), 2, 10, 100, 1_000))) {
      truth.finish();
    }
    return file.toString();
  }

  @Test
  void itsVersionIsThatOfTheBuild() throws IOException {
    assertThat(run("--version")).isZero();
    String version = out.toString().strip().replace("UploadLens ", "");
    assertThat(Files.readString(Path.of("pom.xml")))
        .contains("<artifactId>uploadlens</artifactId>\n  <version>" + version + "</version>");
  }

  private int run(String... arguments) {
    CommandLine commands = ProducerCli.commandLine();
    commands.setOut(new PrintWriter(out, true));
    commands.setErr(
        new PrintWriter(err, true) {
          @Override
          public void println(String line) {
            super.println(line);
            if (line.endsWith("looking again ...")) {
              whenLookingAgain.run();
            }
          }
        });
    return commands.execute(arguments);
  }
}
