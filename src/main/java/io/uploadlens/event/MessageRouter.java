package io.uploadlens.event;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/**
 * Takes messages apart: events go on, rejected messages leave by {@link #REJECTED}, ignorable ones
 * are counted. Every message is counted in exactly one of the three (guarantee G1).
 */
public final class MessageRouter extends ProcessFunction<DecodedMessage, UploadEvent> {

  /** Messages that could not be decoded. */
  public static final OutputTag<RejectedMessage> REJECTED =
      new OutputTag<>("rejected-messages", EventTypes.REJECTED_MESSAGE);

  private static final long serialVersionUID = 1L;

  private transient Counter messages;
  private transient Counter events;
  private transient Counter ignored;
  private transient Map<MessageForm, Counter> decoded;
  private transient Map<RejectReason, Counter> rejected;

  @Override
  public void open(OpenContext context) {
    MetricGroup metrics = getRuntimeContext().getMetricGroup().addGroup(EventMetrics.GROUP);
    messages = metrics.counter(EventMetrics.MESSAGES);
    events = metrics.counter(EventMetrics.EVENTS);
    ignored = metrics.counter(EventMetrics.IGNORED);
    decoded = new EnumMap<>(MessageForm.class);
    for (MessageForm form : MessageForm.values()) {
      decoded.put(form, metrics.counter(EventMetrics.DECODED + form.label()));
    }
    rejected = new EnumMap<>(RejectReason.class);
    for (RejectReason reason : RejectReason.values()) {
      rejected.put(reason, metrics.counter(EventMetrics.REJECTED + reason.label()));
    }
  }

  @Override
  public void processElement(DecodedMessage message, Context context, Collector<UploadEvent> out) {
    if (message.progress() != null) {
      return;
    }
    messages.inc();
    if (message.rejection() != null) {
      rejected.get(message.rejection().reason()).inc();
      context.output(REJECTED, message.rejection());
    } else if (message.isIgnored()) {
      ignored.inc();
    } else {
      List<UploadEvent> carried = message.events();
      decoded.get(message.form()).inc();
      events.inc(carried.size());
      for (int i = 0; i < carried.size(); i++) {
        out.collect(carried.get(i));
      }
    }
  }
}
