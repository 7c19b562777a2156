package io.uploadlens.sink.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.uploadlens.event.UploadEvent;
import io.uploadlens.testing.Events;
import java.util.HashSet;
import java.util.Set;
import org.apache.flink.api.java.functions.KeySelector;
import org.junit.jupiter.api.Test;

class ArchivePartitionerTest {

  private final KeySelector<UploadEvent, Long> key = ArchivePartitioner.key();

  @Test
  void anHourOfABucketIsOnAsManySubtasksAsAskedFor() throws Exception {
    assertThat(subtasks(new ArchivePartitioner(3), "photos", 8)).hasSize(3);
    assertThat(subtasks(new ArchivePartitioner(1), "photos", 8)).hasSize(1);
  }

  @Test
  void moreSubtasksThanThereAreIsAll() throws Exception {
    assertThat(subtasks(new ArchivePartitioner(5), "photos", 2)).containsExactlyInAnyOrder(0, 1);
  }

  @Test
  void bucketsSpreadOverAllSubtasks() throws Exception {
    Set<Integer> used = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      used.addAll(subtasks(new ArchivePartitioner(1), "bucket-" + i, 8));
    }
    assertThat(used).containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5, 6, 7);
  }

  @Test
  void noneIsRefused() {
    assertThatThrownBy(() -> new ArchivePartitioner(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("0");
  }

  private Set<Integer> subtasks(ArchivePartitioner partitioner, String bucket, int parallelism)
      throws Exception {
    Set<Integer> used = new HashSet<>();
    for (int i = 0; i < 200; i++) {
      UploadEvent event = Events.created(bucket, "k" + i).at(Events.TIME + i).build();
      used.add(partitioner.partition(key.getKey(event), parallelism));
    }
    return used;
  }
}
