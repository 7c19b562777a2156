package io.uploadlens.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import io.uploadlens.aws.AwsService;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What the crash suite does to a cluster at work. Each leaves it whole again. */
enum CrashFault {
  /** A busy TaskManager is killed at any moment. */
  TASKMANAGER_KILLED("TaskManager killed while reading") {
    @Override
    void strike(CrashScene scene) throws IOException, InterruptedException {
      killTaskManager(scene);
    }
  },

  /** A busy TaskManager is killed when a checkpoint has just begun. */
  TASKMANAGER_KILLED_DURING_CHECKPOINT("TaskManager killed during a checkpoint") {
    @Override
    void strike(CrashScene scene) throws IOException, InterruptedException {
      scene.beginCheckpoint();
      killTaskManager(scene);
    }
  },

  /** A busy TaskManager is killed when a checkpoint has just completed and is being committed. */
  TASKMANAGER_KILLED_DURING_COMMIT("TaskManager killed during the commit") {
    @Override
    void strike(CrashScene scene) throws IOException, InterruptedException {
      scene.completeCheckpoint();
      scene.pause(0, 100);
      killTaskManager(scene);
    }
  },

  /** The JobManager is killed at any moment; the next one goes on with the job. */
  JOBMANAGER_KILLED("JobManager killed while reading") {
    @Override
    void strike(CrashScene scene) throws IOException, InterruptedException {
      scene.killAndReplace(List.of(FlinkCluster.JOBMANAGER));
    }
  },

  /** The JobManager is killed when a checkpoint has just begun. */
  JOBMANAGER_KILLED_DURING_CHECKPOINT("JobManager killed during a checkpoint") {
    @Override
    void strike(CrashScene scene) throws IOException, InterruptedException {
      scene.beginCheckpoint();
      scene.killAndReplace(List.of(FlinkCluster.JOBMANAGER));
    }
  },

  /** The JobManager is killed when a checkpoint has just completed and is being committed. */
  JOBMANAGER_KILLED_DURING_COMMIT("JobManager killed during the commit") {
    @Override
    void strike(CrashScene scene) throws IOException, InterruptedException {
      scene.completeCheckpoint();
      scene.pause(0, 100);
      scene.killAndReplace(List.of(FlinkCluster.JOBMANAGER));
    }
  },

  /** All of Flink is killed at once. */
  ALL_KILLED("JobManager and TaskManagers killed") {
    @Override
    void strike(CrashScene scene) throws IOException, InterruptedException {
      scene.killAndReplace(scene.flinkProcesses());
    }
  },

  /** For some seconds one service refuses connections. */
  CONNECTIONS_REFUSED("connections refused") {
    @Override
    void strike(CrashScene scene) throws IOException, InterruptedException {
      AwsService service = scene.someService();
      scene.tell(service.name());
      scene.faults().refuse(service);
      scene.pause(2_000, 6_000);
      scene.clear(service);
    }
  },

  /** For some seconds one service answers nothing, and then hangs up. */
  CONNECTIONS_HANG("connections hang") {
    @Override
    void strike(CrashScene scene) throws IOException, InterruptedException {
      AwsService service = scene.someService();
      scene.tell(service.name());
      long time = scene.between(2_000, 6_000);
      scene.faults().hang(service, Duration.ofMillis(time));
      TimeUnit.MILLISECONDS.sleep(time);
      scene.clear(service);
    }
  },

  /** Stopped with a savepoint, and started from it with another setting. */
  UPGRADED("upgraded with a changed setting") {
    @Override
    void strike(CrashScene scene) throws IOException, InterruptedException {
      scene.upgrade();
    }
  },

  /** Stopped with a savepoint, and started with settings that its state does not go with. */
  UPGRADE_REFUSED("upgrade that does not start") {
    @Override
    void strike(CrashScene scene) throws IOException, InterruptedException {
      scene.upgradeInVain();
    }
  },

  /** Stopped with a savepoint, and started from it at another parallelism. */
  RESCALED("rescaled") {
    @Override
    void strike(CrashScene scene) throws IOException, InterruptedException {
      scene.rescale();
    }
  };

  private final String label;

  CrashFault(String label) {
    this.label = label;
  }

  /** Does it, and whatever somebody would do who runs a cluster. */
  abstract void strike(CrashScene scene) throws IOException, InterruptedException;

  private static void killTaskManager(CrashScene scene) throws IOException, InterruptedException {
    List<String> busy = new ArrayList<>();
    for (JsonNode taskManager : scene.rest().taskManagers()) {
      if (taskManager.get("freeSlots").asInt() < taskManager.get("slotsNumber").asInt()) {
        busy.add(taskManager.get("id").asText());
      }
    }
    Collections.sort(busy);
    scene.killAndReplace(List.of(busy.isEmpty() ? FlinkCluster.taskManager(1) : scene.oneOf(busy)));
  }

  @Override
  public String toString() {
    return label;
  }
}
