package io.uploadlens.cluster;

import java.io.IOException;
import java.io.PrintStream;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.UnmatchedArgumentException;

/** A command line that tells what goes wrong in a line, and by its exit status. */
final class ErrorLines {

  private static final Pattern JOB_SETTING = Pattern.compile("^--[a-z0-9-]+\\.");

  private ErrorLines() {}

  /**
   * A command whose errors are told so: 2 and a hint at {@code --help} for wrong arguments, 1 for
   * what a cluster or a file did not do. Any other error is one of the program: it is thrown.
   *
   * @param command with picocli's annotations
   * @param name of the script without its ending
   * @param err where errors go
   */
  static CommandLine commandLine(Object command, String name, PrintStream err) {
    return new CommandLine(command)
        .setParameterExceptionHandler(
            (error, given) -> {
              err.println(name + ": " + error.getMessage());
              if (error instanceof UnmatchedArgumentException
                  && ((UnmatchedArgumentException) error)
                      .getUnmatched().stream().anyMatch(JOB_SETTING.asPredicate())) {
                err.println("The job's own settings go behind ' -- '.");
              }
              err.println("scripts/" + name + ".sh --help tells what there is.");
              return CommandLine.ExitCode.USAGE;
            })
        .setExecutionExceptionHandler(
            (error, commandLine, parsed) -> {
              if (!(error instanceof ClusterException || error instanceof IOException)) {
                throw error;
              }
              err.println(name + ": " + error.getMessage());
              return CommandLine.ExitCode.SOFTWARE;
            });
  }
}
