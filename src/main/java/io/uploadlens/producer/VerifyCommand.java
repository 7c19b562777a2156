package io.uploadlens.producer;

import io.uploadlens.aws.AwsClients;
import io.uploadlens.aws.AwsSettings;
import io.uploadlens.producer.truth.Truth;
import io.uploadlens.producer.verify.DirectoryStore;
import io.uploadlens.producer.verify.ObjectStore;
import io.uploadlens.producer.verify.S3ObjectStore;
import io.uploadlens.producer.verify.SqsDeadLetters;
import io.uploadlens.producer.verify.Verifier;
import io.uploadlens.producer.verify.VerifyReport;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sqs.SqsClient;

/** Compares a pipeline's outputs with a truth file. */
@Command(
    name = "verify",
    description = "Compares what a pipeline wrote with the truth, row by row.",
    sortOptions = false,
    mixinStandardHelpOptions = true)
final class VerifyCommand implements Callable<Integer> {

  private static final long NANOS_BETWEEN_LOOKS = TimeUnit.SECONDS.toNanos(5);

  @Spec private CommandSpec spec;
  @Mixin private AwsOptions aws;

  @Option(
      names = "--truth",
      paramLabel = "FILE",
      required = true,
      description = "the file that generate wrote")
  private Path truthFile;

  @Option(
      names = "--aggregates",
      paramLabel = "URI",
      description = "where Firehose writes: s3://BUCKET/PREFIX or file:///DIRECTORY")
  private String aggregates;

  @Option(
      names = "--archive",
      paramLabel = "URI",
      description = "the archive: s3://BUCKET/PREFIX or file:///DIRECTORY")
  private String archive;

  @Option(
      names = "--late",
      paramLabel = "URI",
      description = "the late events, of which there must be none")
  private String late;

  @Option(
      names = "--dead-letter-queue-url",
      paramLabel = "URL",
      description = "the dead-letter queue")
  private String deadLetterQueueUrl;

  @Option(
      names = "--delete-dead-letters",
      description = "delete from the dead-letter queue what was read")
  private boolean deleteDeadLetters;

  @Option(
      names = "--wait",
      paramLabel = "DURATION",
      converter = DurationConverter.class,
      defaultValue = "0s",
      description =
          "look again every few seconds until all is there and right, but not for longer than this,"
              + " like 5min (default: look once)")
  private Duration wait;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (aggregates == null && archive == null && late == null && deadLetterQueueUrl == null) {
      throw wrong(
          "nothing to verify: give --aggregates, --archive, --late or --dead-letter-queue-url");
    }
    if (deleteDeadLetters && !wait.isZero()) {
      throw wrong("--delete-dead-letters deletes at the first look: leave it or --wait out");
    }
    AwsSettings settings = aws.settings();
    try (S3Client s3 = AwsClients.s3(settings);
        SqsClient sqs = AwsClients.sqs(settings)) {
      ObjectStore aggregateObjects = store("--aggregates", aggregates, s3);
      ObjectStore archiveObjects = store("--archive", archive, s3);
      ObjectStore lateObjects = store("--late", late, s3);
      Verifier verifier =
          Verifier.of(Truth.read(truthFile))
              .aggregates(aggregateObjects)
              .archive(archiveObjects)
              .lateEvents(lateObjects);
      if (deadLetterQueueUrl != null) {
        verifier.deadLetters(
            new SqsDeadLetters(
                sqs, s3, deadLetterQueueUrl, Duration.ofSeconds(3), deleteDeadLetters));
      }
      VerifyReport report = verify(verifier);
      report.lines().forEach(line -> spec.commandLine().getOut().println(line));
      spec.commandLine().getOut().flush();
      return report.isExact() ? ProducerCli.OK : ProducerCli.FAILED;
    }
  }

  private VerifyReport verify(Verifier verifier) throws IOException, InterruptedException {
    long end = System.nanoTime() + wait.toNanos();
    VerifyReport report = verifier.verify();
    for (long left = end - System.nanoTime();
        !report.isExact() && left > 0;
        left = end - System.nanoTime()) {
      List<String> lines = report.lines();
      spec.commandLine().getErr().println(lines.get(lines.size() - 1) + "; looking again ...");
      TimeUnit.NANOSECONDS.sleep(Math.min(left, NANOS_BETWEEN_LOOKS));
      report = verifier.verify();
    }
    return report;
  }

  private ObjectStore store(String option, String text, S3Client s3) {
    if (text == null) {
      return null;
    }
    URI uri;
    try {
      uri = URI.create(text);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(
          spec.commandLine(), option + " is '" + text + "': " + e.getMessage(), e);
    }
    String scheme = String.valueOf(uri.getScheme());
    if ((scheme.equals("s3") || scheme.equals("s3a")) && uri.getAuthority() != null) {
      String path = uri.getPath();
      return new S3ObjectStore(s3, uri.getAuthority(), path.isEmpty() ? "" : path.substring(1));
    }
    if (scheme.equals("file")) {
      return new DirectoryStore(Path.of(uri));
    }
    throw wrong(option + " is '" + text + "': must be s3://BUCKET/PREFIX or file:///DIRECTORY");
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
