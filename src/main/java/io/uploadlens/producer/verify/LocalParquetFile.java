package io.uploadlens.producer.verify;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.apache.parquet.io.DelegatingSeekableInputStream;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.SeekableInputStream;

/** A local file for Parquet's reader, without a Hadoop file system. */
final class LocalParquetFile implements InputFile {

  private final Path file;
  private final long length;

  LocalParquetFile(Path file, long length) {
    this.file = file;
    this.length = length;
  }

  @Override
  public long getLength() {
    return length;
  }

  @Override
  public SeekableInputStream newStream() throws IOException {
    FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
    return new Stream(Channels.newInputStream(channel), channel);
  }

  @Override
  public String toString() {
    return file.toString();
  }

  private static final class Stream extends DelegatingSeekableInputStream {
    private final FileChannel channel;

    Stream(InputStream in, FileChannel channel) {
      super(in);
      this.channel = channel;
    }

    @Override
    public long getPos() throws IOException {
      return channel.position();
    }

    @Override
    public void seek(long position) throws IOException {
      channel.position(position);
    }
  }
}
