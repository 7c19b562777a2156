package io.uploadlens.config;

import io.uploadlens.config.KinesisSourceOptions.InitialPosition;
import io.uploadlens.config.KinesisSourceOptions.ReadMode;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import org.apache.flink.util.TimeUtils;

/**
 * What the settings must be together: nothing missing that another one asks for, no contradictions.
 *
 * <p>Says nothing of a setting whose value alone is wrong; that is told already.
 */
final class ConfigRules {

  private final ParsedSettings settings;
  private final Clock clock;
  private final List<String> problems = new ArrayList<>();

  ConfigRules(ParsedSettings settings, Clock clock) {
    this.settings = settings;
    this.clock = clock;
  }

  List<String> problems() {
    sourcesAndSinks();
    credentials();
    initialPosition();
    readMode();
    regions();
    queues();
    problems.addAll(FifoRules.problems(settings));
    problems.addAll(PayloadRules.problems(settings));
    problems.addAll(GroupRules.problems(settings));
    paths();
    silence();
    return problems;
  }

  /** A source tells at these intervals that it is empty; older news does not close windows. */
  private void silence() {
    if (settings.has(SqsSourceOptions.GROUP)) {
      lessThanIdleTimeout(SqsSourceOptions.BACKLOG_INTERVAL);
    }
    if (settings.has(KinesisSourceOptions.GROUP)) {
      lessThanIdleTimeout(KinesisSourceOptions.POLL_INTERVAL);
    }
  }

  private void lessThanIdleTimeout(Setting<Duration> interval) {
    Optional<Duration> often = settings.find(interval);
    Optional<Duration> idle = settings.find(WatermarkOptions.IDLE_TIMEOUT);
    if (often.isPresent() && idle.isPresent() && often.get().compareTo(idle.get()) >= 0) {
      problems.add(
          interval.name()
              + " = "
              + TimeUtils.formatWithHighestUnit(often.get())
              + " is not less than "
              + WatermarkOptions.IDLE_TIMEOUT.name()
              + " = "
              + TimeUtils.formatWithHighestUnit(idle.get())
              + ", so the last windows before a silence would never close: must be less");
    }
  }

  private void sourcesAndSinks() {
    if (!settings.has(SqsSourceOptions.GROUP) && !settings.has(KinesisSourceOptions.GROUP)) {
      problems.add(
          "no source is set, so there would be nothing to read: add the property group "
              + SqsSourceOptions.ID
              + " or "
              + KinesisSourceOptions.ID);
    }
    if (!settings.has(SinkOptions.FIREHOSE) && !settings.has(SinkOptions.ARCHIVE)) {
      problems.add(
          "no sink is set, so no result would leave the job: add the property group "
              + SinkOptions.FIREHOSE_ID
              + " or "
              + SinkOptions.ARCHIVE_ID);
    }
    neededForNothingLost(SinkOptions.LATE, "an event that comes too late would be lost");
    neededForNothingLost(SinkOptions.DEAD_LETTER, "a message that can't be decoded would be lost");
  }

  private void neededForNothingLost(OptionGroup group, String consequence) {
    if (settings.has(group)) {
      return;
    }
    for (Setting<?> setting : group.settings()) {
      problems.add(
          setting.name()
              + " is not set, and without it "
              + consequence
              + ": must be "
              + setting.allowed());
    }
  }

  private void credentials() {
    together(AwsOptions.ACCESS_KEY_ID, AwsOptions.SECRET_ACCESS_KEY);
    together(AwsOptions.SECRET_ACCESS_KEY, AwsOptions.ACCESS_KEY_ID);
  }

  private void together(Setting<String> given, Setting<String> missing) {
    if (settings.isGiven(given) && !settings.isGiven(missing)) {
      problems.add(
          given.name()
              + " is set and "
              + missing.name()
              + " is not: set both, or none to use the role of the application");
    }
  }

  private void initialPosition() {
    Optional<InitialPosition> position = settings.find(KinesisSourceOptions.INITIAL_POSITION);
    if (!settings.has(KinesisSourceOptions.GROUP) || position.isEmpty()) {
      return;
    }
    onlyWith(
        KinesisSourceOptions.INITIAL_TIMESTAMP,
        KinesisSourceOptions.INITIAL_POSITION,
        position.get(),
        InitialPosition.AT_TIMESTAMP);
    settings
        .find(KinesisSourceOptions.INITIAL_TIMESTAMP)
        .map(TextForms::instant)
        .filter(clock.instant()::isBefore)
        .ifPresent(
            time ->
                problems.add(
                    settings.quote(KinesisSourceOptions.INITIAL_TIMESTAMP)
                        + ": must not lie in the future; it is "
                        + clock.instant()
                        + " now"));
  }

  private void readMode() {
    Optional<ReadMode> mode = settings.find(KinesisSourceOptions.READ_MODE);
    if (!settings.has(KinesisSourceOptions.GROUP) || mode.isEmpty()) {
      return;
    }
    onlyWith(
        KinesisSourceOptions.EFO_CONSUMER_NAME,
        KinesisSourceOptions.READ_MODE,
        mode.get(),
        ReadMode.EFO);
    if (mode.get() == ReadMode.EFO && settings.isGiven(KinesisSourceOptions.POLL_INTERVAL)) {
      problems.add(
          settings.quote(KinesisSourceOptions.POLL_INTERVAL)
              + ": does nothing with "
              + settings.quote(KinesisSourceOptions.READ_MODE)
              + ", which does not poll: take one of them out");
    }
  }

