package io.uploadlens.localaws;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

/**
 * The router of local-s3, whose handlers also give the request's body back to Netty when they are
 * done. The server keeps the buffer of every body that it reads, which Netty reports as a leak.
 */
final class ReleasingRouter {

  private static final String ROUTER = "com.robothy.netty.router.Router";
  private static final String HANDLER = "com.robothy.netty.http.HttpRequestHandler";
  private static final String REQUEST = "com.robothy.netty.http.HttpRequest";
  private static final String COUNTED = "io.netty.util.ReferenceCounted";

  private final ClassLoader loader;
  private final Class<?> handlerType;
  private final Method getBody;
  private final Method release;

  private ReleasingRouter(ClassLoader loader) throws ReflectiveOperationException {
    this.loader = loader;
    this.handlerType = loader.loadClass(HANDLER);
    this.getBody = loader.loadClass(REQUEST).getMethod("getBody");
    this.release = loader.loadClass(COUNTED).getMethod("release");
  }

  /**
   * @param loader that of the server
   * @param router the server's
   * @return a router that finds the same handlers
   */
  static Object of(ClassLoader loader, Object router) throws ReflectiveOperationException {
    ReleasingRouter releasing = new ReleasingRouter(loader);
    return releasing.proxy(
        loader.loadClass(ROUTER),
        (proxy, method, arguments) -> {
          Object found = invoke(method, router, arguments);
          return method.getName().equals("match") && found != null
              ? releasing.handler(found)
              : found;
        });
  }

  private Object handler(Object handler) {
    return proxy(
        handlerType,
        (proxy, method, arguments) -> {
          try {
            return invoke(method, handler, arguments);
          } finally {
            if (method.getName().equals("handle")) {
              release.invoke(getBody.invoke(arguments[0]));
            }
          }
        });
  }

  private Object proxy(Class<?> type, InvocationHandler invocations) {
    return Proxy.newProxyInstance(loader, new Class<?>[] {type}, invocations);
  }

  /** What the method throws goes on as it is: the server has an answer for each. */
  private static Object invoke(Method method, Object on, Object[] arguments) throws Throwable {
    try {
      return method.invoke(on, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }
}
