package io.uploadlens.compose;

import io.uploadlens.config.ApplicationProperties;
import io.uploadlens.config.JobConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.util.List;
import java.util.Map;

/** The step that submits the job, with a stand-in for Flink's command line. */
final class SubmitStep {

  /** Nothing runs. */
  static final String NO_JOBS = "echo 'No running jobs.'";

  private final Path directory;
  private final Path files;

  /**
   * @param directory for files of the run
   */
  SubmitStep(Path directory) throws IOException {
    this.directory = directory;
    this.files = Files.createDirectories(directory.resolve("opt"));
    for (Map.Entry<String, String> mount :
        ComposeFile.read().service("submit").filesByTarget.entrySet()) {
      if (Files.isRegularFile(Path.of(mount.getValue()))) {
        Files.copy(
            Path.of(mount.getValue()),
            files.resolve(Path.of(mount.getKey()).getFileName()),
            StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }

  /**
   * Runs it.
   *
   * @param list what the cluster says when it is asked for its jobs, as a command
   */
  ComposeScript run(String list, String... options) throws IOException, InterruptedException {
    return new ComposeScript(directory, "submit.sh")
        .environment("UPLOADLENS_FILES", files.toString())
        .standIn("flink", "if [[ $1 == list ]]; then " + list + "; fi")
        .run(options);
  }

  /** What the job makes of the arguments that its main gets. */
  JobConfig jobConfig() throws IOException, InterruptedException {
    ComposeScript submit = run(NO_JOBS);
    List<String> run = submit.callsMade().get(1);
    int jar = run.indexOf(files.resolve("uploadlens.jar").toString());
    if (submit.status() != 0
        || !run.subList(0, jar).equals(List.of("flink", "run", "--detached"))) {
      throw new IllegalStateException(submit.said() + submit.callsMade());
    }
    return JobConfig.of(
        ApplicationProperties.load(run.subList(jar + 1, run.size()).toArray(new String[0]), false),
        Map.of(),
        Clock.systemUTC());
  }
}
