package io.uploadlens.benchmark.endpoint;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;

/** The endpoint in this JVM: one thread, any free port of 127.0.0.1. */
final class SqsEndpoint implements AutoCloseable {

  private static final int MAX_REQUEST_BYTES = 2 << 20;
  private static final int BACKLOG = 512;

  private final NioEventLoopGroup thread = new NioEventLoopGroup(1);
  private final Channel server;
  private final URI uri;
  private final QueueDirectory queues;
  private final AtomicInteger connections = new AtomicInteger();

  /**
   * Starts to listen.
   *
   * @param latency added to every call of SQS
   * @param timers makes the timers, given the endpoint's thread
   */
  SqsEndpoint(Duration latency, Function<EventExecutor, Timers> timers) throws Exception {
    Timers theTimers = timers.apply(thread.next());
    this.queues = new QueueDirectory(theTimers);
    MessageBodies bodies = new MessageBodies();
    Control control = new Control(queues, bodies);
    this.server =
        new ServerBootstrap()
            .group(thread)
            .channel(NioServerSocketChannel.class)
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childHandler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel channel) {
                    connections.incrementAndGet();
                    ChannelFuture unused =
                        channel.closeFuture().addListener(closed -> connections.decrementAndGet());
                    channel
                        .pipeline()
                        .addLast(new HttpServerCodec())
                        .addLast(new HttpObjectAggregator(MAX_REQUEST_BYTES))
                        .addLast(
                            new SqsHandler(
                                new SqsCalls(queues, bodies, channel.alloc()),
                                control,
                                theTimers,
                                latency));
                  }
                })
            .bind(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0))
            .sync()
            .channel();
    this.uri =
        URI.create("http://127.0.0.1:" + ((InetSocketAddress) server.localAddress()).getPort());
    onThread(it -> it.reachableAt(uri));
  }

  /** With the clock and timers of the thread. */
  static SqsEndpoint start(Duration latency) throws Exception {
    return new SqsEndpoint(latency, LoopTimers::new);
  }

  URI uri() {
    return uri;
  }

  /** How many connections are open. */
  int connections() {
    return connections.get();
  }

  /** Runs a task that looks at the queues on the thread that they belong to, and waits for it. */
  void onThread(Consumer<QueueDirectory> task) throws InterruptedException {
    thread.next().submit(() -> task.accept(queues)).sync();
  }

  @Override
  public void close() throws InterruptedException {
    server.close().sync();
    thread.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
  }

  /** Real time. */
  private static final class LoopTimers implements Timers {
    private final EventExecutor loop;

    LoopTimers(EventExecutor loop) {
      this.loop = loop;
    }

    @Override
    public long now() {
      return System.currentTimeMillis();
    }

    @Override
    public void schedule(Duration delay, Runnable task) {
      Future<?> unused = loop.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
    }
  }
}
