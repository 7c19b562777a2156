package io.uploadlens.benchmark.engine;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.api.Schema;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;
import org.apache.flink.table.api.config.AggregatePhaseStrategy;
import org.apache.flink.table.api.config.ExecutionConfigOptions;
import org.apache.flink.table.api.config.OptimizerConfigOptions;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.runtime.typeutils.InternalTypeInfo;
import org.apache.flink.table.types.logical.BigIntType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.RowType;
import org.apache.flink.table.types.logical.VarCharType;
import org.apache.flink.types.Row;

/**
 * Flink SQL: the first row of each identity, then a window. It gets the columns that it needs and
 * no others, in its internal format: the prefix cut already, the identity as two numbers, the event
 * time as the rows' timestamp.
 */
final class SqlContender implements EngineContender {

  /** {@code ORDER BY} the processing time makes it the first delivery, and nothing is retracted. */
  static final String ROW_NUMBER =
      "SELECT * FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY id_high, id_low"
          + " ORDER BY arrival ASC) AS nth FROM uploads) WHERE nth = 1";

  /** The same within each window, whose rows go with it. */
  static final String WINDOW_ROW_NUMBER =
      "SELECT * FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY window_start, window_end,"
          + " id_high, id_low ORDER BY event_time ASC) AS nth"
          + " FROM TABLE(TUMBLE(TABLE uploads, DESCRIPTOR(event_time), INTERVAL '1' MINUTE)))"
          + " WHERE nth = 1";

  private static final String NUMBERS =
      "SELECT window_start, bucket, prefix, COUNT(*), SUM(size), MIN(size), MAX(size),"
          + " COUNT(DISTINCT principal)";
  private static final String GROUP = " GROUP BY window_start, window_end, bucket, prefix";

  private static final String AGGREGATE_ROWS =
      NUMBERS
          + " FROM TABLE(TUMBLE(TABLE first_deliveries, DESCRIPTOR(event_time),"
          + " INTERVAL '1' MINUTE))"
          + GROUP;
  private static final String AGGREGATE_WINDOWS = NUMBERS + " FROM first_deliveries" + GROUP;

  private static final RowType ROW =
      RowType.of(
          new LogicalType[] {
            new VarCharType(false, VarCharType.MAX_LENGTH),
            new VarCharType(false, VarCharType.MAX_LENGTH),
            new BigIntType(false),
            new BigIntType(false),
            new BigIntType(false),
            new VarCharType(false, VarCharType.MAX_LENGTH)
          },
          new String[] {"bucket", "prefix", "id_high", "id_low", "size", "principal"});

  private final String name;
  private final boolean withinWindows;
  private final boolean miniBatch;
  private final boolean twoPhase;

  private SqlContender(String name, boolean withinWindows, boolean miniBatch, boolean twoPhase) {
    this.name = name;
    this.withinWindows = withinWindows;
    this.miniBatch = miniBatch;
    this.twoPhase = twoPhase;
  }

  /**
   * @param miniBatch whether rows are deduplicated in bundles
   * @param twoPhase whether rows are added up before they are shuffled
   */
  static SqlContender rowNumber(boolean miniBatch, boolean twoPhase) {
    return new SqlContender(EngineComparison.SQL_ROW_NUMBER, false, miniBatch, twoPhase);
  }

