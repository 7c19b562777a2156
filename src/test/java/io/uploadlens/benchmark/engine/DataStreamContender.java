package io.uploadlens.benchmark.engine;

import io.uploadlens.event.UploadEvent;
import org.apache.flink.api.common.functions.AggregateFunction;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichFilterFunction;
import org.apache.flink.api.common.state.StateTtlConfig;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.functions.KeySelector;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.api.java.tuple.Tuple4;
import org.apache.flink.api.java.tuple.Tuple5;
import org.apache.flink.api.java.tuple.Tuple7;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.windowing.ProcessWindowFunction;
import org.apache.flink.streaming.api.windowing.assigners.TumblingEventTimeWindows;
import org.apache.flink.streaming.api.windowing.windows.TimeWindow;
import org.apache.flink.util.Collector;

/**
 * The job that one would write with Flink's DataStream API: a flag with a time to live per
 * identity, then a keyed window with an aggregate function. Its records are tuples of what it
 * needs: bucket, prefix, the two halves of the identity, size. It does not count principals, which
 * would be a set in each window's state.
 */
final class DataStreamContender implements EngineContender {

  private static final TypeInformation<Tuple5<String, String, Long, Long, Long>> RECORD =
      Types.TUPLE(Types.STRING, Types.STRING, Types.LONG, Types.LONG, Types.LONG);
  private static final TypeInformation<Tuple4<Long, Long, Long, Long>> NUMBERS =
      Types.TUPLE(Types.LONG, Types.LONG, Types.LONG, Types.LONG);
  private static final TypeInformation<Tuple7<Long, String, String, Long, Long, Long, Long>>
      RESULT =
          Types.TUPLE(
              Types.LONG,
              Types.STRING,
              Types.STRING,
              Types.LONG,
              Types.LONG,
              Types.LONG,
              Types.LONG);

  @Override
  public String name() {
    return EngineComparison.DATASTREAM;
  }

  @Override
  public void addTo(StreamExecutionEnvironment env) {
    DataStream<Tuple7<Long, String, String, Long, Long, Long, Long>> results =
        FeedSource.in(env, DataStreamContender::records, RECORD)
            .keyBy(new Identity(), Types.TUPLE(Types.LONG, Types.LONG))
            .filter(new FirstDelivery())
            .keyBy(new Group(), Types.TUPLE(Types.STRING, Types.STRING))
            .window(TumblingEventTimeWindows.of(Workload.WINDOW))
            .aggregate(new Sums(), new Result(), NUMBERS, NUMBERS, RESULT);
    ResultSink.of(results, DataStreamContender::read);
  }

  private static FeedSource.Records<Tuple5<String, String, Long, Long, Long>> records(
      Workload workload) {
    return index -> {
      UploadEvent event = workload.event(index);
      return Tuple5.of(
          workload.buckets().get(workload.bucketOf(index)),
          workload.prefixes().get(workload.prefixOf(index)),
          event.idHigh(),
          event.idLow(),
          event.size());
    };
  }

  private static void read(
      Tuple7<Long, String, String, Long, Long, Long, Long> row, EngineRun into) {
    into.row(
        new GroupKey(row.f0, Workload.PREFIX_DEPTH, row.f1, row.f2),
        new Tally(row.f3, row.f4, row.f5, row.f6, Tally.NOT_COUNTED, Tally.NOT_COUNTED));
  }

  private static final class Identity
      implements KeySelector<Tuple5<String, String, Long, Long, Long>, Tuple2<Long, Long>> {

    private static final long serialVersionUID = 1L;

    @Override
    public Tuple2<Long, Long> getKey(Tuple5<String, String, Long, Long, Long> upload) {
      return Tuple2.of(upload.f2, upload.f3);
    }
  }

  private static final class Group
      implements KeySelector<Tuple5<String, String, Long, Long, Long>, Tuple2<String, String>> {

    private static final long serialVersionUID = 1L;

    @Override
    public Tuple2<String, String> getKey(Tuple5<String, String, Long, Long, Long> upload) {
      return Tuple2.of(upload.f0, upload.f1);
    }
  }

  private static final class FirstDelivery
      extends RichFilterFunction<Tuple5<String, String, Long, Long, Long>> {

    private static final long serialVersionUID = 1L;

    private transient ValueState<Boolean> seen;

    @Override
    public void open(OpenContext context) {
      ValueStateDescriptor<Boolean> descriptor = new ValueStateDescriptor<>("seen", Types.BOOLEAN);
      descriptor.enableTimeToLive(StateTtlConfig.newBuilder(Workload.ALLOWED_LATENESS).build());
      seen = getRuntimeContext().getState(descriptor);
    }

    @Override
    public boolean filter(Tuple5<String, String, Long, Long, Long> upload) throws Exception {
      if (seen.value() != null) {
        return false;
      }
      seen.update(true);
      return true;
    }
  }

  /** Uploads, bytes, smallest, largest. */
  private static final class Sums
      implements AggregateFunction<
          Tuple5<String, String, Long, Long, Long>,
          Tuple4<Long, Long, Long, Long>,
          Tuple4<Long, Long, Long, Long>> {

    private static final long serialVersionUID = 1L;

    @Override
    public Tuple4<Long, Long, Long, Long> createAccumulator() {
      return Tuple4.of(0L, 0L, Long.MAX_VALUE, Long.MIN_VALUE);
    }

    @Override
    public Tuple4<Long, Long, Long, Long> add(
        Tuple5<String, String, Long, Long, Long> upload, Tuple4<Long, Long, Long, Long> sums) {
      sums.f0 += 1;
      sums.f1 += upload.f4;
      sums.f2 = Math.min(sums.f2, upload.f4);
      sums.f3 = Math.max(sums.f3, upload.f4);
      return sums;
    }

    @Override
    public Tuple4<Long, Long, Long, Long> getResult(Tuple4<Long, Long, Long, Long> sums) {
      return sums;
    }

    @Override
    public Tuple4<Long, Long, Long, Long> merge(
        Tuple4<Long, Long, Long, Long> one, Tuple4<Long, Long, Long, Long> other) {
      return Tuple4.of(
          one.f0 + other.f0,
          one.f1 + other.f1,
          Math.min(one.f2, other.f2),
          Math.max(one.f3, other.f3));
    }
  }

  private static final class Result
      extends ProcessWindowFunction<
          Tuple4<Long, Long, Long, Long>,
          Tuple7<Long, String, String, Long, Long, Long, Long>,
          Tuple2<String, String>,
          TimeWindow> {

    private static final long serialVersionUID = 1L;

    @Override
    public void process(
        Tuple2<String, String> group,
        Context context,
        Iterable<Tuple4<Long, Long, Long, Long>> sums,
        Collector<Tuple7<Long, String, String, Long, Long, Long, Long>> out) {
      for (Tuple4<Long, Long, Long, Long> sum : sums) {
        out.collect(
            Tuple7.of(
                context.window().getStart(), group.f0, group.f1, sum.f0, sum.f1, sum.f2, sum.f3));
      }
    }
  }
}
