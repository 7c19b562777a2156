package io.uploadlens.sink;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.OptionalLong;
import org.apache.flink.api.common.JobInfo;
import org.apache.flink.api.common.TaskInfo;
import org.apache.flink.api.common.operators.MailboxExecutor;
import org.apache.flink.api.common.operators.ProcessingTimeService;
import org.apache.flink.api.common.serialization.SerializationSchema;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.groups.SinkWriterMetricGroup;
import org.apache.flink.util.UserCodeClassLoader;

/**
 * A writer's context that shows a {@link RetryWatch} what the writer does: failed requests through
 * the error counter, the end of each through the mailbox.
 */
final class WatchedWriterContext implements WriterInitContext {

  private final WriterInitContext context;
  private final MailboxExecutor mailbox;
  private final SinkWriterMetricGroup metrics;

  WatchedWriterContext(WriterInitContext context, RetryWatch watch) {
    this.context = context;
    this.mailbox = new WatchedMailbox(context.getMailboxExecutor(), watch);
    this.metrics = watched(context.metricGroup(), watch);
  }

  @Override
  public MailboxExecutor getMailboxExecutor() {
    return mailbox;
  }

  @Override
  public SinkWriterMetricGroup metricGroup() {
    return metrics;
  }

  /** A metric group has some thirty methods; all but one are the group's own. */
  private static SinkWriterMetricGroup watched(SinkWriterMetricGroup group, RetryWatch watch) {
    Counter errors = new WatchedErrors(group.getNumRecordsOutErrorsCounter(), watch);
    return (SinkWriterMetricGroup)
        Proxy.newProxyInstance(
            SinkWriterMetricGroup.class.getClassLoader(),
            new Class<?>[] {SinkWriterMetricGroup.class},
            (proxy, method, arguments) ->
                method.getName().equals("getNumRecordsOutErrorsCounter")
                    ? errors
                    : call(group, method, arguments));
  }

  private static Object call(Object target, Method method, Object[] arguments) throws Throwable {
    try {
      return method.invoke(target, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  @Override
  public UserCodeClassLoader getUserCodeClassLoader() {
    return context.getUserCodeClassLoader();
  }

  @Override
  public ProcessingTimeService getProcessingTimeService() {
    return context.getProcessingTimeService();
  }

  @Override
  public SerializationSchema.InitializationContext asSerializationSchemaInitializationContext() {
    return context.asSerializationSchemaInitializationContext();
  }

  @Override
  public boolean isObjectReuseEnabled() {
    return context.isObjectReuseEnabled();
  }

  @Override
  public <IN> TypeSerializer<IN> createInputSerializer() {
    return context.createInputSerializer();
  }

  @Override
  public OptionalLong getRestoredCheckpointId() {
    return context.getRestoredCheckpointId();
  }

  @Override
  public JobInfo getJobInfo() {
    return context.getJobInfo();
  }

  @Override
  public TaskInfo getTaskInfo() {
    return context.getTaskInfo();
  }

  /** Counts a failed request once, however many of its records failed. */
  private static final class WatchedErrors implements Counter {

    private final Counter counter;
    private final RetryWatch watch;

    WatchedErrors(Counter counter, RetryWatch watch) {
      this.counter = counter;
      this.watch = watch;
    }

    @Override
    public void inc() {
      inc(1);
    }

    @Override
    public void inc(long records) {
      counter.inc(records);
      watch.requestFailed();
    }

    @Override
    public void dec() {
      counter.dec();
    }

    @Override
    public void dec(long records) {
      counter.dec(records);
    }

    @Override
    public long getCount() {
      return counter.getCount();
    }
  }
}