  /** Window operators bundle by themselves. */
  static SqlContender windowDeduplication(boolean twoPhase) {
    return new SqlContender(EngineComparison.SQL_WINDOW_DEDUPLICATION, true, false, twoPhase);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String tuning() {
    return (withinWindows ? "" : miniBatch ? "mini-batch, " : "no mini-batch, ")
        + (twoPhase ? "two phases" : "one phase");
  }

  @Override
  public Kept keeps() {
    return withinWindows ? Kept.NONE : Kept.ALL_EVENTS;
  }

  @Override
  public void addTo(StreamExecutionEnvironment env) {
    StreamTableEnvironment tables = tables(env);
    DataStream<Row> rows =
        tables.toDataStream(tables.sqlQuery(withinWindows ? AGGREGATE_WINDOWS : AGGREGATE_ROWS));
    ResultSink.of(rows, SqlContender::read);
  }

  /** The plan, with the operators that the optimiser chose. */
  String plan(StreamExecutionEnvironment env) {
    return tables(env).explainSql(withinWindows ? AGGREGATE_WINDOWS : AGGREGATE_ROWS);
  }

  private StreamTableEnvironment tables(StreamExecutionEnvironment env) {
    StreamTableEnvironment tables = StreamTableEnvironment.create(env);
    tables.getConfig().setLocalTimeZone(ZoneOffset.UTC);
    tables.getConfig().addConfiguration(configuration());
    tables.createTemporaryView(
        "uploads",
        FeedSource.in(env, SqlContender::rows, InternalTypeInfo.of(ROW)),
        Schema.newBuilder()
            .column("bucket", DataTypes.STRING().notNull())
            .column("prefix", DataTypes.STRING().notNull())
            .column("id_high", DataTypes.BIGINT().notNull())
            .column("id_low", DataTypes.BIGINT().notNull())
            .column("size", DataTypes.BIGINT().notNull())
            .column("principal", DataTypes.STRING().notNull())
            .columnByMetadata("event_time", DataTypes.TIMESTAMP_LTZ(3), "rowtime")
            .columnByExpression("arrival", "PROCTIME()")
            .watermark("event_time", "SOURCE_WATERMARK()")
            .build());
    tables.createTemporaryView(
        "first_deliveries", tables.sqlQuery(withinWindows ? WINDOW_ROW_NUMBER : ROW_NUMBER));
    return tables;
  }

  private Configuration configuration() {
    Configuration configuration = new Configuration();
    configuration.set(ExecutionConfigOptions.IDLE_STATE_RETENTION, Workload.ALLOWED_LATENESS);
    configuration.set(ExecutionConfigOptions.TABLE_EXEC_MINIBATCH_ENABLED, miniBatch);
    if (miniBatch) {
      configuration.set(
          ExecutionConfigOptions.TABLE_EXEC_MINIBATCH_ALLOW_LATENCY, Duration.ofSeconds(1));
      configuration.set(ExecutionConfigOptions.TABLE_EXEC_MINIBATCH_SIZE, 20_000L);
    }
    configuration.set(
        OptimizerConfigOptions.TABLE_OPTIMIZER_AGG_PHASE_STRATEGY,
        twoPhase ? AggregatePhaseStrategy.TWO_PHASE : AggregatePhaseStrategy.ONE_PHASE);
    return configuration;
  }

  private static FeedSource.Records<RowData> rows(Workload workload) {
    StringData[] buckets = strings(workload.buckets());
    StringData[] prefixes = strings(workload.prefixes());
    StringData[] principals = strings(workload.principals());
    return index -> {
      var event = workload.event(index);
      return GenericRowData.of(
          buckets[workload.bucketOf(index)],
          prefixes[workload.prefixOf(index)],
          event.idHigh(),
          event.idLow(),
          event.size(),
          principals[workload.principalOf(index)]);
    };
  }

  /** In bytes, so that no row needs to be encoded. */
  private static StringData[] strings(List<String> texts) {
    return texts.stream()
        .map(text -> StringData.fromBytes(text.getBytes(StandardCharsets.UTF_8)))
        .toArray(StringData[]::new);
  }

  private static void read(Row row, EngineRun into) {
    into.row(
        new GroupKey(
            millis(row.getField(0)),
            Workload.PREFIX_DEPTH,
            (String) row.getField(1),
            (String) row.getField(2)),
        new Tally(
            (Long) row.getField(3),
            (Long) row.getField(4),
            (Long) row.getField(5),
            (Long) row.getField(6),
            (Long) row.getField(7),
            Tally.NOT_COUNTED));
  }

  /** Windows are told in the session's time zone, which is UTC here. */
  private static long millis(Object windowStart) {
    return ((LocalDateTime) windowStart).toInstant(ZoneOffset.UTC).toEpochMilli();
  }
}
