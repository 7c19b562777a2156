package io.uploadlens.localaws;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;

/** S3: local-s3, and in front of it the event notifications and failures that it does not have. */
final class S3Service implements ServiceEndpoint, AutoCloseable {

  private final IsolatedS3 server;
  private final Backend backend;
  private final S3Notifications notifications;

  private S3Service(IsolatedS3 server, S3Notifications notifications) {
    this.server = server;
    this.backend = new Backend(server.uri());
    this.notifications = notifications;
  }

  static S3Service start(S3Notifications notifications) {
    return start(notifications, null);
  }

  /**
   * @param directory see {@link LocalAws.Builder#s3Directory}; null to keep everything in memory
   */
  static S3Service start(S3Notifications notifications, Path directory) {
    return new S3Service(IsolatedS3.start(directory), notifications);
  }

  @Override
  public String operation(WireRequest request) {
    return S3Operation.of(request).name();
  }

  @Override
  public WireResponse answer(WireRequest request, String operation)
      throws IOException, InterruptedException {
    return notifications.around(S3Operation.of(request), request, backend);
  }

  @Override
  public WireResponse error(WireRequest request, ServiceException error) {
    String requestId = UUID.randomUUID().toString();
    String xml =
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>"
            + error.code()
            + "</Code><Message>"
            + QueryForm.escape(error.getMessage())
            + "</Message><Resource>"
            + QueryForm.escape(request.path())
            + "</Resource><RequestId>"
            + requestId
            + "</RequestId></Error>";
    return WireResponse.of(
        error.status(),
        "application/xml",
        xml.getBytes(StandardCharsets.UTF_8),
        "x-amz-request-id",
        requestId);
  }

  @Override
  public ServiceException throttled(String operation) {
    return new ServiceException(503, "SlowDown", "Please reduce your request rate.");
  }

  @Override
  public ServiceException serverError(String operation) {
    return new ServiceException(
        500, "InternalError", "We encountered an internal error. Please try again.");
  }

  /** Whether there is such a bucket. */
  boolean hasBucket(String bucket) {
    return call("HEAD", "/" + bucket, Map.of(), new byte[0]).successful();
  }

  /**
   * Stores an object as another AWS service does: with its notification, but with no fault of ours.
   *
   * @throws IllegalStateException when S3 refuses; the message names the object and the answer
   */
  void put(String bucket, String key, String contentType, byte[] body) {
    WireResponse response =
        call("PUT", "/" + bucket + "/" + encode(key), Map.of("Content-Type", contentType), body);
    if (!response.successful()) {
      throw new IllegalStateException(
          "s3://"
              + bucket
              + "/"
              + key
              + " was not stored: "
              + response.status()
              + " "
              + new String(response.body(), StandardCharsets.UTF_8));
    }
  }

  @Override
  public void close() {
    server.close();
  }

  static String encode(String key) {
    return URLEncoder.encode(key, StandardCharsets.UTF_8)
        .replace("+", "%20")
        .replace("%2F", "/")
        .replace("*", "%2A");
  }

  private WireResponse call(String method, String path, Map<String, String> headers, byte[] body) {
    WireRequest request = WireRequest.of(method, path, "", headers, body);
    try {
      return notifications.around(S3Operation.of(request), request, backend);
    } catch (IOException e) {
      throw new UncheckedIOException("The local S3 does not answer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while calling the local S3", e);
    }
  }
}
