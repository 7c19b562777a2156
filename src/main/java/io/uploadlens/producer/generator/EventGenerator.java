package io.uploadlens.producer.generator;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.PriorityQueue;
import java.util.Random;

/**
 * The messages, in the order in which they are due: event time order, shuffled within the
 * out-of-orderness.
 *
 * <p>Each event is put into a message that falls due at a random moment between the event's time
 * and that time plus the out-of-orderness, as is each of its duplicates. So a message never carries
 * an event that is older, by more than the out-of-orderness, than one that an earlier message
 * carried. What waits to fall due is held in memory: the events of about one out-of-orderness.
 *
 * <p>Deterministic: the same settings give the same bytes, on every machine. Not thread-safe.
 */
public final class EventGenerator implements Iterator<GeneratedMessage> {

  private static final int MOST_RECORDS = 5;
  private static final long SECOND = 1000;

  private final GeneratorSettings.Values settings;
  private final Random random;
  private final EventFactory factory;
  private final MessageEncoder encoder;
  private final MalformedMessages malformed;
  private final Map<Destination, WeightedChoice<Envelope>> mixes = new EnumMap<>(Destination.class);
  private final long startTime;
  private final long spread;
  private final boolean wholeSecondsOnly;
  private final PriorityQueue<Waiting> waiting =
      new PriorityQueue<>(
          Comparator.comparingLong((Waiting one) -> one.message.dueTime())
              .thenComparingLong(one -> one.number));
  private long waitingNumber;
  private long nextOrdinal;
  private long nextTime;
  private long malformedCount;

  /** A generator at its first message. */
  public EventGenerator(GeneratorSettings generatorSettings) {
    this.settings = generatorSettings.values();
    this.random = new Random(settings.seed);
    this.factory = new EventFactory(settings, random);
    this.encoder = new MessageEncoder(random);
    this.malformed = new MalformedMessages(random, encoder);
    boolean eventBridge = false;
    for (Destination destination : Destination.values()) {
      WeightedChoice<Envelope> mix = WeightedChoice.of(settings.mix(destination));
      mixes.put(destination, mix);
      eventBridge |= isUsed(destination) && mix.things().stream().anyMatch(Envelope::isEventBridge);
    }
    this.startTime = settings.start.toEpochMilli();
    this.spread = settings.outOfOrderness.toMillis();
    this.wholeSecondsOnly = eventBridge && spread < SECOND;
    this.nextTime = timeOf(0);
  }

  private static final class Waiting {
    final GeneratedMessage message;
    final long number;

    Waiting(GeneratedMessage message, long number) {
      this.message = message;
      this.number = number;
    }
  }

  @Override
  public boolean hasNext() {
    return nextOrdinal < settings.events || !waiting.isEmpty();
  }

  /**
   * The next message.
   *
   * @throws NoSuchElementException if all were taken
   */
  @Override
  public GeneratedMessage next() {
    // Nothing that is still to be generated falls due before nextTime.
    while (nextOrdinal < settings.events
        && (waiting.isEmpty() || waiting.peek().message.dueTime() > nextTime)) {
      generate();
    }
    Waiting first = waiting.poll();
    if (first == null) {
      throw new NoSuchElementException("all messages were taken");
    }
    return first.message;
  }

  private void generate() {
    long time = nextTime;
    Destination destination =
        random.nextDouble() < settings.kinesisShare ? Destination.KINESIS : Destination.SQS;
    Envelope envelope = mixes.get(destination).pick(random);
    boolean twice = random.nextDouble() < settings.duplicateShare;
    boolean otherForm = twice && random.nextDouble() < settings.crossFormShare;
    EventType type = factory.nextType();
    if (!type.hasEventBridgeForm()) {
      envelope = envelope.withoutEventBridge();
    }
    boolean application = envelope.isFlat() && !otherForm && random.nextDouble() < 0.3;
    List<GeneratedEvent> events = new ArrayList<>();
    events.add(take(type, envelope, otherForm, application));
    if (envelope == Envelope.S3_MULTI) {
      int records = 2 + random.nextInt(MOST_RECORDS - 1);
      while (events.size() < records
          && nextOrdinal < settings.events
          && (spread == 0 || nextTime - events.get(0).eventTime() <= spread / 2)) {
        time = nextTime;
        events.add(take(factory.nextType(), envelope, otherForm, false));
      }
    }
    send(destination, envelope, events, time, twice && !otherForm);
    if (otherForm) {
      for (GeneratedEvent event : events) {
        sendInOtherForm(destination, envelope, event, time);
      }
    }
    addNoise(destination, time);
  }

