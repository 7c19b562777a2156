package io.uploadlens.localaws;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
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

  private static final Logger LOG = LoggerFactory.getLogger(S3Notifications.class);

  private final S3EventJson events;
  private final Map<String, List<Consumer<String>>> targets = new ConcurrentHashMap<>();

  S3Notifications(S3EventJson events) {
    this.events = events;
  }

  /**
   * From now on the target gets the bucket's events; as from S3, the first is an {@code
   * s3:TestEvent}.
   */
  void add(String bucket, Consumer<String> target) {
    target.accept(events.testEvent(bucket));
    targets.computeIfAbsent(bucket, name -> new CopyOnWriteArrayList<>()).add(target);
  }

  /** Does what is asked and tells of it when it has changed an object. */
  WireResponse around(S3Operation operation, WireRequest request, Backend backend)
      throws IOException, InterruptedException {
    List<Consumer<String>> listening = targets.getOrDefault(operation.bucket(), List.of());
    if (listening.isEmpty()) {
      return backend.forward(request);
    }
    switch (operation.name()) {
      case "PutObject":
        return created("ObjectCreated:Put", operation, request, backend, listening);
      case "CompleteMultipartUpload":
        return created(
            "ObjectCreated:CompleteMultipartUpload", operation, request, backend, listening);
      case "CopyObject":
        return created("ObjectCreated:Copy", operation, request, backend, listening);
      case "DeleteObject":
        return removed(List.of(operation.key()), operation, request, backend, listening);
      case "DeleteObjects":
        return removed(keys(request.body()), operation, request, backend, listening);
      default:
        return backend.forward(request);
    }
  }

  private WireResponse created(
      String eventName,
      S3Operation operation,
      WireRequest request,
      Backend backend,
      List<Consumer<String>> listening)
      throws IOException, InterruptedException {
    WireResponse response = backend.forward(request);
    if (response.successful()) {
      WireResponse head = head(operation.bucket(), operation.key(), backend);
      if (head.successful()) {
        String eTag = head.header("etag");
        send(
            listening,
            events.event(
                eventName,
                operation.bucket(),
                operation.key(),
                Long.valueOf(head.header("content-length")),
                eTag == null ? null : eTag.replace("\"", ""),
                response.header("x-amz-version-id")));
      }
    }
    return response;
  }

  private WireResponse removed(
      List<String> keys,
      S3Operation operation,
      WireRequest request,
      Backend backend,
      List<Consumer<String>> listening)
      throws IOException, InterruptedException {
    Map<String, WireResponse> before = new LinkedHashMap<>();
    for (String key : keys) {
      WireResponse head = head(operation.bucket(), key, backend);
      if (head.successful()) {
        before.put(key, head);
      }
    }
    WireResponse response = backend.forward(request);
    if (response.successful()) {
      boolean marker = "true".equals(response.header("x-amz-delete-marker"));
      for (String key : before.keySet()) {
        send(
            listening,
            events.event(
                marker ? "ObjectRemoved:DeleteMarkerCreated" : "ObjectRemoved:Delete",
                operation.bucket(),
                key,
                null,
                null,
                response.header("x-amz-version-id")));
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

  private static void send(List<Consumer<String>> listening, String event) {
    for (Consumer<String> target : listening) {
      try {
        target.accept(event);
      } catch (RuntimeException e) {
        // The write has happened: as with S3, it does not fail for a queue that is gone.
        LOG.error("An S3 event found no taker: {}", event, e);
      }
    }
  }

  private static List<String> keys(byte[] deleteObjects) throws IOException {
    try {
      DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
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
