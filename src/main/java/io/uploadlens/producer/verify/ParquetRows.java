package io.uploadlens.producer.verify;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.convert.GroupRecordConverter;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.MessageColumnIO;
import org.apache.parquet.io.RecordReader;
import org.apache.parquet.schema.MessageType;

/** Rows of an output's Parquet objects, each object copied to a local file while it is read. */
final class ParquetRows {

  private ParquetRows() {}

  /** What takes a row. */
  interface Handler {
    /**
     * @param place the object, for people
     */
    void take(Group row, String place);
  }

  static void forEach(ObjectStore store, Handler handler) throws IOException {
    Path copy = Files.createTempFile("uploadlens-verify", ".parquet");
    try {
      for (String key : store.keys()) {
        try (InputStream in = store.open(key)) {
          Files.copy(in, copy, StandardCopyOption.REPLACE_EXISTING);
        }
        try {
          read(copy, key, handler);
        } catch (IOException | RuntimeException e) {
          throw new IOException(key + " is no Parquet file that can be read: " + e, e);
        }
      }
    } finally {
      Files.delete(copy);
    }
  }

  private static void read(Path file, String key, Handler handler) throws IOException {
    LocalParquetFile input = new LocalParquetFile(file, Files.size(file));
    try (ParquetFileReader reader = ParquetFileReader.open(input)) {
      MessageType schema = reader.getFileMetaData().getSchema();
      MessageColumnIO columns = new ColumnIOFactory().getColumnIO(schema);
      for (PageReadStore pages = reader.readNextRowGroup();
          pages != null;
          pages = reader.readNextRowGroup()) {
        RecordReader<Group> rows = columns.getRecordReader(pages, new GroupRecordConverter(schema));
        for (long i = 0; i < pages.getRowCount(); i++) {
          handler.take(rows.read(), key);
        }
      }
    }
  }
}
