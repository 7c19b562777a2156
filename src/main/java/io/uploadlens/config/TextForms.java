package io.uploadlens.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The forms that texts among the settings have, and how to say so. */
final class TextForms {

  /** See the <a href="https://docs.aws.amazon.com/general/latest/gr/rande.html">regions</a>. */
  static final Predicate<String> REGION =
      Pattern.compile("[a-z]{2,5}(-[a-z]+)+-[0-9]{1,2}").asMatchPredicate();

  /** A stream's name, or its ARN with the name at the end. */
  static final Pattern STREAM_ARN =
      Pattern.compile(
          "arn:aws[a-z-]*:kinesis:(?<region>[a-z0-9-]+):(?<account>[0-9]{12})"
              + ":stream/(?<name>[a-zA-Z0-9_.-]{1,128})");

  private static final Pattern STREAM_NAME = Pattern.compile("[a-zA-Z0-9_.-]{1,128}");

  /** A queue's name is the last segment of its URL. */
  private static final Pattern QUEUE_PATH =
      Pattern.compile("(/[a-zA-Z0-9_-]+)*/[a-zA-Z0-9_-]{1,80}(\\.fifo)?");

  /** The hosts of the regions' SQS, with legacy, FIPS, dual-stack and VPC endpoints. */
  private static final Pattern SQS_HOST =
      Pattern.compile(
          "(?:.*\\.)?sqs(?:-fips)?\\.(?<region>[a-z0-9-]+)\\.(?:vpce\\.)?(?:amazonaws\\.com|api\\.aws).*"
              + "|(?<legacy>[a-z0-9-]+)\\.queue\\.amazonaws\\.com.*");

  /** The bucket naming rules of S3, as far as a URI can break them. */
  private static final Pattern BUCKET = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");

  private static final Set<String> S3_SCHEMES = Set.of("s3", "s3a");

  private TextForms() {}

  static boolean isName(String text, int longest) {
    return text.length() <= longest && STREAM_NAME.matcher(text).matches();
  }

  static boolean isStream(String text) {
    return isName(text, 128) || STREAM_ARN.matcher(text).matches();
  }

  static boolean isQueueUrl(String text) {
    URI uri = parse(text);
    return isHttp(uri)
        && uri.getQuery() == null
        && uri.getFragment() == null
        && uri.getPath() != null
        && QUEUE_PATH.matcher(uri.getPath()).matches();
  }

  static boolean areQueueUrls(List<String> texts) {
    return !texts.isEmpty() && texts.stream().allMatch(TextForms::isQueueUrl);
  }

  /** The region whose SQS a queue URL names; empty where it is no URL of AWS. */
  static Optional<String> regionOfQueue(String url) {
    Matcher host = SQS_HOST.matcher(URI.create(url).getHost());
    if (!host.matches()) {
      return Optional.empty();
    }
    return Optional.of(host.group("region") != null ? host.group("region") : host.group("legacy"));
  }

  /** Account and name: the part of a queue URL that makes the queue, within one region. */
  static String pathOfQueue(String url) {
    return URI.create(url).getPath();
  }

  static boolean isEndpoint(String text) {
    URI uri = parse(text);
    return isHttp(uri)
        && uri.getQuery() == null
        && uri.getFragment() == null
        && (uri.getPath() == null || uri.getPath().isEmpty() || uri.getPath().equals("/"));
  }

  static boolean isPath(String text) {
    URI uri = parse(text);
    if (uri == null || uri.getScheme() == null || uri.getPath() == null) {
      return false;
    }
    if (uri.getQuery() != null || uri.getFragment() != null || uri.getUserInfo() != null) {
      return false;
    }
    if (uri.getScheme().equals("file")) {
      return uri.getAuthority() == null && uri.getPath().length() > 1;
    }
    return S3_SCHEMES.contains(uri.getScheme())
        && uri.getAuthority() != null
        && BUCKET.matcher(uri.getAuthority()).matches();
  }

  /** Buckets, each alone or with a slash and the beginning of keys. */
  static boolean areObjectPlaces(List<String> texts) {
    return !texts.isEmpty()
        && texts.stream().allMatch(text -> BUCKET.matcher(text.split("/", 2)[0]).matches());
  }

  static boolean isInstant(String text) {
    try {
      instant(text);
      return true;
    } catch (DateTimeParseException e) {
      return false;
    }
  }

  /** Java 11's own {@code Instant.parse} knows no offsets; this reads the same on every Java. */
  static Instant instant(String text) {
    return OffsetDateTime.parse(text).toInstant();
  }

  private static boolean isHttp(URI uri) {
    return uri != null
        && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))
        && uri.getHost() != null
        && uri.getUserInfo() == null;
  }

  private static URI parse(String text) {
    try {
      return new URI(text);
    } catch (URISyntaxException e) {
      return null;
    }
  }
}
