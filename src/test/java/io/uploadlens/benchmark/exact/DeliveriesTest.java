package io.uploadlens.benchmark.exact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.uploadlens.event.UploadEvent;
import org.junit.jupiter.api.Test;

class DeliveriesTest {

  private static final int EVENTS = 30_000;
  private static final long SEED = 5;

  private final History history = new History(EVENTS, SEED, 100);
  private final Deliveries deliveries = new Deliveries(history, SEED);

  @Test
  void everyEventComesOncePlusItsDuplicates() {
    int[] own = new int[EVENTS];
    int[] foreign = new int[EVENTS];
    for (int source = 0; source < Deliveries.SOURCES; source++) {
      for (int block = 0; block < deliveries.blocks(); block++) {
        for (int delivery : deliveries.block(source, block)) {
          (Deliveries.isForeign(delivery) ? foreign : own)[Deliveries.indexOf(delivery)]++;
        }
      }
    }
    int duplicates = 0;
    int onlyLater = 0;
    for (int index = 0; index < EVENTS; index++) {
      int expected = 1;
      expected += deliveries.isAgain(index) ? 1 : 0;
      expected += deliveries.isThroughBoth(index) ? 1 : 0;
      expected += deliveries.isDaysLater(index) ? 1 : 0;
      assertThat(own[index] + foreign[index]).as("deliveries of %d", index).isEqualTo(expected);
      assertThat(own[index]).isPositive();
      assertThat(foreign[index] > 0).isEqualTo(deliveries.isToldByOther(index));
      duplicates += expected - 1;
      onlyLater += deliveries.isOnlyDaysLater(index) ? 1 : 0;
    }
    assertThat(duplicates / (double) EVENTS).isCloseTo(0.1, within(0.02));
    assertThat(onlyLater / (double) EVENTS).isCloseTo(0.01, within(0.005));
  }

  @Test
  void whatComesBehindTheOutOfOrdernessIsADuplicateOrDaysLate() {
    int[] inTime = new int[EVENTS];
    int behind = 0;
    for (int source = 0; source < Deliveries.SOURCES; source++) {
      for (int split = 0; split < Deliveries.SPLITS; split++) {
        long newest = Long.MIN_VALUE;
        for (int block = split; block < deliveries.blocks(); block += Deliveries.SPLITS) {
          for (int delivery : deliveries.block(source, block)) {
            int index = Deliveries.indexOf(delivery);
            long time = history.time(index);
            newest = Math.max(newest, time);
            if (time < newest - ExactSetting.OUT_OF_ORDERNESS.toMillis()) {
              behind++;
              assertThat(newest - time)
                  .isLessThan(ExactSetting.ALLOWED_LATENESS.toMillis() - History.HOUR);
            } else {
              inTime[index]++;
            }
          }
        }
      }
    }
    for (int index = 0; index < EVENTS; index++) {
      assertThat(inTime[index] > 0)
          .as("%d in time", index)
          .isEqualTo(!deliveries.isOnlyDaysLater(index));
    }
    assertThat(behind).as("after minutes or days").isGreaterThan(EVENTS / 50);
  }

  @Test
  void bothSourcesTellOfOneEventInTwoForms() {
    for (int index = 0; index < 100; index++) {
      UploadEvent own = history.event(index, false);
      UploadEvent foreign = history.event(index, true);
      assertThat(foreign.eventId()).isEqualTo(own.eventId());
      assertThat(foreign.sequencer()).isNotEqualTo(own.sequencer());
      assertThat(foreign.principal()).isNotEqualTo(own.principal());
      assertThat(foreign.eventTime()).isEqualTo(own.eventTime()).isEqualTo(history.time(index));
    }
    assertThat(history.event(0, false).eventId()).isNotEqualTo(history.event(1, false).eventId());
  }

  @Test
  void hoursBeginWhereTheySay() {
    for (int hour = 0; hour < History.HOURS; hour++) {
      int first = history.firstOf(hour);
      assertThat(history.hourOf(first)).isEqualTo(hour);
      assertThat(first == 0 ? -1 : history.hourOf(first - 1)).isEqualTo(hour - 1);
    }
    assertThat(history.firstOf(History.HOURS)).isEqualTo(EVENTS);
  }
}
