package io.uploadlens.localaws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.uploadlens.aws.AwsService;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FaultsTest {

  private final List<String> ports = new ArrayList<>();
  private final Faults faults =
      new Faults(
          7, service -> ports.add("refuse " + service), service -> ports.add("accept " + service));

  @Test
  void strikesTheSameRequestsForTheSameSeed() {
    assertThat(struck(42)).isEqualTo(struck(42)).isNotEqualTo(struck(43));
  }

  @Test
  void strikesAboutAsOftenAsAsked() {
    Fault fault = faults.on(AwsService.SQS, "ReceiveMessage").failing(0.25).throttle();
    judge(AwsService.SQS, "ReceiveMessage", 2000);
    assertThat(fault.fired()).isBetween(430L, 570L);
  }

  @Test
  void leavesOtherOperationsAndServicesAlone() {
    Fault fault = faults.on(AwsService.SQS, "ReceiveMessage").throttle();
    assertThat(faults.judge(AwsService.SQS, "SendMessage").throttled()).isFalse();
    assertThat(faults.judge(AwsService.SNS, "ReceiveMessage").throttled()).isFalse();
    assertThat(fault.fired()).isZero();
    assertThat(faults.judge(AwsService.SQS, "ReceiveMessage").throttled()).isTrue();
    assertThat(fault.fired()).isEqualTo(1);
  }

  @Test
  void waitsForItsTurnAndStopsAfterItsTimes() {
    faults.on(AwsService.KINESIS, "GetRecords").after(2).times(3).serverError();
    List<Boolean> broken = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      broken.add(faults.judge(AwsService.KINESIS, "GetRecords").broken());
    }
    assertThat(broken).containsExactly(false, false, true, true, true, false, false);
  }

  @Test
  void addsTheDelaysOfSeveralFaults() {
    faults.on(AwsService.S3).delay(Duration.ofMillis(20));
    faults.on(AwsService.S3, "PutObject").delay(Duration.ofMillis(5));
    assertThat(faults.judge(AwsService.S3, "PutObject").delay()).hasMillis(25);
    assertThat(faults.judge(AwsService.S3, "GetObject").delay()).hasMillis(20);
  }

  @Test
  void clearingOneLeavesTheOthersAndTheCount() {
    Fault one = faults.on(AwsService.S3).throttle();
    Fault other = faults.on(AwsService.SQS).serverError();
    judge(AwsService.S3, "GetObject", 3);
    one.clear();
    judge(AwsService.S3, "GetObject", 3);
    assertThat(one.fired()).isEqualTo(3);
    assertThat(faults.judge(AwsService.SQS, "SendMessage").broken()).isTrue();
    faults.clear();
    assertThat(faults.judge(AwsService.SQS, "SendMessage").broken()).isFalse();
    assertThat(other.fired()).isEqualTo(1);
  }

  @Test
  void opensThePortAgainWhenTheLastRefusalIsCleared() {
    Fault one = faults.on(AwsService.S3).refuseConnections();
    Fault other = faults.on(AwsService.S3).refuseConnections();
    one.clear();
    assertThat(ports).containsExactly("refuse S3", "refuse S3");
    other.clear();
    assertThat(ports).containsExactly("refuse S3", "refuse S3", "accept S3");
  }

  @Test
  void refusesAnOperationThatWouldNeverBeStruck() {
    assertThatThrownBy(() -> faults.on(AwsService.FIREHOSE, "PutRecords"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("FIREHOSE has no operation 'PutRecords'")
        .hasMessageContaining("PutRecordBatch");
  }

  @Test
  void refusesAPartialFailureOfWhatIsNoBatch() {
    assertThatThrownBy(() -> faults.on(AwsService.KINESIS, "GetRecords").partial())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not in KINESIS.GetRecords");
    assertThatThrownBy(() -> faults.on(AwsService.SQS).partial())
        .hasMessageContaining("not in SQS, all operations");
  }

  @Test
  void refusesNumbersThatMeanNothing() {
    assertThatThrownBy(() -> faults.on(AwsService.S3).failing(1.5)).hasMessageContaining("1.5");
    assertThatThrownBy(() -> faults.on(AwsService.S3).failing(Double.NaN))
        .hasMessageContaining("NaN");
    assertThatThrownBy(() -> faults.on(AwsService.S3).times(0)).hasMessageContaining("0 times");
    assertThatThrownBy(() -> faults.on(AwsService.S3).after(-1)).hasMessageContaining("-1");
    assertThatThrownBy(() -> faults.on(AwsService.S3).delay(Duration.ofMillis(-1)))
        .hasMessageContaining("PT-0.001S");
    assertThatThrownBy(() -> faults.on(AwsService.S3, "GetObject").refuseConnections())
        .hasMessageContaining("S3.GetObject");
  }

  private static List<Boolean> struck(long seed) {
    Faults faults = new Faults(seed, service -> {}, service -> {});
    faults.on(AwsService.KINESIS, "PutRecords").failing(0.5).partial();
    List<Boolean> struck = new ArrayList<>();
    for (int i = 0; i < 64; i++) {
      struck.add(faults.entryFails(AwsService.KINESIS, "PutRecords"));
    }
    return struck;
  }

  private void judge(AwsService service, String operation, int times) {
    for (int i = 0; i < times; i++) {
      faults.judge(service, operation);
    }
  }
}
