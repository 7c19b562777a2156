package io.uploadlens.source.kinesis;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Properties;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeutils.base.LongSerializer;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.functions.AssignerWithPeriodicWatermarks;
import org.apache.flink.streaming.connectors.kinesis.FlinkKinesisConsumer;
import org.apache.flink.streaming.connectors.kinesis.config.ConsumerConfigConstants;
import org.apache.flink.streaming.connectors.kinesis.internals.KinesisDataFetcher;
import org.apache.flink.streaming.connectors.kinesis.serialization.KinesisDeserializationSchema;

/**
 * The connector's consumer, with a starting point that outlives restarts.
 *
 * <p>Of a shard that has brought no record yet the connector's state says "the latest", or "the
 * time in the properties", not where that was: a job that starts again takes up at <em>its</em>
 * latest, and leaves out what came in between. Here the starting point of the first run is part of
 * the state, for all shards and all later runs.
 */
@SuppressWarnings("deprecation") // The connector is a SourceFunction.
final class StartingPointConsumer<T> extends FlinkKinesisConsumer<T> {

  private static final long serialVersionUID = 1L;

  private static final String STATE_NAME = "starting-point";

  /** In the state: from the oldest record on. */
  private static final long OLDEST = Long.MIN_VALUE;

  private static final DateTimeFormatter FORMAT =
      DateTimeFormatter.ofPattern(ConsumerConfigConstants.DEFAULT_STREAM_TIMESTAMP_DATE_FORMAT)
          .withZone(ZoneOffset.UTC);

  private final Long configuredStart;
  private final AssignerWithPeriodicWatermarks<T> watermarks;
  private final ShardProgressRecords<T> progressRecords;

  private transient ListState<Long> startState;
  private transient Long start;

  /**
   * @param start where to begin without state, epoch milliseconds of arrival; null for the oldest
   *     record
   * @param watermarks null for none
   * @param progressRecords null for none
   */
  StartingPointConsumer(
      String stream,
      KinesisDeserializationSchema<T> schema,
      Properties properties,
      Long start,
      AssignerWithPeriodicWatermarks<T> watermarks,
      ShardProgressRecords<T> progressRecords) {
    super(stream, schema, startingAt(start, properties));
    this.configuredStart = start;
    this.watermarks = watermarks;
    this.progressRecords = progressRecords;
  }

  @Override
  public void initializeState(FunctionInitializationContext context) throws Exception {
    super.initializeState(context);
    startState =
        context
            .getOperatorStateStore()
            .getUnionListState(new ListStateDescriptor<>(STATE_NAME, LongSerializer.INSTANCE));
    start = configuredStart;
    if (context.isRestored()) {
      // All subtasks hold the same; a state without it is of a job that had no such source.
      for (long restored : startState.get()) {
        start = restored == OLDEST ? null : restored;
      }
    }
  }

  @Override
  public void snapshotState(FunctionSnapshotContext context) throws Exception {
    super.snapshotState(context);
    startState.update(List.of(start == null ? OLDEST : start));
  }

  @Override
  protected KinesisDataFetcher<T> createFetcher(
      List<String> streams,
      SourceContext<T> output,
      RuntimeContext context,
      Properties properties,
      KinesisDeserializationSchema<T> schema) {
    return new ShardFetcher<>(
        streams,
        output,
        context,
        startingAt(start, properties),
        schema,
        getShardAssigner(),
        start != null,
        watermarks,
        progressRecords);
  }

  /** A copy of the properties with the starting point. */
  private static Properties startingAt(Long start, Properties properties) {
    Properties copy = new Properties();
    copy.putAll(properties);
    if (start == null) {
      copy.setProperty(
          ConsumerConfigConstants.STREAM_INITIAL_POSITION,
          ConsumerConfigConstants.InitialPosition.TRIM_HORIZON.name());
    } else {
      copy.setProperty(
          ConsumerConfigConstants.STREAM_INITIAL_POSITION,
          ConsumerConfigConstants.InitialPosition.AT_TIMESTAMP.name());
      copy.setProperty(
          ConsumerConfigConstants.STREAM_INITIAL_TIMESTAMP,
          FORMAT.format(Instant.ofEpochMilli(start)));
    }
    return copy;
  }
}
