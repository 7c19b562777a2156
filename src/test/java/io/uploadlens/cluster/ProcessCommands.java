package io.uploadlens.cluster;

import io.uploadlens.localaws.LocalAws;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The command lines of a cluster's processes. */
final class ProcessCommands {

  /** As scripts/lib.sh has them. */
  private static final List<String> JDK17_OPENS =
      List.of(
          "--add-opens=java.base/java.util=ALL-UNNAMED",
          "--add-opens=java.base/java.lang=ALL-UNNAMED",
          "--add-opens=java.base/java.nio=ALL-UNNAMED");

  private static final String QUICK_COMPILER = "-XX:TieredStopAtLevel=";

  /** What starts processes again and again is run with the quick compiler, and so are they. */
  private static final List<String> COMPILER =
      ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
          .filter(argument -> argument.startsWith(QUICK_COMPILER))
          .collect(Collectors.toList());

  private final ClusterDirectory files;
  private final ClusterSettings settings;

  ProcessCommands(ClusterDirectory files, ClusterSettings settings) {
    this.files = files;
    this.settings = settings;
  }

  /** Runs Flink's command line, {@code bin/flink}. */
  List<String> client(List<String> arguments) {
    List<String> command = java(256, FlinkCluster.CLIENT);
    command.add(QUICK_COMPILER + 1);
    command.add("-cp");
    command.add(libraries());
    command.add("org.apache.flink.client.cli.CliFrontend");
    command.addAll(arguments);
    return command;
  }

  /** Starts one of the cluster's processes; its configuration is written. */
  List<String> of(String name) throws IOException {
    List<String> command = new ArrayList<>();
    // A terminal that closes must not take the cluster with it.
    command.add("nohup");
    switch (name) {
      case FlinkCluster.AWS:
        command.addAll(java(1024, name));
        command.addAll(
            List.of(
                "-cp",
                System.getProperty("java.class.path"),
                AwsMain.class.getName(),
                Integer.toString(settings.awsPort),
                Integer.toString(settings.faultPort())));
        break;
      case FlinkCluster.ZOOKEEPER:
        Path configuration = new ConfigurationFiles(files, settings).writeZooKeeper();
        command.addAll(java(64, name));
        command.addAll(
            List.of(
                "-cp",
                libraries(),
                "org.apache.flink.shaded.zookeeper3.org.apache.zookeeper.server.ZooKeeperServerMain",
                configuration.toString()));
        break;
      case FlinkCluster.JOBMANAGER:
        new ConfigurationFiles(files, settings)
            .write(LocalAws.s3FileSystemSettings(settings.aws()));
        command.addAll(java(512, name));
        command.addAll(
            List.of(
                "-XX:MaxMetaspaceSize=" + ConfigurationFiles.METASPACE_MB + "m",
                "-cp",
                libraries(),
                "org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint",
                "--configDir",
                files.conf().toString(),
                "-Dio.tmp.dirs=" + files.temporary(name),
                "-Dweb.tmpdir=" + files.temporary(name)));
        break;
      default:
        command.addAll(java(ConfigurationFiles.TASK_HEAP_MB, name));
        command.addAll(
            List.of(
                "-XX:MaxDirectMemorySize=" + ConfigurationFiles.DIRECT_MEMORY_MB + "m",
                "-XX:MaxMetaspaceSize=" + ConfigurationFiles.METASPACE_MB + "m",
                "-cp",
                libraries(),
                "org.apache.flink.runtime.taskexecutor.TaskManagerRunner",
                "--configDir",
                files.conf().toString(),
                "-Dio.tmp.dirs=" + files.temporary(name),
                "-Dtaskmanager.resource-id=" + name));
        break;
    }
    return command;
  }

  private List<String> java(int heapMb, String name) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx" + heapMb + "m");
    command.add("-XX:+UseSerialGC");
    command.add("-Dlog4j2.configurationFile=" + files.conf().resolve("log4j.properties"));
    command.add("-Duploadlens.process=" + name);
    command.addAll(JDK17_OPENS);
    command.addAll(COMPILER);
    return command;
  }

  private static String libraries() {
    return FlinkDistribution.of(System.getProperty("java.class.path")).stream()
        .map(Path::toString)
        .collect(Collectors.joining(File.pathSeparator));
  }

  /** Where the processes find Flink's configuration and plugins. */
  Map<String, String> environment() {
    return Map.of(
        "FLINK_CONF_DIR",
        files.conf().toString(),
        "FLINK_PLUGINS_DIR",
        Path.of("target", "plugins").toAbsolutePath().toString());
  }
}
