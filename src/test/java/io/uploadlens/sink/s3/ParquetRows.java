package io.uploadlens.sink.s3;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.example.GroupReadSupport;
import org.apache.parquet.hadoop.metadata.ParquetMetadata;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;

/** Reads a Parquet file as any reader would: by the schema that it brings with it. */
final class ParquetRows {

  private ParquetRows() {}

  /** The rows, each a map of column names to values; null where the row has none. */
  static List<Map<String, Object>> read(Path file) {
    List<Map<String, Object>> rows = new ArrayList<>();
    try (ParquetReader<Group> reader =
        ParquetReader.builder(new GroupReadSupport(), hadoop(file)).build()) {
      for (Group group = reader.read(); group != null; group = reader.read()) {
        rows.add(row(group));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(file.toString(), e);
    }
    return rows;
  }

  /** The file's footer. */
  static ParquetMetadata footer(Path file) throws IOException {
    try (ParquetFileReader reader =
        ParquetFileReader.open(HadoopInputFile.fromPath(hadoop(file), new Configuration()))) {
      return reader.getFooter();
    }
  }

  private static Map<String, Object> row(Group group) {
    Map<String, Object> row = new LinkedHashMap<>();
    for (Type column : group.getType().getFields()) {
      String name = column.getName();
      Object value = null;
      if (group.getFieldRepetitionCount(name) > 0) {
        value =
            column.asPrimitiveType().getPrimitiveTypeName() == PrimitiveTypeName.INT64
                ? (Object) group.getLong(name, 0)
                : group.getString(name, 0);
      }
      row.put(name, value);
    }
    return row;
  }

  private static org.apache.hadoop.fs.Path hadoop(Path file) {
    return new org.apache.hadoop.fs.Path(file.toUri());
  }
}
