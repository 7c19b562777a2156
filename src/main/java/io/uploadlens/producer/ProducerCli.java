package io.uploadlens.producer;

import java.nio.file.NoSuchFileException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The command line: {@code generate} feeds a pipeline, {@code verify} checks what it made of that.
 *
 * <p>Exit status: 0 done and, for {@code verify}, exact; 1 failed or not exact; 2 wrong options;
 * 130 stopped by Ctrl-C.
 */
@Command(
    name = "scripts/produce.sh",
    description = "Feeds UploadLens with S3 events, and checks what it makes of them.",
    mixinStandardHelpOptions = true,
    version = ProducerCli.VERSION,
    subcommands = {GenerateCommand.class, VerifyCommand.class},
    synopsisSubcommandLabel = "generate|verify")
public final class ProducerCli implements Runnable {

  /** The version of this release, as all command lines tell it. */
  public static final String VERSION = "UploadLens 0.1.0-SNAPSHOT";

  /** Done, and exact. */
  static final int OK = 0;

  /** Failed, or not exact. */
  static final int FAILED = 1;

  /** Stopped by Ctrl-C. */
  static final int STOPPED = 130;

  @Spec private CommandSpec spec;

  /** Runs a command and ends the JVM with its exit status. */
  public static void main(String[] arguments) {
    System.exit(commandLine().execute(arguments));
  }

  /** The command line, for tests that look at its status and what it prints. */
  static CommandLine commandLine() {
    CommandLine commands = new CommandLine(new ProducerCli());
    commands.setParameterExceptionHandler(
        (wrong, arguments) -> {
          CommandLine command = wrong.getCommandLine();
          String name = command.getCommandSpec().qualifiedName();
          command.getErr().println(name + ": " + wrong.getMessage());
          command.getErr().println("Try '" + name + " --help'.");
          return command.getCommandSpec().exitCodeOnInvalidInput();
        });
    commands.setExecutionExceptionHandler(
        (failure, command, parsed) -> {
          if (failure instanceof ParameterException) {
            throw failure;
          }
          command.getErr().println(command.getCommandName() + ": " + describe(failure));
          return FAILED;
        });
    return commands;
  }

  private static String describe(Throwable failure) {
    if (failure instanceof NoSuchFileException) {
      return "no such file: " + failure.getMessage();
    }
    return failure.getMessage() == null ? failure.toString() : failure.getMessage();
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a command is needed: generate or verify");
  }
}
