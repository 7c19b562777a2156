package io.uploadlens.benchmark.endpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufInputStream;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Answers requests. A call is made when its request has come; its answer leaves when, in addition,
 * the latency has passed, by a timer: no thread waits.
 */
@Sharable
final class SqsHandler extends SimpleChannelInboundHandler<FullHttpRequest> {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String TARGET = "X-Amz-Target";
  private static final String SQS = "AmazonSQS.";
  private static final Map<String, Operation> OPERATIONS =
      Arrays.stream(Operation.values()).collect(Collectors.toMap(Enum::name, Function.identity()));

  private final SqsCalls calls;
  private final Control control;
  private final Timers timers;
  private final Duration latency;

  SqsHandler(SqsCalls calls, Control control, Timers timers, Duration latency) {
    this.calls = calls;
    this.control = control;
    this.timers = timers;
    this.latency = latency;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request)
      throws IOException {
    String target = request.headers().get(TARGET, "");
    try {
      if (target.startsWith(Control.PREFIX)) {
        control.make(
            target.substring(Control.PREFIX.length()),
            body(request),
            answer -> send(context, HttpResponseStatus.OK, bytes(answer)));
        return;
      }
      Operation operation = target.startsWith(SQS) ? OPERATIONS.get(operation(target)) : null;
      if (operation == null) {
        throw new SqsError("InvalidAction", "The endpoint does not answer '" + target + "'");
      }
      calls.make(
          operation,
          body(request),
          () -> !context.channel().isActive(),
          answer -> sendLater(context, HttpResponseStatus.OK, answer));
    } catch (SqsError e) {
      JsonNode error =
          JSON.createObjectNode()
              .put("__type", "com.amazonaws.sqs#" + e.code())
              .put("message", e.getMessage());
      sendLater(context, HttpResponseStatus.BAD_REQUEST, bytes(error));
    }
  }

  /** A client that hangs up, or an error of ours: it sees a connection that is closed. */
  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (!(cause instanceof IOException)) {
      System.err.println("The benchmark's SQS failed: " + cause);
    }
    ChannelFuture unused = context.close();
  }

  private static String operation(String target) {
    return target.substring(SQS.length());
  }

  private static JsonNode body(FullHttpRequest request) throws IOException {
    try (InputStream body = new ByteBufInputStream(request.content())) {
      return JSON.readTree(body);
    }
  }

  private void sendLater(ChannelHandlerContext context, HttpResponseStatus status, ByteBuf body) {
    if (latency.isZero()) {
      send(context, status, body);
    } else {
      timers.schedule(latency, () -> send(context, status, body));
    }
  }

  private static void send(ChannelHandlerContext context, HttpResponseStatus status, ByteBuf body) {
    FullHttpResponse response =
        new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, body, false);
    response
        .headers()
        .set(HttpHeaderNames.CONTENT_TYPE, "application/x-amz-json-1.0")
        .setInt(HttpHeaderNames.CONTENT_LENGTH, body.readableBytes());
    ChannelFuture unused = context.writeAndFlush(response, context.voidPromise());
  }

  private static ByteBuf bytes(JsonNode node) {
    return Unpooled.copiedBuffer(node.toString(), StandardCharsets.UTF_8);
  }
}
