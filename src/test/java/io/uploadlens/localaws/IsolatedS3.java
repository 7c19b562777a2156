package io.uploadlens.localaws;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.InetSocketAddress;
import java.net.MalformedURLException;
import java.net.SocketAddress;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The local-s3 server in a class loader of its own, since its Jackson and Netty are not ours.
 *
 * <p>The server's own {@code start()} listens on every address and leaves a shutdown hook behind.
 * So the few lines of it are done here, by reflection: the same handlers, on 127.0.0.1, and gone
 * when closed.
 */
final class IsolatedS3 implements AutoCloseable {

  private static final String DIRECTORY = "local-s3";

  private final URLClassLoader loader;
  private final List<Object> groups;
  private final Object channel;
  private final int port;

  private IsolatedS3(URLClassLoader loader, List<Object> groups, Object channel, int port) {
    this.loader = loader;
    this.groups = groups;
    this.channel = channel;
    this.port = port;
  }

  /**
   * @param directory what S3 holds, in local-s3's own form: what is there is there from the start,
   *     and all that comes is written there; null to keep all of it in memory
   */
  static IsolatedS3 start(Path directory) {
    URLClassLoader loader =
        new URLClassLoader(
            jars(BuildDirectory.find(DIRECTORY)), ClassLoader.getPlatformClassLoader());
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(loader);
    try {
      return start(loader, directory);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(
          "The local S3 does not start: " + (e.getCause() == null ? e : e.getCause()), e);
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + port);
  }

  @Override
  public void close() {
    try {
      sync(publicMethod(channel, "close").invoke(channel));
      for (Object group : groups) {
        Method shutdown =
            publicMethod(group, "shutdownGracefully", long.class, long.class, TimeUnit.class);
        // One after the other, and not at once: connections, as they end, have work for the
        // executor.
        ((Future<?>) shutdown.invoke(group, 100L, 2000L, TimeUnit.MILLISECONDS))
            .get(60, TimeUnit.SECONDS);
      }
      loader.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Exception e) {
      throw new IllegalStateException("The local S3 does not stop: " + e, e);
    }
  }

  private static IsolatedS3 start(URLClassLoader loader, Path directory)
      throws ReflectiveOperationException {
    Class<?> type = loader.loadClass("com.robothy.s3.rest.LocalS3");
    Object builder = type.getMethod("builder").invoke(null);
    // A port must be named for build() not to look for one; it is not used.
    publicMethod(builder, "port", int.class).invoke(builder, 1);
    if (directory != null) {
      Class<?> modes = loader.loadClass("com.robothy.s3.rest.bootstrap.LocalS3Mode");
      Object persistent = modes.getField("PERSISTENCE").get(null);
      publicMethod(builder, "mode", modes).invoke(builder, persistent);
      publicMethod(builder, "dataPath", String.class).invoke(builder, directory.toString());
    }
    Object configured = publicMethod(builder, "build").invoke(builder);
    Method createServices = type.getDeclaredMethod("createServiceFactory");
    createServices.setAccessible(true);
    Object services = createServices.invoke(configured);
    if (directory != null) {
      // Where local-s3 would put vectors: in no directory of ours, but where we are. It stays
      // empty.
      deleteIfEmpty(Path.of(".storage"));
    }
    writeAscii(loader, services);
    Object router =
        loader
            .loadClass("com.robothy.s3.rest.handler.LocalS3RouterFactory")
            .getMethod("create", loader.loadClass("com.robothy.s3.rest.service.ServiceFactory"))
            .invoke(null, services);

    List<Object> groups = new ArrayList<>();
    Class<?> nioGroup = loader.loadClass("io.netty.channel.nio.NioEventLoopGroup");
    Object parent = nioGroup.getConstructor(int.class).newInstance(1);
    Object child = nioGroup.getConstructor(int.class).newInstance(2);
    Object executor =
        loader
            .loadClass("io.netty.channel.DefaultEventLoopGroup")
            .getConstructor(int.class)
            .newInstance(4);
    groups.add(parent);
    groups.add(child);
    groups.add(executor);

    Object initializer =
        loader
            .loadClass("com.robothy.netty.initializer.HttpServerInitializer")
            .getConstructor(
                loader.loadClass("io.netty.util.concurrent.EventExecutorGroup"),
                loader.loadClass("com.robothy.netty.router.Router"))
            .newInstance(executor, ReleasingRouter.of(loader, router));
    Class<?> bootstrapType = loader.loadClass("io.netty.bootstrap.ServerBootstrap");
    Object bootstrap = bootstrapType.getConstructor().newInstance();
    Class<?> groupType = loader.loadClass("io.netty.channel.EventLoopGroup");
    bootstrapType.getMethod("group", groupType, groupType).invoke(bootstrap, parent, child);
    bootstrapType
        .getMethod("channel", Class.class)
        .invoke(bootstrap, loader.loadClass("io.netty.channel.socket.nio.NioServerSocketChannel"));
    bootstrapType
        .getMethod("childHandler", loader.loadClass("io.netty.channel.ChannelHandler"))
        .invoke(bootstrap, initializer);
    Object bound =
        bootstrapType
            .getMethod("bind", SocketAddress.class)
            .invoke(bootstrap, new InetSocketAddress("127.0.0.1", 0));
    sync(bound);
    Object channel = publicMethod(bound, "channel").invoke(bound);
    InetSocketAddress address =
        (InetSocketAddress) publicMethod(channel, "localAddress").invoke(channel);
    return new IsolatedS3(loader, groups, channel, address.getPort());
  }

