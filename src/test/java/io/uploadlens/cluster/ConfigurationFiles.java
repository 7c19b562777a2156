package io.uploadlens.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes what Flink, ZooKeeper and log4j read. Flink's own scripts would compute the memory of the
 * processes; here it is told. Everything listens on 127.0.0.1.
 *
 * <p>State, checkpoints and restarts are as Managed Service for Apache Flink sets them, but for the
 * checkpoint interval: RocksDB, incremental, exactly once, restarted without end.
 */
final class ConfigurationFiles {

  /** Of the local S3: checkpoints and savepoints. */
  static final String BUCKET = "uploadlens-checkpoints";

  static final int TASK_HEAP_MB = 640;
  static final int DIRECT_MEMORY_MB = 320;
  static final int METASPACE_MB = 512;

  private static final int FRAMEWORK_MB = 128;
  private static final int NETWORK_MB = 64;
  private static final int MANAGED_MB = 256;
  private static final int OVERHEAD_MB = 128;

  private final ClusterDirectory files;
  private final ClusterSettings settings;

  ConfigurationFiles(ClusterDirectory files, ClusterSettings settings) {
    this.files = files;
    this.settings = settings;
  }

  /**
   * Writes all of them.
   *
   * @param s3 the configuration of Flink's S3 file system
   */
  void write(Map<String, String> s3) throws IOException {
    Files.createDirectories(files.conf());
    Files.write(files.conf().resolve("config.yaml"), flink(s3));
    Files.write(files.conf().resolve("log4j.properties"), log4j());
  }

  /** ZooKeeper's configuration, which it needs before S3 is there. */
  Path writeZooKeeper() throws IOException {
    Files.createDirectories(files.conf());
    Path file = files.conf().resolve("zoo.cfg");
    Files.write(
        file,
        List.of(
            "clientPort=" + settings.zooKeeperPort,
            "clientPortAddress=127.0.0.1",
            "dataDir=" + files.highAvailability().resolve("zookeeper"),
            // A session of a killed JobManager ends after a few ticks.
            "tickTime=500",
            "maxClientCnxns=0",
            "admin.enableServer=false"));
    Files.write(files.conf().resolve("log4j.properties"), log4j());
    return file;
  }

  private List<String> flink(Map<String, String> s3) {
    Map<String, Object> options = new TreeMap<>(s3);
    listenOnLoopback(options);
    memory(options);
    options.put("high-availability.type", "zookeeper");
    options.put("high-availability.zookeeper.quorum", "127.0.0.1:" + settings.zooKeeperPort);
    options.put("high-availability.zookeeper.client.session-timeout", "5 s");
    options.put("high-availability.zookeeper.client.connection-timeout", "5 s");
    options.put("high-availability.cluster-id", "/uploadlens");
    // On this machine and not in S3: it takes the job's jar, and the local S3 is memory.
    options.put("high-availability.storageDir", files.highAvailability().resolve("flink").toUri());
    options.put("state.backend.type", "rocksdb");
    options.put("execution.checkpointing.incremental", true);
    options.put("execution.checkpointing.interval", settings.checkpointInterval.toMillis() + " ms");
    options.put("execution.checkpointing.mode", "EXACTLY_ONCE");
    options.put("execution.checkpointing.timeout", "60 s");
    options.put("execution.checkpointing.num-retained", 3);
    options.put(
        "execution.checkpointing.externalized-checkpoint-retention", "RETAIN_ON_CANCELLATION");
    options.put("execution.checkpointing.dir", "s3://" + BUCKET + "/checkpoints");
    options.put("execution.checkpointing.savepoint-dir", "s3://" + BUCKET + "/savepoints");
    options.put("restart-strategy.type", "fixed-delay");
    options.put("restart-strategy.fixed-delay.attempts", Integer.MAX_VALUE);
    options.put("restart-strategy.fixed-delay.delay", "1 s");
    options.put("heartbeat.interval", "1 s");
    options.put("heartbeat.timeout", "6 s");
    options.put("pipeline.object-reuse", true);
    // Over all TaskManagers, so that there is a network between the subtasks.
    options.put("taskmanager.load-balance.mode", "SLOTS");
    List<String> lines = new ArrayList<>();
    options.forEach((key, value) -> lines.add(key + ": " + value));
    return lines;
  }

  private void listenOnLoopback(Map<String, Object> options) {
    options.put("jobmanager.rpc.address", "127.0.0.1");
    options.put("jobmanager.rpc.port", 0);
    options.put("jobmanager.bind-host", "127.0.0.1");
    options.put("taskmanager.host", "127.0.0.1");
    options.put("taskmanager.bind-host", "127.0.0.1");
    options.put("rest.address", "127.0.0.1");
    options.put("rest.bind-address", "127.0.0.1");
    options.put("rest.port", settings.restPort);
    options.put("rest.bind-port", settings.restPort);
  }

  private void memory(Map<String, Object> options) {
    options.put("taskmanager.numberOfTaskSlots", settings.slots);
    options.put("taskmanager.cpu.cores", settings.slots);
    options.put("taskmanager.memory.framework.heap.size", FRAMEWORK_MB + "m");
    options.put("taskmanager.memory.framework.off-heap.size", FRAMEWORK_MB + "m");
    options.put("taskmanager.memory.task.heap.size", TASK_HEAP_MB - FRAMEWORK_MB + "m");
    options.put(
        "taskmanager.memory.task.off-heap.size",
        DIRECT_MEMORY_MB - FRAMEWORK_MB - NETWORK_MB + "m");
    options.put("taskmanager.memory.managed.size", MANAGED_MB + "m");
    options.put("taskmanager.memory.network.min", NETWORK_MB + "m");
    options.put("taskmanager.memory.network.max", NETWORK_MB + "m");
    options.put("taskmanager.memory.jvm-metaspace.size", METASPACE_MB + "m");
    options.put("taskmanager.memory.jvm-overhead.min", OVERHEAD_MB + "m");
    options.put("taskmanager.memory.jvm-overhead.max", OVERHEAD_MB + "m");
  }

  private static List<String> log4j() {
    return List.of(
        "rootLogger.level = INFO",
        "rootLogger.appenderRef.stdout.ref = stdout",
        "appender.stdout.name = stdout",
        "appender.stdout.type = CONSOLE",
        "appender.stdout.layout.type = PatternLayout",
        "appender.stdout.layout.pattern = %d{HH:mm:ss.SSS} %-5p %-40.40c{1.} %m%n",
        "logger.zookeeper.name = org.apache.flink.shaded.zookeeper3",
        "logger.zookeeper.level = WARN",
        "logger.curator.name = org.apache.flink.shaded.curator5",
        "logger.curator.level = WARN");
  }
}
