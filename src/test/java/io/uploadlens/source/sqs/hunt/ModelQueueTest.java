package io.uploadlens.source.sqs.hunt;

import static org.assertj.core.api.Assertions.assertThat;

import io.uploadlens.source.sqs.hunt.Conditions.Number;
import io.uploadlens.source.sqs.hunt.Conditions.OldHandle;
import io.uploadlens.source.sqs.queue.ReceiveRequest;
import io.uploadlens.source.sqs.queue.ReceivedMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The model behaves as SQS documents it: a hunt is worth no more than its model. */
class ModelQueueTest {

  private static final Duration VISIBILITY = Duration.ofSeconds(30);

  private final VirtualTime time = new VirtualTime();
  private final List<Integer> deleted = new ArrayList<>();

  @Test
  void hidesWhatItHandsOutUntilTheTimeoutHasPassed() {
    ModelQueue queue = queue(Conditions.usual());
    queue.send(0);
    String first = receiveAll(queue, null).get(0).receiptHandle();
    time.pass(29_999);
    assertThat(receiveAll(queue, null)).isEmpty();
    time.pass(1);
    List<ReceivedMessage> again = receiveAll(queue, null);
    assertThat(again).hasSize(1);
    assertThat(again.get(0).receiptHandle()).isNotEqualTo(first);
    assertThat(again.get(0).message().receiveCount()).isEqualTo(2);
  }

  @Test
  void anOlderHandleDoesWhatTheConditionsSay() {
    for (OldHandle habit : OldHandle.values()) {
      deleted.clear();
      ModelQueue queue = queue(Conditions.usual().with(Number.OLD_HANDLE, habit.ordinal()));
      queue.send(0);
      String old = receiveAll(queue, null).get(0).receiptHandle();
      time.pass(30_000);
      String newest = receiveAll(queue, null).get(0).receiptHandle();
      assertThat(queue.delete(0, old) != null).isEqualTo(habit == OldHandle.REFUSED);
      assertThat(deleted.isEmpty()).isEqualTo(habit != OldHandle.DELETES);
      assertThat(queue.delete(0, newest)).isNull();
      assertThat(deleted).containsExactly(0);
    }
  }

  @Test
  void releasesAndExtendsButNotBeyondTwelveHours() {
    ModelQueue queue = queue(Conditions.usual());
    queue.send(0);
    String handle = receiveAll(queue, null).get(0).receiptHandle();
    assertThat(queue.changeVisibility(0, handle, Duration.ofHours(12))).isNull();
    time.pass(1);
    assertThat(queue.changeVisibility(0, handle, Duration.ofHours(12))).isNotNull();
    assertThat(queue.changeVisibility(0, handle, Duration.ZERO)).isNull();
    assertThat(receiveAll(queue, null)).hasSize(1);
    assertThat(queue.changeVisibility(0, handle, Duration.ZERO)).isNotNull();
  }

  @Test
  void deliversTwiceAndBringsBackWhatWasDeleted() {
    ModelQueue queue = queue(Conditions.usual());
    queue.send(0);
    assertThat(receiveAll(queue, null)).hasSize(1);
    queue.duplicate(1);
    String handle = receiveAll(queue, null).get(0).receiptHandle();
    assertThat(queue.delete(0, handle)).isNull();
    assertThat(queue.live()).isEmpty();
    queue.resurrect(1);
    assertThat(receiveAll(queue, null)).hasSize(1);
  }

  @Test
  void aFifoGroupWaitsForWhatIsInFlightOfIt() {
    ModelQueue queue = queue(Conditions.usual().with(Number.FIFO, 1).with(Number.GROUPS, 1));
    queue.send(0);
    ReceivedMessage first = receiveAll(queue, null).get(0);
    queue.send(1);
    assertThat(receiveAll(queue, null)).isEmpty();
    assertThat(queue.delete(0, first.receiptHandle())).isNull();
    assertThat(ids(receiveAll(queue, null))).containsExactly("id1");
  }

  @Test
  void aFifoHandleEndsWithItsVisibility() {
    ModelQueue queue = queue(Conditions.usual().with(Number.FIFO, 1));
    queue.send(0);
    String handle = receiveAll(queue, null).get(0).receiptHandle();
    time.pass(30_000);
    assertThat(queue.delete(0, handle)).isNotNull();
    assertThat(deleted).isEmpty();
  }

  @Test
  void aRepeatedFifoAttemptGetsTheSameMessages() {
    ModelQueue queue = queue(Conditions.usual().with(Number.FIFO, 1));
    queue.send(0);
    List<ReceivedMessage> first = queue.receive(request("attempt"));
    List<ReceivedMessage> again = queue.receive(request("attempt"));
    assertThat(ids(again)).isEqualTo(ids(first));
    assertThat(again.get(0).receiptHandle()).isEqualTo(first.get(0).receiptHandle());
    assertThat(queue.receive(request("another"))).isEmpty();
  }

  private ModelQueue queue(Conditions conditions) {
    return new ModelQueue(0, conditions, time, message -> deleted.add(message.id));
  }

  private static List<ReceivedMessage> receiveAll(ModelQueue queue, String attempt) {
    return queue.receive(request(attempt));
  }

  private static ReceiveRequest request(String attempt) {
    return new ReceiveRequest(10, Duration.ZERO, VISIBILITY, attempt);
  }

  private static List<String> ids(List<ReceivedMessage> messages) {
    return messages.stream().map(m -> m.message().messageId()).collect(Collectors.toList());
  }
}
