package io.uploadlens.benchmark;

import io.uploadlens.benchmark.decode.DecodeCommand;
import io.uploadlens.benchmark.engine.EngineCommand;
import io.uploadlens.benchmark.engine.GrowthCommand;
import io.uploadlens.benchmark.exact.ExactCommand;
import io.uploadlens.benchmark.sqs.FifoCommand;
import io.uploadlens.benchmark.sqs.SqsCommand;
import io.uploadlens.producer.ProducerCli;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The benchmarks' command line. */
@Command(
    name = "scripts/bench.sh",
    mixinStandardHelpOptions = true,
    version = ProducerCli.VERSION,
    usageHelpWidth = 100,
    description = "Measures UploadLens on this machine. Results are JSON lines on standard output.",
    subcommands = {
      SqsCommand.class,
      FifoCommand.class,
      EngineCommand.class,
      GrowthCommand.class,
      DecodeCommand.class,
      ExactCommand.class
    },
    synopsisSubcommandLabel = "(sqs | fifo | engine | growth | decode | exact)")
public final class BenchmarkMain implements Runnable {

  private static final int FAILED = 1;

  @Spec private CommandSpec spec;

  /** Runs a benchmark and ends the JVM with its exit status; Ctrl-C ends it with 130. */
  public static void main(String[] arguments) {
    System.exit(commandLine().execute(arguments));
  }

  /** The command line, for tests that look at its status and what it prints. */
  static CommandLine commandLine() {
    return new CommandLine(new BenchmarkMain())
        .setParameterExceptionHandler(
            (wrong, arguments) -> {
              CommandLine command = wrong.getCommandLine();
              String name = command.getCommandSpec().qualifiedName();
              command.getErr().println(name + ": " + wrong.getMessage());
              command.getErr().println("Try '" + name + " --help'.");
              return CommandLine.ExitCode.USAGE;
            })
        .setExecutionExceptionHandler(
            (failure, command, parsed) -> {
              if (failure instanceof ParameterException) {
                throw failure;
              }
              failure.printStackTrace(command.getErr());
              return FAILED;
            });
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "a benchmark is needed: sqs, fifo, engine, growth, decode or exact");
  }
}
