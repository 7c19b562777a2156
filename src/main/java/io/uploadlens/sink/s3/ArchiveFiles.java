package io.uploadlens.sink.s3;

import io.uploadlens.event.UploadEvent;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.serialization.BulkWriter;
import org.apache.flink.core.fs.FSDataOutputStream;
import org.apache.flink.formats.parquet.ParquetBuilder;
import org.apache.flink.formats.parquet.ParquetWriterFactory;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.OutputFile;

/**
 * Makes the Parquet files of the archive.
 *
 * <p>A file is open from its first event to the next checkpoint, and a backlog read after an outage
 * opens one for every bucket and hour it has events of. A Parquet writer takes some hundred
 * kilobytes before it has a row; hence a file's first events wait as they are, and one that gets no
 * more than {@value #EVENTS_BEFORE_COLUMNS} by the checkpoint is written in one go at its end.
 */
final class ArchiveFiles implements BulkWriter.Factory<UploadEvent> {

  private static final long serialVersionUID = 1L;

  static final int EVENTS_BEFORE_COLUMNS = 128;

  // What a file holds in memory at most; the row group then goes to the stream. One checkpoint's
  // events of one bucket and hour seldom fill it.
  private static final int ROW_GROUP_BYTES = 16 * 1024 * 1024;
  private static final int PAGE_BYTES = 128 * 1024;

  private final ParquetWriterFactory<UploadEvent> parquet =
      new ParquetWriterFactory<>((ParquetBuilder<UploadEvent>) ArchiveFiles::open);

  @Override
  public BulkWriter<UploadEvent> create(FSDataOutputStream file) {
    return new LateColumns(parquet, file);
  }

  private static ParquetWriter<UploadEvent> open(OutputFile file) throws IOException {
    Builder builder =
        new Builder(file)
            // Without Hadoop's defaults, which would be read from XML for every file.
            .withConf(new Configuration(false))
            .withCompressionCodec(CompressionCodecName.ZSTD)
            .withRowGroupSize((long) ROW_GROUP_BYTES)
            .withPageSize(PAGE_BYTES)
            .withDictionaryEncoding(true);
    for (String column : ArchiveSchema.WITHOUT_DICTIONARY) {
      builder = builder.withDictionaryEncoding(column, false);
    }
    return builder.build();
  }

  /** Parquet's builder, for events. */
  private static final class Builder extends ParquetWriter.Builder<UploadEvent, Builder> {

    Builder(OutputFile file) {
      super(file);
    }

    @Override
    protected Builder self() {
      return this;
    }

    @Override
    protected WriteSupport<UploadEvent> getWriteSupport(Configuration configuration) {
      return new ArchiveWriteSupport();
    }
  }

  /** A file that becomes columns when it has enough events, or at its end. */
  private static final class LateColumns implements BulkWriter<UploadEvent> {

    private final BulkWriter.Factory<UploadEvent> parquet;
    private final FSDataOutputStream file;
    private List<UploadEvent> waiting = new ArrayList<>();
    private BulkWriter<UploadEvent> columns;

    LateColumns(BulkWriter.Factory<UploadEvent> parquet, FSDataOutputStream file) {
      this.parquet = parquet;
      this.file = file;
    }

    @Override
    public void addElement(UploadEvent event) throws IOException {
      if (columns != null) {
        columns.addElement(event);
      } else {
        waiting.add(event);
        if (waiting.size() >= EVENTS_BEFORE_COLUMNS) {
          toColumns();
        }
      }
    }

    private void toColumns() throws IOException {
      columns = parquet.create(file);
      for (UploadEvent event : waiting) {
        columns.addElement(event);
      }
      waiting = null;
    }

    /** Nothing to do: Parquet writes whole row groups, and the file's end at {@link #finish()}. */
    @Override
    public void flush() {}

    @Override
    public void finish() throws IOException {
      if (columns == null) {
        toColumns();
      }
      columns.finish();
    }
  }
}