  private static void deleteIfEmpty(Path directory) {
    try {
      Files.deleteIfExists(directory);
    } catch (DirectoryNotEmptyException e) {
      // Somebody else's, then.
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** See {@link AsciiXmlWriter}. */
  private static void writeAscii(URLClassLoader loader, Object services)
      throws ReflectiveOperationException {
    Class<?> mapperType = loader.loadClass("com.fasterxml.jackson.dataformat.xml.XmlMapper");
    Object mapper = publicMethod(services, "getInstance", Class.class).invoke(services, mapperType);
    Object factory = publicMethod(mapper, "getFactory").invoke(mapper);
    Object xml = publicMethod(factory, "getXMLOutputFactory").invoke(factory);
    Object escaper =
        Proxy.newProxyInstance(
            loader,
            new Class<?>[] {loader.loadClass("org.codehaus.stax2.io.EscapingWriterFactory")},
            (proxy, method, arguments) -> new AsciiXmlWriter((Writer) arguments[0]));
    publicMethod(xml, "setProperty", String.class, Object.class)
        .invoke(xml, "org.codehaus.stax2.textEscaper", escaper);
  }

  private static void sync(Object channelFuture) throws ReflectiveOperationException {
    Object done = publicMethod(channelFuture, "syncUninterruptibly").invoke(channelFuture);
    if (done == null) {
      throw new InvocationTargetException(null, "no answer from " + channelFuture);
    }
  }

  private static Method publicMethod(Object of, String name, Class<?>... parameters)
      throws NoSuchMethodException {
    Method method = of.getClass().getMethod(name, parameters);
    method.setAccessible(true);
    return method;
  }

  private static URL[] jars(Path directory) {
    try (Stream<Path> files = Files.list(directory)) {
      List<Path> jars =
          files.filter(file -> file.toString().endsWith(".jar")).collect(Collectors.toList());
      URL[] urls = new URL[jars.size()];
      for (int i = 0; i < urls.length; i++) {
        urls[i] = jars.get(i).toUri().toURL();
      }
      return urls;
    } catch (MalformedURLException e) {
      throw new IllegalStateException("no URL for a jar in " + directory, e);
    } catch (IOException e) {
      throw new IllegalStateException("cannot list " + directory, e);
    }
  }
}
