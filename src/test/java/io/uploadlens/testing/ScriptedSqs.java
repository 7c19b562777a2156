package io.uploadlens.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * SQS's wire, on a socket of 127.0.0.1, for the answers that no emulator can be asked for: any
 * error as SQS writes it, a page that is not SQS's, a connection that is reset in the middle of an
 * answer, an answer that comes too late, a clock that differs.
 *
 * <p>Successes are those of a queue that hands out each message once. Errors have the form that <a
 * href="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-json-api-responses.html">the
 * developer guide</a> shows: {@code __type} and {@code message} in the body, the code of the older
 * query protocol and who is to blame in the header {@code x-amzn-query-error}.
 */
public final class ScriptedSqs implements AutoCloseable {

  /** The calls that the source makes. */
  public enum Call {
    RECEIVE("ReceiveMessage"),
    DELETE("DeleteMessageBatch"),
    CHANGE_VISIBILITY("ChangeMessageVisibilityBatch"),
    ATTRIBUTES("GetQueueAttributes");

    private final String operation;

    Call(String operation) {
      this.operation = operation;
    }

    static Call of(String target) {
      for (Call call : values()) {
        if (target.endsWith("." + call.operation)) {
          return call;
        }
      }
      throw new IllegalArgumentException("The source does not make the call " + target);
    }
  }

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Above a second: after a shorter poll the source pauses. */
  private static final Duration POLL = Duration.ofMillis(1_200);

  private static final DateTimeFormatter HTTP_DATE =
      DateTimeFormatter.RFC_1123_DATE_TIME.withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter SIGNING_DATE =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  private final ServerSocket listener;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
  private final Map<Call, SqsAnswer> scripted = new EnumMap<>(Call.class);
  private final Map<Call, Integer> requests = new EnumMap<>(Call.class);
  private final Queue<String> bodies = new ArrayDeque<>();
  private final Set<String> deleted = new LinkedHashSet<>();
  private final Set<String> extended = new LinkedHashSet<>();
  private Duration clockOffset = Duration.ZERO;
  private Duration aheadOfNextRequest;
  private int refusedByClock;

  public ScriptedSqs() {
    try {
      listener = new ServerSocket(0, 50, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    threads.execute(this::accept);
  }

  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + listener.getLocalPort());
  }

  public String queueUrl() {
    return endpoint() + "/000000000000/uploads";
  }

  /** Puts a message in; its receipt handle is {@code handle-} and the body. */
  public synchronized void send(String body) {
    bodies.add(body);
    notifyAll();
  }

  /** All such calls are answered so until {@link #repair}. */
  public synchronized void answer(Call call, SqsAnswer answer) {
    scripted.put(call, answer);
    notifyAll();
  }

  /** Such calls succeed again. */
  public synchronized void repair(Call call) {
    scripted.remove(call);
  }

  /**
   * The service's clock is ahead of the client's by this much, as the next request shows it: a
   * client of the SDK may have begun with what another one in the JVM has learned of the time.
   */
  public synchronized void clockAheadOfClientBy(Duration offset) {
    aheadOfNextRequest = offset;
  }

  /** How many calls came whose signature is out of time. */
  public synchronized int refusedByClock() {
    return refusedByClock;
  }

  /** How many such calls came. */
  public synchronized int requests(Call call) {
    return requests.getOrDefault(call, 0);
  }

  /** The receipt handles deleted. */
  public synchronized Set<String> deleted() {
    return Set.copyOf(deleted);
  }

  /** The receipt handles whose visibility was changed. */
  public synchronized Set<String> extended() {
    return Set.copyOf(extended);
  }

  @Override
  public void close() throws IOException {
    listener.close();
    for (Socket connection : connections) {
      connection.close();
    }
    threads.shutdownNow();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket connection = listener.accept();
        connections.add(connection);
        serveLater(connection);
      } catch (IOException e) {
        if (!listener.isClosed()) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }

  private void serveLater(Socket connection) throws IOException {
    try {
      threads.execute(() -> serve(connection));
    } catch (RejectedExecutionException e) {
      // It came just as the endpoint was closed.
      connection.close();
    }
  }

  private void serve(Socket connection) {
    try (connection) {
      connection.setTcpNoDelay(true);
      InputStream in = new BufferedInputStream(connection.getInputStream());
      while (true) {
        Map<String, String> headers = head(in);
        byte[] body = in.readNBytes(Integer.parseInt(headers.getOrDefault("content-length", "0")));
        Call call = Call.of(headers.get("x-amz-target"));
        JsonNode request = JSON.readTree(body);
        if (!write(answerTo(call, headers, request), request, connection)) {
          return;
        }
      }
    } catch (IOException e) {
      // The client has hung up, or the test is over: nobody is left to be told.
      connections.remove(connection);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Map<String, String> head(InputStream in) throws IOException {
    Map<String, String> headers = new HashMap<>();
    String line = line(in);
    while (!(line = line(in)).isEmpty()) {
      int colon = line.indexOf(':');
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).trim());
    }
    return headers;
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new EOFException();
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }

  private synchronized SqsAnswer answerTo(Call call, Map<String, String> headers, JsonNode request)
      throws InterruptedException {
    requests.merge(call, 1, Integer::sum);
    SqsAnswer skewed = skewed(headers.get("x-amz-date"));
    if (skewed != null) {
      refusedByClock++;
      return skewed;
    }
    SqsAnswer fault = scripted.get(call);
    if (fault != null) {
      return fault;
    }
    switch (call) {
      case RECEIVE:
        return receive(request);
      case DELETE:
        handles(request).forEach(deleted::add);
        return succeeded(request);
      case CHANGE_VISIBILITY:
        handles(request).forEach(extended::add);
        return succeeded(request);
      default:
        return SqsAnswer.ok(
            "{\"Attributes\":{\"ApproximateNumberOfMessages\":\""
                + bodies.size()
                + "\",\"ApproximateNumberOfMessagesNotVisible\":\"0\","
                + "\"ApproximateNumberOfMessagesDelayed\":\"0\"}}");
    }
  }

  /** As SQS says it, whose signatures hold for 15 minutes. */
  private SqsAnswer skewed(String signed) {
    if (aheadOfNextRequest != null) {
      Instant clients = SIGNING_DATE.parse(signed, Instant::from);
      clockOffset = Duration.between(Instant.now(), clients).plus(aheadOfNextRequest);
      aheadOfNextRequest = null;
    }
    Instant now = Instant.now().plus(clockOffset);
    String allowed = SIGNING_DATE.format(now.minus(Duration.ofMinutes(15)));
    if (signed.compareTo(allowed) >= 0) {
      return null;
    }
    return SqsAnswer.error(
        403,
        "com.amazon.coral.service#InvalidSignatureException",
        "SignatureDoesNotMatch;Sender",
        "Signature expired: "
            + signed
            + " is now earlier than "
            + allowed
            + " ("
            + SIGNING_DATE.format(now)
            + " - 15 min.)");
  }

  /** Waits as a long poll does, but never longer than a test can. */
  private SqsAnswer receive(JsonNode request) throws InterruptedException {
    long deadline = System.nanoTime() + POLL.toNanos();
    while (bodies.isEmpty() && !scripted.containsKey(Call.RECEIVE)) {
      long left = deadline - System.nanoTime();
      if (left <= 0) {
        return SqsAnswer.ok("{}");
      }
      TimeUnit.NANOSECONDS.timedWait(this, left);
    }
    SqsAnswer fault = scripted.get(Call.RECEIVE);
    if (fault != null) {
      return fault;
    }
    ObjectNode answer = JSON.createObjectNode();
    ArrayNode messages = answer.putArray("Messages");
    while (messages.size() < request.get("MaxNumberOfMessages").asInt() && !bodies.isEmpty()) {
      messages.add(message(bodies.poll()));
    }
    return SqsAnswer.ok(answer.toString());
  }

  private static ObjectNode message(String body) {
    ObjectNode message = JSON.createObjectNode();
    message.put("MessageId", "id-" + body).put("ReceiptHandle", "handle-" + body).put("Body", body);
    // The SDK takes no message without it.
    message.put("MD5OfBody", md5(body));
    message
        .putObject("Attributes")
        .put("ApproximateReceiveCount", "1")
        .put("SentTimestamp", "1767225600000")
        .put("ApproximateFirstReceiveTimestamp", "1767225600000");
    return message;
  }

  private static String md5(String body) {
    try {
      byte[] digest =
          MessageDigest.getInstance("MD5").digest(body.getBytes(StandardCharsets.UTF_8));
      return new BigInteger(1, digest).setBit(128).toString(16).substring(1);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static SqsAnswer succeeded(JsonNode request) {
    ObjectNode answer = JSON.createObjectNode();
    ArrayNode successful = answer.putArray("Successful");
    request.get("Entries").forEach(entry -> successful.addObject().set("Id", entry.get("Id")));
    return SqsAnswer.ok(answer.toString());
  }

  private static List<String> handles(JsonNode request) {
    List<String> handles = new ArrayList<>();
    request.get("Entries").forEach(entry -> handles.add(entry.get("ReceiptHandle").asText()));
    return handles;
  }

  /** Returns whether the connection may be used again. */
  private boolean write(SqsAnswer answer, JsonNode request, Socket connection)
      throws IOException, InterruptedException {
    if (!answer.delay().isZero()) {
      // The delay is the answer.
      TimeUnit.MILLISECONDS.sleep(answer.delay().toMillis());
    }
    String date;
    synchronized (this) {
      date = HTTP_DATE.format(Instant.now().plus(clockOffset));
    }
    byte[] body = answer.body(request).getBytes(StandardCharsets.UTF_8);
    StringBuilder head = new StringBuilder();
    head.append("HTTP/1.1 ").append(answer.status()).append(" -\r\n");
    head.append("x-amzn-RequestId: 00000000-0000-0000-0000-000000000000\r\n");
    head.append("Date: ").append(date).append("\r\n");
    head.append("Content-Type: ").append(answer.contentType()).append("\r\n");
    head.append("Content-Length: ").append(body.length).append("\r\n");
    if (answer.queryError() != null) {
      head.append("x-amzn-query-error: ").append(answer.queryError()).append("\r\n");
    }
    head.append("\r\n");
    OutputStream out = connection.getOutputStream();
    if (answer.isCutOff()) {
      out.write(head.toString().getBytes(StandardCharsets.US_ASCII));
      out.write(body, 0, body.length / 2);
      out.flush();
      // Closing sends a reset.
      connection.setSoLinger(true, 0);
      return false;
    }
    out.write(head.toString().getBytes(StandardCharsets.US_ASCII));
    out.write(body);
    out.flush();
    return true;
  }
}