  /** The dependent setting is there exactly where the other one has the value that it is for. */
  private <E extends Enum<E>> void onlyWith(
      Setting<String> dependent, Setting<E> other, E actual, E needed) {
    boolean given = settings.isGiven(dependent);
    if (actual == needed && !given) {
      problems.add(
          dependent.name()
              + " is not set, and "
              + settings.quote(other)
              + " needs it: must be "
              + dependent.allowed());
    } else if (actual != needed && given) {
      problems.add(
          settings.quote(dependent)
              + ": is for "
              + other.name()
              + " "
              + needed
              + " alone, and that is "
              + actual
              + ": take it out, or set "
              + other.name()
              + " to "
              + needed);
    }
  }

  private void regions() {
    Optional<String> region = settings.find(AwsOptions.REGION);
    if (region.isEmpty()) {
      return;
    }
    settings
        .find(KinesisSourceOptions.STREAM)
        .map(TextForms.STREAM_ARN::matcher)
        .filter(Matcher::matches)
        .filter(arn -> !arn.group("region").equals(region.get()))
        .ifPresent(
            arn -> problems.add(otherRegion(settings.quote(KinesisSourceOptions.STREAM), region)));
    if (settings.isGiven(AwsOptions.ENDPOINT_SQS)) {
      return;
    }
    queueUrls()
        .forEach(
            (url, setting) -> {
              Optional<String> of = TextForms.regionOfQueue(url);
              if (of.isEmpty()) {
                problems.add(
                    setting.name()
                        + ": the queue "
                        + url
                        + " is not on AWS, and aws.endpoint-sqs is not set, so that the SQS of "
                        + region.get()
                        + " would be asked for it: set aws.endpoint-sqs");
              } else if (!of.get().equals(region.get())) {
                problems.add(otherRegion(setting.name() + ": the queue " + url, region));
              }
            });
  }

  private String otherRegion(String what, Optional<String> region) {
    return what
        + " is not in the region aws.region = \""
        + region.orElseThrow()
        + "\": the job reads and writes in one region";
  }

  private void queues() {
    Set<String> sources = new HashSet<>();
    for (String url : settings.find(SqsSourceOptions.QUEUE_URLS).orElse(List.of())) {
      if (!sources.add(TextForms.pathOfQueue(url))) {
        problems.add(SqsSourceOptions.QUEUE_URLS + ": the queue " + url + " is there twice");
      }
    }
    settings
        .find(SinkOptions.DEAD_LETTER_QUEUE_URL)
        .filter(url -> sources.contains(TextForms.pathOfQueue(url)))
        .ifPresent(
            url ->
                problems.add(
                    settings.quote(SinkOptions.DEAD_LETTER_QUEUE_URL)
                        + ": is one of "
                        + SqsSourceOptions.QUEUE_URLS
                        + ", so that the job would read its own dead letters for ever: must be"
                        + " another queue"));
  }

  /** Files of one output among those of another would be read as its own. */
  private void paths() {
    List<Setting<String>> outputs =
        List.of(
            SinkOptions.ARCHIVE_PATH, SinkOptions.LATE_PATH, SinkOptions.DEAD_LETTER_OVERFLOW_PATH);
    for (int i = 0; i < outputs.size(); i++) {
      for (int j = i + 1; j < outputs.size(); j++) {
        Optional<String> one = settings.find(outputs.get(i)).map(ConfigRules::directory);
        Optional<String> other = settings.find(outputs.get(j)).map(ConfigRules::directory);
        if (one.isPresent() && other.isPresent() && overlap(one.get(), other.get())) {
          problems.add(
              settings.quote(outputs.get(i))
                  + " and "
                  + settings.quote(outputs.get(j))
                  + ": one lies in the other, so that readers would mix their files up: must be"
                  + " separate directories");
        }
      }
    }
  }

  private static boolean overlap(String one, String other) {
    return one.startsWith(other) || other.startsWith(one);
  }

  /** With the scheme that both S3 schemes mean, and a slash at the end. */
  private static String directory(String path) {
    URI uri = URI.create(path);
    String place = uri.getAuthority() == null ? "" : uri.getAuthority();
    String normalised = URI.create(uri.getRawPath()).normalize().getPath();
    return (uri.getScheme().equals("file") ? "file" : "s3")
        + "://"
        + place
        + (normalised.endsWith("/") ? normalised : normalised + "/");
  }

  private Map<String, Setting<?>> queueUrls() {
    Map<String, Setting<?>> urls = new TreeMap<>();
    settings
        .find(SinkOptions.DEAD_LETTER_QUEUE_URL)
        .ifPresent(url -> urls.put(url, SinkOptions.DEAD_LETTER_QUEUE_URL));
    settings
        .find(SqsSourceOptions.QUEUE_URLS)
        .ifPresent(list -> list.forEach(url -> urls.put(url, SqsSourceOptions.QUEUE_URLS)));
    return urls;
  }
}
