package io.uploadlens.infra;

import java.time.Duration;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.flink.table.annotation.DataTypeHint;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.api.EnvironmentSettings;
import org.apache.flink.table.api.TableEnvironment;
import org.apache.flink.table.catalog.Column;
import org.apache.flink.table.functions.ScalarFunction;
import org.apache.flink.table.types.DataType;
import org.apache.flink.types.Row;
import org.apache.flink.util.CloseableIterator;

/**
 * Flink SQL in the place of Athena, with tables of the Glue catalog and two functions of Athena.
 */
final class AthenaSql {

  private final TableEnvironment sql =
      TableEnvironment.create(EnvironmentSettings.newInstance().inBatchMode().build());

  AthenaSql() {
    sql.getConfig().setLocalTimeZone(ZoneOffset.UTC);
    sql.getConfig().set("parallelism.default", "1");
    sql.createTemporarySystemFunction("from_iso8601_timestamp", FromIso8601.class);
    sql.createTemporarySystemFunction("date_diff", DateDiff.class);
  }

  /** Makes a table with these rows: its columns, then those of its partitions. */
  void table(GlueTable table, List<Row> rows) {
    sql.createTemporaryView(table.name(), sql.fromValues(rowType(table), rows));
  }

  void view(String name, String text) {
    sql.executeSql("CREATE TEMPORARY VIEW " + name + " AS " + text);
  }

  List<Column> columnsOf(String name) {
    return sql.from(name).getResolvedSchema().getColumns();
  }

  List<Row> query(String text) throws Exception {
    List<Row> all = new ArrayList<>();
    try (CloseableIterator<Row> rows = sql.executeSql(text).collect()) {
      rows.forEachRemaining(all::add);
    }
    return all;
  }

  /** Types by name: of the columns, then of the partition's. */
  static Map<String, String> columns(GlueTable table) {
    Map<String, String> columns = new LinkedHashMap<>(table.columns());
    columns.putAll(table.partitionKeys());
    return columns;
  }

  private static DataType rowType(GlueTable table) {
    return DataTypes.ROW(
        columns(table).entrySet().stream()
            .map(column -> DataTypes.FIELD(column.getKey(), dataType(column.getValue())))
            .toArray(DataTypes.Field[]::new));
  }

  private static DataType dataType(String glueType) {
    switch (glueType) {
      case "bigint":
        return DataTypes.BIGINT();
      case "int":
        return DataTypes.INT();
      case "boolean":
        return DataTypes.BOOLEAN();
      case "timestamp":
        return DataTypes.TIMESTAMP(3);
      default:
        return DataTypes.STRING();
    }
  }

  /** Athena's function, of times in UTC. */
  public static final class FromIso8601 extends ScalarFunction {
    private static final long serialVersionUID = 1L;

    public @DataTypeHint("TIMESTAMP(3)") LocalDateTime eval(String text) {
      return text == null ? null : OffsetDateTime.parse(text).toLocalDateTime();
    }
  }

  /** Athena's function. */
  public static final class DateDiff extends ScalarFunction {
    private static final long serialVersionUID = 1L;

    public Long eval(
        String unit,
        @DataTypeHint("TIMESTAMP(3)") LocalDateTime from,
        @DataTypeHint("TIMESTAMP(3)") LocalDateTime to) {
      return from == null || to == null
          ? null
          : Duration.between(from, to)
              .dividedBy(ChronoUnit.valueOf(unit.toUpperCase(Locale.ROOT) + "S").getDuration());
    }
  }
}
