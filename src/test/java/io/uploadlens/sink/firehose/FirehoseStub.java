package io.uploadlens.sink.firehose;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** Answers PutRecordBatch as told, and keeps what it took. */
final class FirehoseStub implements AutoCloseable {

  /** What to answer to the n-th request, counted from 0. */
  interface Script {
    Answer answer(int request, int records);
  }

  /** An answer: an error, or a batch of which some records at its front were not taken. */
  static final class Answer {
    private final int status;
    private final String errorCode;
    private final int failedRecords;

    private Answer(int status, String errorCode, int failedRecords) {
      this.status = status;
      this.errorCode = errorCode;
      this.failedRecords = failedRecords;
    }

    static Answer taken() {
      return new Answer(200, null, 0);
    }

    static Answer takenBut(int failedRecords) {
      return new Answer(200, "ServiceUnavailableException", failedRecords);
    }

    static Answer error(int status, String errorCode) {
      return new Answer(status, errorCode, 0);
    }
  }

  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpServer server;
  private final ExecutorService threads = Executors.newFixedThreadPool(4);
  private final Script script;
  private final AtomicInteger requests = new AtomicInteger();
  private final List<byte[]> records = new CopyOnWriteArrayList<>();
  private final List<Integer> batches = new CopyOnWriteArrayList<>();
  private final List<String> streams = new CopyOnWriteArrayList<>();

  FirehoseStub(Script script) throws IOException {
    this.script = script;
    this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  URI endpoint() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  int requests() {
    return requests.get();
  }

  /** The records that were taken. */
  List<byte[]> records() {
    return new ArrayList<>(records);
  }

  /** How many records each request had. */
  List<Integer> batches() {
    return new ArrayList<>(batches);
  }

  /** The delivery streams that were named. */
  List<String> streams() {
    return new ArrayList<>(streams);
  }

  private void handle(HttpExchange exchange) throws IOException {
    JsonNode request = JSON.readTree(exchange.getRequestBody());
    JsonNode sent = request.get("Records");
    batches.add(sent.size());
    streams.add(request.get("DeliveryStreamName").textValue());
    Answer answer = script.answer(requests.getAndIncrement(), sent.size());
    ObjectNode body = JSON.createObjectNode();
    if (answer.status == 200) {
      body.put("FailedPutCount", answer.failedRecords);
      ArrayNode responses = body.putArray("RequestResponses");
      for (int i = 0; i < sent.size(); i++) {
        if (i < answer.failedRecords) {
          responses.addObject().put("ErrorCode", answer.errorCode).put("ErrorMessage", "slow down");
        } else {
          records.add(Base64.getDecoder().decode(sent.get(i).get("Data").textValue()));
          responses.addObject().put("RecordId", "r" + i);
        }
      }
    } else {
      body.put("__type", answer.errorCode).put("message", "the stub says " + answer.errorCode);
    }
    byte[] bytes = JSON.writeValueAsBytes(body);
    exchange.getResponseHeaders().add("Content-Type", "application/x-amz-json-1.1");
    exchange.sendResponseHeaders(answer.status, bytes.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(bytes);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
