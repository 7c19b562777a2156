package io.uploadlens.localaws;

import io.uploadlens.aws.AwsService;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * The failures that the local AWS is asked for: {@code aws.faults().on(AwsService.FIREHOSE,
 * "PutRecordBatch").failing(0.2).partial()}.
 *
 * <p>Whether a fault strikes a request is drawn from a generator seeded by {@link #seed}, one per
 * fault, so that the n-th request meets the same fate in every run. Several faults on one operation
 * are all asked; a throttle wins over a server error.
 */
public final class Faults {

  /** The operations whose answer can carry failed entries beside successful ones. */
  private static final Map<AwsService, Set<String>> BATCHES =
      Map.of(
          AwsService.SQS,
          Set.of("SendMessageBatch", "DeleteMessageBatch", "ChangeMessageVisibilityBatch"),
          AwsService.SNS,
          Set.of("PublishBatch"),
          AwsService.KINESIS,
          Set.of("PutRecords"),
          AwsService.FIREHOSE,
          Set.of("PutRecordBatch"));

  private final List<Fault> faults = new CopyOnWriteArrayList<>();
  private final Consumer<AwsService> refuse;
  private final Consumer<AwsService> accept;
  private final AtomicLong count = new AtomicLong();
  private volatile long seed;

  Faults(long seed, Consumer<AwsService> refuse, Consumer<AwsService> accept) {
    this.seed = seed;
    this.refuse = refuse;
    this.accept = accept;
  }

  /** The seed of the faults that are set from now on. */
  public Faults seed(long seed) {
    this.seed = seed;
    return this;
  }

  /** A fault on every operation of a service. */
  public FaultBuilder on(AwsService service) {
    return new FaultBuilder(this, service, null);
  }

  /**
   * A fault on one operation.
   *
   * @param operation as the API reference spells it, for example {@code PutRecords}
   * @throws IllegalArgumentException when the local service has no such operation, since such a
   *     fault would never strike
   */
  public FaultBuilder on(AwsService service, String operation) {
    if (!Operations.of(service).contains(operation)) {
      throw new IllegalArgumentException(
          "The local "
              + service
              + " has no operation '"
              + operation
              + "'; it has "
              + Operations.of(service));
    }
    return new FaultBuilder(this, service, operation);
  }

  /** Ends every fault; refused services listen again. */
  public void clear() {
    faults.forEach(Fault::clear);
  }

  /** Ends the faults of one service. */
  public void clear(AwsService service) {
    faults.stream().filter(fault -> fault.service() == service).forEach(Fault::clear);
  }

  Fault add(FaultBuilder built, Fault.Kind kind, Duration delay) {
    if (kind == Fault.Kind.PARTIAL && !partialAllowed(built)) {
      throw new IllegalArgumentException(
          "A partial failure is possible in " + BATCHES + " only, not in " + built);
    }
    Fault fault = new Fault(this, built, kind, delay, seed + 31L * count.getAndIncrement());
    faults.add(fault);
    if (kind == Fault.Kind.REFUSE) {
      refuse.accept(built.service());
    }
    return fault;
  }

  void remove(Fault fault) {
    if (faults.remove(fault)
        && fault.kind() == Fault.Kind.REFUSE
        && faults.stream()
            .noneMatch(
                other -> other.kind() == Fault.Kind.REFUSE && other.service() == fault.service())) {
      accept.accept(fault.service());
    }
  }

  /** The fate of one request. */
  Verdict judge(AwsService service, String operation) {
    Verdict verdict = new Verdict();
    for (Fault fault : faults) {
      if (fault.concerns(service, operation) && fault.kind().wholeRequest() && fault.strikes()) {
        verdict.add(fault);
      }
    }
    return verdict;
  }

  /** Whether the next entry of a batch fails; to be asked once for each entry, in order. */
  boolean entryFails(AwsService service, String operation) {
    boolean fails = false;
    for (Fault fault : faults) {
      if (fault.concerns(service, operation) && fault.kind() == Fault.Kind.PARTIAL) {
        fails |= fault.strikes();
      }
    }
    return fails;
  }

  private static boolean partialAllowed(FaultBuilder built) {
    return built.operation() != null
        && BATCHES.getOrDefault(built.service(), Set.of()).contains(built.operation());
  }

  /** What the faults have decided for one request. */
  static final class Verdict {
    private Duration delay = Duration.ZERO;
    private boolean throttled;
    private boolean broken;
    private boolean losesAnswer;

    private void add(Fault fault) {
      switch (fault.kind()) {
        case THROTTLE:
          throttled = true;
          break;
        case SERVER_ERROR:
          broken = true;
          break;
        case DELAY:
          delay = delay.plus(fault.delay());
          break;
        case LOSE_ANSWER:
          losesAnswer = true;
          break;
        default:
          throw new IllegalStateException("not of a whole request: " + fault.kind());
      }
    }

    Duration delay() {
      return delay;
    }

    boolean throttled() {
      return throttled;
    }

    boolean broken() {
      return broken;
    }

    boolean losesAnswer() {
      return losesAnswer;
    }
  }
}