  private GeneratedEvent take(
      EventType type, Envelope envelope, boolean otherForm, boolean application) {
    boolean wholeSeconds = wholeSecondsOnly || envelope.isEventBridge() || otherForm;
    long time = wholeSeconds ? nextTime - Math.floorMod(nextTime, SECOND) : nextTime;
    GeneratedEvent event = factory.create(nextOrdinal, type, time, application);
    nextOrdinal++;
    nextTime = timeOf(nextOrdinal);
    return event;
  }

  private long timeOf(long ordinal) {
    return startTime + (long) (ordinal * 1000.0 / settings.eventsPerSecond);
  }

  private void send(
      Destination destination,
      Envelope envelope,
      List<GeneratedEvent> events,
      long time,
      boolean twice) {
    long oldest = events.stream().mapToLong(GeneratedEvent::eventTime).min().getAsLong();
    long due = dueBetween(time, oldest + spread);
    byte[] body = encoder.encode(envelope, events, due);
    GeneratedMessage message =
        GeneratedMessage.ofEvents(destination, envelope, body, due, events, false);
    enqueue(message);
    if (twice) {
      enqueue(message.again(dueBetween(due, oldest + spread)));
    }
  }

  private void sendInOtherForm(
      Destination first, Envelope firstEnvelope, GeneratedEvent event, long time) {
    Destination other = first == Destination.SQS ? Destination.KINESIS : Destination.SQS;
    Destination destination = isUsed(other) ? other : first;
    Envelope envelope = otherEnvelope(destination, firstEnvelope, event);
    long due = dueBetween(time, event.eventTime() + spread);
    byte[] body = encoder.encode(envelope, List.of(event), due);
    enqueue(GeneratedMessage.ofEvents(destination, envelope, body, due, List.of(event), true));
  }

  /** Another form of the destination's mix, or the same where it has no other. */
  private Envelope otherEnvelope(Destination destination, Envelope first, GeneratedEvent event) {
    Map<Envelope, Double> others = new LinkedHashMap<>();
    settings
        .mix(destination)
        .forEach(
            (envelope, weight) -> {
              boolean possible = !envelope.isEventBridge() || event.type().hasEventBridgeForm();
              if (possible && envelope.form() != first.form()) {
                others.put(envelope, weight);
              }
            });
    WeightedChoice<Envelope> choice = WeightedChoice.of(others);
    return choice.isEmpty() ? first : choice.pick(random);
  }

  private boolean isUsed(Destination destination) {
    return destination == Destination.SQS ? settings.kinesisShare < 1 : settings.kinesisShare > 0;
  }

  private void addNoise(Destination destination, long time) {
    if (random.nextDouble() < settings.malformedShare) {
      long number = malformedCount++;
      Malformation sort = malformed.nextSort();
      byte[] body = malformed.body(sort, number, time);
      long due = dueBetween(time, time + spread);
      enqueue(GeneratedMessage.malformed(destination, body, "malformed-" + number, due, sort));
    }
    if (random.nextDouble() < settings.testEventShare) {
      String bucket = settings.buckets.keySet().iterator().next();
      byte[] body = encoder.testEvent(bucket, factory.hex(16), time);
      if (random.nextBoolean()) {
        body = encoder.sns(body, settings.region, time);
      }
      enqueue(
          GeneratedMessage.testEvent(destination, body, "test", dueBetween(time, time + spread)));
    }
  }

  private long dueBetween(long earliest, long latest) {
    return latest <= earliest
        ? earliest
        : earliest + (long) (random.nextDouble() * (latest - earliest));
  }

  private void enqueue(GeneratedMessage message) {
    waiting.add(new Waiting(message, waitingNumber++));
  }
}
