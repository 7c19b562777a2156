package io.uploadlens.source.sqs.reader;

import static org.assertj.core.api.Assertions.assertThat;

import io.uploadlens.source.sqs.SqsMessage;
import io.uploadlens.source.sqs.metrics.QueueMetrics;
import java.time.Duration;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.junit.jupiter.api.Test;

/** Places in message groups, and how they are lost. */
class MessageGroupsTest {

  private static final String URL = "http://localhost/000000000000/uploads.fifo";
  private static final Duration VISIBILITY = Duration.ofSeconds(60);

  @Test
  void anOlderDeliveryThatArrivesLaterDoesNotTakeTheHandleBack() {
    MessageGroups groups = new MessageGroups(true, URL, VISIBILITY, counters());
    HeldMessage held = held(groups, "a", "1");
    assertThat(groups.renew(held, message("a", "1", 3), () -> held.renew("third", 10))).isTrue();
    assertThat(groups.renew(held, message("a", "1", 2), () -> held.renew("second", 20))).isTrue();

    assertThat(held.receipt().handle()).isEqualTo("third");
    assertThat(held.hiddenSince()).isEqualTo(10);
  }

  @Test
  void whatComesBackBeforeItWasFoundLostTakesANewPlace() {
    MessageGroups groups = new MessageGroups(true, URL, VISIBILITY, counters());
    HeldMessage emitted = held(groups, "a", "1");
    HeldMessage first = held(groups, "a", "2");
    HeldMessage second = held(groups, "a", "3");
    HeldMessage other = held(groups, "b", "4");
    assertThat(groups.mayEmit(emitted, 0)).isTrue();
    assertThat(groups.mayEmit(first, VISIBILITY.toMillis())).isFalse();

    // Renewed where it stands, it would be emitted before the first.
    Runnable nothing = () -> {};
    assertThat(groups.renew(second, message("a", "3", 2), nothing)).isFalse();
    assertThat(groups.renew(emitted, message("a", "1", 2), nothing)).isTrue();
    assertThat(groups.renew(other, message("b", "4", 2), nothing)).isTrue();
    assertThat(groups.mayEmit(second, 0)).isFalse();
    assertThat(groups.mayEmit(other, 0)).isTrue();
    // What is received from now on has its place.
    assertThat(groups.mayEmit(held(groups, "a", "2"), 0)).isTrue();
  }

  @Test
  void groupsAreForgottenWithTheirLastMessage() {
    MessageGroups groups = new MessageGroups(true, URL, VISIBILITY, counters());
    HeldMessage one = held(groups, "a", "1");
    HeldMessage two = held(groups, "a", "2");
    HeldMessage other = held(groups, "b", "3");
    assertThat(groups.size()).isEqualTo(2);
    groups.gone(one);
    groups.gone(other);
    assertThat(groups.size()).isEqualTo(1);
    groups.gone(two);
    assertThat(groups.size()).isZero();
  }

  @Test
  void aMessageBehindALaterOneOfItsGroupIsEmittedAndCounted() {
    QueueMetrics counters = counters();
    MessageGroups groups = new MessageGroups(true, URL, VISIBILITY, counters);
    // Numbers, not strings.
    assertThat(groups.mayEmit(held(groups, "a", "9"), 0)).isTrue();
    assertThat(groups.mayEmit(held(groups, "a", "10"), 0)).isTrue();
    assertThat(groups.mayEmit(held(groups, "b", "5"), 0)).isTrue();
    assertThat(counters.outOfOrder().getCount()).isZero();

    assertThat(groups.mayEmit(held(groups, "a", "009"), 0)).isTrue();
    assertThat(counters.outOfOrder().getCount()).isEqualTo(1);
    assertThat(MessageGroups.compare("18446744073709551616", "9")).isPositive();
    assertThat(MessageGroups.compare("0010", "10")).isZero();
  }

  private static QueueMetrics counters() {
    return new QueueMetrics(new UnregisteredMetricsGroup(), URL);
  }

  private static HeldMessage held(MessageGroups groups, String group, String sequence) {
    SqsMessage message = message(group, sequence, 1);
    HeldMessage held = new HeldMessage(message, "first", 0);
    groups.received(held, message);
    return held;
  }

  private static SqsMessage message(String group, String sequence, int receiveCount) {
    return SqsMessage.builder(URL, group + sequence)
        .body("")
        .receiveCount(receiveCount)
        .messageGroupId(group)
        .sequenceNumber(sequence)
        .build();
  }
}
