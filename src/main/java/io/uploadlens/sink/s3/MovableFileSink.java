package io.uploadlens.sink.s3;

import io.uploadlens.event.UploadEvent;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.flink.api.connector.sink2.Committer;
import org.apache.flink.api.connector.sink2.CommitterInitContext;
import org.apache.flink.api.connector.sink2.CommittingSinkWriter;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.StatefulSinkWriter;
import org.apache.flink.api.connector.sink2.SupportsCommitter;
import org.apache.flink.api.connector.sink2.SupportsWriterState;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.connector.file.sink.FileSink;
import org.apache.flink.connector.file.sink.FileSinkCommittable;
import org.apache.flink.connector.file.sink.writer.FileWriter;
import org.apache.flink.connector.file.sink.writer.FileWriterBucketState;
import org.apache.flink.core.fs.Path;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/**
 * Flink's {@link FileSink} whose directory may be another one after a restore.
 *
 * <p>What Flink keeps of a file that is still to appear is its key and the id of its upload, not
 * the bucket it is in, and completes it in whichever bucket the sink writes to today: after a move
 * to another bucket no restore succeeds. And a partition that was written to goes on in the old
 * directory. Here a file's directory is kept with it: files of before the move appear where they
 * belong, all others in the new directory.
 *
 * <p>Conditions: the sink's files end at every checkpoint, so that no state holds one that is open.
 */
final class MovableFileSink
    implements Sink<UploadEvent>,
        SupportsWriterState<UploadEvent, FileWriterBucketState>,
        SupportsCommitter<FileSinkCommittable> {

  private static final long serialVersionUID = 1L;

  /** What Flink gives as the time when the file was opened. */
  private static final long NO_OPEN_FILE = Long.MAX_VALUE;

  private final String directory;
  private final SinkOfDirectory sinks;
  private final FileSink<UploadEvent> sink;

  /** Makes the sink of a directory. */
  interface SinkOfDirectory extends Function<Path, FileSink<UploadEvent>>, Serializable {}

  /**
   * @param directory where files go to; not null
   * @param sinks makes Flink's sink of this directory, and of those of earlier runs; not null
   */
  MovableFileSink(String directory, SinkOfDirectory sinks) {
    this.directory = new Path(directory).toString();
    this.sinks = Objects.requireNonNull(sinks, "sinks");
    this.sink = sinks.apply(new Path(directory));
  }

  @Override
  public SinkWriter<UploadEvent> createWriter(WriterInitContext context) throws IOException {
    return new Writer(sink.createWriter(context), directory);
  }

  @Override
  public StatefulSinkWriter<UploadEvent, FileWriterBucketState> restoreWriter(
      WriterInitContext context, Collection<FileWriterBucketState> states) throws IOException {
    List<FileWriterBucketState> here = new ArrayList<>();
    for (FileWriterBucketState partition : states) {
      if (isHere(partition)) {
        here.add(partition);
      } else {
        requireNoOpenFile(partition);
      }
    }
    return new Writer(sink.restoreWriter(context, here), directory);
  }

  /** A partition of another directory is left behind, with nothing in it. */
  private void requireNoOpenFile(FileWriterBucketState partition) throws IOException {
    if (partition.getInProgressFileCreationTime() != NO_OPEN_FILE
        || !partition.getPendingFileRecoverablesPerCheckpoint().isEmpty()) {
      throw new IOException(
          "files go to "
              + directory
              + ", but the restored state has an open file in "
              + partition.getBucketPath()
              + ", which can't be moved. Set the path back, or start without state");
    }
  }

  private boolean isHere(FileWriterBucketState partition) {
    return partition.getBucketPath().toString().equals(directory + "/" + partition.getBucketId());
  }

  @Override
  public SimpleVersionedSerializer<FileWriterBucketState> getWriterStateSerializer() {
    return sink.getWriterStateSerializer();
  }

  @Override
  public Committer<FileSinkCommittable> createCommitter(CommitterInitContext context) {
    return new Committers(context);
  }

  @Override
  public SimpleVersionedSerializer<FileSinkCommittable> getCommittableSerializer() {
    return sink.getCommittableSerializer();
  }

  @Override
  @Deprecated
  public SinkWriter<UploadEvent> createWriter(Sink.InitContext context) {
    throw new UnsupportedOperationException("Flink 1.20 creates writers with a WriterInitContext");
  }

  /**
   * Names the directory where Flink names the partition, which only its compaction of files asks
   * for.
   */
  private static FileSinkCommittable in(String directory, FileSinkCommittable file) {
    if (file.hasPendingFile()) {
      return new FileSinkCommittable(directory, file.getPendingFile());
    }
    return file.hasInProgressFileToCleanup()
        ? new FileSinkCommittable(directory, file.getInProgressFileToCleanup())
        : new FileSinkCommittable(directory, file.getCompactedFileToCleanup());
  }

  /** Flink's writer, whose files tell their directory. */
  private static final class Writer
      implements StatefulSinkWriter<UploadEvent, FileWriterBucketState>,
          CommittingSinkWriter<UploadEvent, FileSinkCommittable> {

    private final FileWriter<UploadEvent> writer;
    private final String directory;

    Writer(FileWriter<UploadEvent> writer, String directory) {
      this.writer = writer;
      this.directory = directory;
    }

    @Override
    public void write(UploadEvent event, Context context) throws IOException, InterruptedException {
      writer.write(event, context);
    }

    @Override
    public void flush(boolean endOfInput) throws IOException, InterruptedException {
      writer.flush(endOfInput);
    }

    @Override
    public Collection<FileSinkCommittable> prepareCommit() throws IOException {
      List<FileSinkCommittable> files = new ArrayList<>();
      for (FileSinkCommittable file : writer.prepareCommit()) {
        files.add(in(directory, file));
      }
      return files;
    }

    @Override
    public List<FileWriterBucketState> snapshotState(long checkpointId) throws IOException {
      return writer.snapshotState(checkpointId);
    }

    @Override
    public void close() {
      writer.close();
    }
  }

  /** One of Flink's committers for each directory that there are files of. */
  private final class Committers implements Committer<FileSinkCommittable> {

    private final CommitterInitContext context;
    private final Map<String, Committer<FileSinkCommittable>> byDirectory = new HashMap<>();

    Committers(CommitterInitContext context) {
      this.context = context;
    }

    @Override
    public void commit(Collection<CommitRequest<FileSinkCommittable>> requests)
        throws IOException, InterruptedException {
      Map<String, List<CommitRequest<FileSinkCommittable>>> requested =
          requests.stream()
              .collect(Collectors.groupingBy(request -> request.getCommittable().getBucketId()));
      for (Map.Entry<String, List<CommitRequest<FileSinkCommittable>>> entry :
          requested.entrySet()) {
        of(entry.getKey()).commit(entry.getValue());
      }
    }

    private Committer<FileSinkCommittable> of(String directoryOfFiles) throws IOException {
      Committer<FileSinkCommittable> known = byDirectory.get(directoryOfFiles);
      if (known == null) {
        known = sinks.apply(new Path(directoryOfFiles)).createCommitter(context);
        byDirectory.put(directoryOfFiles, known);
      }
      return known;
    }

    @Override
    public void close() throws Exception {
      for (Committer<FileSinkCommittable> committer : byDirectory.values()) {
        committer.close();
      }
    }
  }
}
