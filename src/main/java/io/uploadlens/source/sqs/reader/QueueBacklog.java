package io.uploadlens.source.sqs.reader;

import io.uploadlens.source.sqs.enumerator.BacklogReport;
import io.uploadlens.source.sqs.metrics.QueueMetrics;
import io.uploadlens.source.sqs.metrics.SqsSourceMetrics;
import java.util.function.ToLongFunction;

/**
 * What the whole queue holds, by the enumerator's last report, and the gauges that tell it. The
 * task's thread reports; any thread may ask. All numbers are -1 before the first report.
 */
final class QueueBacklog {

  private volatile BacklogReport last;

  /** The enumerator has asked the queue. */
  void report(BacklogReport report) {
    last = report;
  }

  /** Messages that wait to be received. */
  long visible() {
    return number(BacklogReport::visible);
  }

  void registerGauges(QueueMetrics metrics) {
    metrics.gauge(SqsSourceMetrics.BACKLOG_VISIBLE, this::visible);
    metrics.gauge(SqsSourceMetrics.BACKLOG_IN_FLIGHT, () -> number(BacklogReport::inFlight));
    metrics.gauge(SqsSourceMetrics.BACKLOG_DELAYED, () -> number(BacklogReport::delayed));
    metrics.gauge(
        SqsSourceMetrics.IN_FLIGHT_ELSEWHERE, () -> number(BacklogReport::inFlightElsewhere));
  }

  private long number(ToLongFunction<BacklogReport> number) {
    BacklogReport report = last;
    return report == null ? -1 : number.applyAsLong(report);
  }
}
