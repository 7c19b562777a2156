package io.uploadlens.cluster;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The command line that goes on from a savepoint with the settings that the job had. */
final class SubmitCommand {

  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_./:=@,+-]+");

  private SubmitCommand() {}

  /**
   * The command, as one types it in a shell.
   *
   * @param directory the cluster's
   * @param start how the job was started
   * @param savepoint what it goes on from
   * @param given the arguments that {@code submit} gives by itself
   */
  static String of(Path directory, ClusterJob.Start start, String savepoint, List<String> given) {
    List<String> words = new ArrayList<>(List.of("scripts/cluster.sh"));
    if (!directory.equals(ClusterMain.DIRECTORY)) {
      words.addAll(List.of("--directory", directory.toString()));
    }
    words.addAll(
        List.of("submit", "--jar", Path.of("").toAbsolutePath().relativize(start.jar).toString()));
    words.addAll(List.of("--parallelism", Integer.toString(start.parallelism)));
    if (start.byRest) {
      words.add("--rest");
    }
    words.addAll(List.of("--from", savepoint));
    List<String> own = new ArrayList<>(start.arguments);
    own.removeAll(given);
    if (!own.isEmpty()) {
      words.add("--");
      words.addAll(own);
    }
    return words.stream().map(SubmitCommand::quoted).collect(Collectors.joining(" "));
  }

  private static String quoted(String word) {
    return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
