package io.uploadlens.localaws;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/**
 * S3's event notifications. They go out before the answer to the write does, so that a test that
 * has its answer finds the event; S3's own come some seconds later.
 */
final class S3Notifications {

  /** The form in which a target gets the events. */
  enum Form {
    S3,
    EVENT_BRIDGE
  }

  private static final Logger LOG = LoggerFactory.getLogger(S3Notifications.class);

  private final Clock clock;
  private final AtomicLong sequencer = new AtomicLong();
  private final Map<String, List<Consumer<S3Change>>> targets = new ConcurrentHashMap<>();

  S3Notifications(Clock clock) {
    this.clock = clock;
  }

  /**
   * From now on the target gets the bucket's events; as S3 does, the first notification is an
   * {@code s3:TestEvent}.
   */
  void add(String bucket, Form form, Consumer<String> target) {
    Consumer<S3Change> listener;
    if (form == Form.S3) {
      target.accept(S3EventJson.testEvent(bucket, clock.instant()));
      listener = change -> target.accept(S3EventJson.notification(change));
    } else {
      listener = change -> target.accept(S3EventJson.eventBridge(change));
    }
    targets.computeIfAbsent(bucket, name -> new CopyOnWriteArrayList<>()).add(listener);
  }

  /** Does what is asked and tells of it when it has changed an object. */
  WireResponse around(S3Operation operation, WireRequest request, Backend backend)
      throws IOException, InterruptedException {
    if (!targets.containsKey(operation.bucket())) {
      return backend.forward(request);
    }
    switch (operation.name()) {
      case "PutObject":
        return created(S3Change.Kind.PUT, operation, request, backend);
      case "CompleteMultipartUpload":
        return created(S3Change.Kind.MULTIPART, operation, request, backend);
      case "CopyObject":
        return created(S3Change.Kind.COPY, operation, request, backend);
      case "DeleteObject":
        return removed(List.of(operation.key()), operation, request, backend);
      case "DeleteObjects":
        return removed(keys(request.body()), operation, request, backend);
      default:
        return backend.forward(request);
    }
  }

  private WireResponse created(
      S3Change.Kind kind, S3Operation operation, WireRequest request, Backend backend)
      throws IOException, InterruptedException {
    WireResponse response = backend.forward(request);
    if (response.successful()) {
      WireResponse head = head(operation.bucket(), operation.key(), backend);
      if (head.successful()) {
        String eTag = head.header("etag");
        tell(
            kind,
            operation.bucket(),
            operation.key(),
            Long.valueOf(head.header("content-length")),
            eTag == null ? null : eTag.replace("\"", ""),
            response.header("x-amz-version-id"));
      }
    }
    return response;
  }

  /** Only for keys that are there: a delete that removes nothing tells nothing. */
  private WireResponse removed(
      List<String> keys, S3Operation operation, WireRequest request, Backend backend)
      throws IOException, InterruptedException {
    List<String> present = new ArrayList<>();
    for (String key : keys) {
      if (head(operation.bucket(), key, backend).successful()) {
        present.add(key);
      }
    }
    WireResponse response = backend.forward(request);
    if (response.successful()) {
      boolean marker = "true".equals(response.header("x-amz-delete-marker"));
      for (String key : present) {
        tell(
            marker ? S3Change.Kind.DELETE_MARKER : S3Change.Kind.DELETE,
            operation.bucket(),
            key,
            null,
            null,
            response.header("x-amz-version-id"));
      }
    }
    return response;
  }

  private static WireResponse head(String bucket, String key, Backend backend)
      throws IOException, InterruptedException {
    return backend.forward(
        WireRequest.of(
            "HEAD", "/" + bucket + "/" + S3Service.encode(key), "", Map.of(), new byte[0]));
  }

  private void tell(
      S3Change.Kind kind, String bucket, String key, Long size, String eTag, String versionId) {
    Instant now = clock.instant();
    long floor = now.toEpochMilli() << 16;
    long next = sequencer.updateAndGet(last -> Math.max(last + 1, floor));
    S3Change change =
        new S3Change(
            kind,
            now,
            bucket,
            key,
            size,
            eTag,
            // An unversioned bucket says the version "null"; its events say none.
            "null".equals(versionId) ? null : versionId,
            String.format(Locale.ROOT, "00%016X", next));
    for (Consumer<S3Change> target : targets.get(bucket)) {
      try {
        target.accept(change);
      } catch (RuntimeException e) {
        // The write has happened: as with S3, it does not fail for a queue that is gone.
        LOG.error("The event of {}/{} found no taker", bucket, key, e);
      }
    }
  }

  private static List<String> keys(byte[] deleteObjects) throws IOException {
    try {
      DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultInstance();
      factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
      NodeList found =
          factory
              .newDocumentBuilder()
              .parse(new ByteArrayInputStream(deleteObjects))
              .getElementsByTagName("Key");
      List<String> keys = new ArrayList<>();
      for (int i = 0; i < found.getLength(); i++) {
        keys.add(found.item(i).getTextContent());
      }
      return keys;
    } catch (ParserConfigurationException e) {
      throw new IllegalStateException("no XML parser that refuses a DOCTYPE", e);
    } catch (SAXException e) {
      throw ServiceException.badRequest(
          "MalformedXML", "The XML you provided was not well-formed: " + e.getMessage());
    }
  }
}
