package io.uploadlens.benchmark.sqs;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.api.common.JobID;
import org.apache.flink.runtime.state.CheckpointStateOutputStream;
import org.apache.flink.runtime.state.CheckpointStateToolset;
import org.apache.flink.runtime.state.CheckpointStorage;
import org.apache.flink.runtime.state.CheckpointStorageAccess;
import org.apache.flink.runtime.state.CheckpointStorageLocation;
import org.apache.flink.runtime.state.CheckpointStorageLocationReference;
import org.apache.flink.runtime.state.CheckpointStreamFactory;
import org.apache.flink.runtime.state.CheckpointedStateScope;
import org.apache.flink.runtime.state.CompletedCheckpointStorageLocation;
import org.apache.flink.runtime.state.StreamStateHandle;
import org.apache.flink.runtime.state.storage.FileSystemCheckpointStorage;

/**
 * Checkpoints in files, whose writing fails at its very end as long as that is wanted: the state is
 * taken and serialized in full, and the checkpoint is declined.
 */
final class FailingCheckpoints implements CheckpointStorage {

  private static final long serialVersionUID = 1L;

  // The cluster is in this JVM, but the storage travels to it as bytes.
  private static volatile boolean failing;
  private static final AtomicInteger FAILED = new AtomicInteger();

  private final FileSystemCheckpointStorage files;

  FailingCheckpoints(URI directory) {
    this.files = new FileSystemCheckpointStorage(directory);
  }

  /** From now on they fail, or don't. */
  static void fail(boolean fail) {
    failing = fail;
  }

  /** How many states could not be written. */
  static int failed() {
    return FAILED.get();
  }

  @Override
  public CompletedCheckpointStorageLocation resolveCheckpoint(String pointer) throws IOException {
    return files.resolveCheckpoint(pointer);
  }

  @Override
  public CheckpointStorageAccess createCheckpointStorage(JobID job) throws IOException {
    return new Access(files.createCheckpointStorage(job));
  }

  private static final class Access implements CheckpointStorageAccess {
    private final CheckpointStorageAccess files;

    Access(CheckpointStorageAccess files) {
      this.files = files;
    }

    @Override
    public boolean supportsHighlyAvailableStorage() {
      return files.supportsHighlyAvailableStorage();
    }

    @Override
    public boolean hasDefaultSavepointLocation() {
      return files.hasDefaultSavepointLocation();
    }

    @Override
    public CompletedCheckpointStorageLocation resolveCheckpoint(String pointer) throws IOException {
      return files.resolveCheckpoint(pointer);
    }

    @Override
    public void initializeBaseLocationsForCheckpoint() throws IOException {
      files.initializeBaseLocationsForCheckpoint();
    }

    @Override
    public CheckpointStorageLocation initializeLocationForCheckpoint(long checkpointId)
        throws IOException {
      return files.initializeLocationForCheckpoint(checkpointId);
    }

    @Override
    public CheckpointStorageLocation initializeLocationForSavepoint(
        long checkpointId, String location) throws IOException {
      return files.initializeLocationForSavepoint(checkpointId, location);
    }

    @Override
    public CheckpointStreamFactory resolveCheckpointStorageLocation(
        long checkpointId, CheckpointStorageLocationReference reference) throws IOException {
      return new Streams(files.resolveCheckpointStorageLocation(checkpointId, reference));
    }

    @Override
    public CheckpointStateOutputStream createTaskOwnedStateStream() throws IOException {
      return files.createTaskOwnedStateStream();
    }

    @Override
    public CheckpointStateToolset createTaskOwnedCheckpointStateToolset() {
      return files.createTaskOwnedCheckpointStateToolset();
    }
  }

  private static final class Streams implements CheckpointStreamFactory {
    private final CheckpointStreamFactory files;

    Streams(CheckpointStreamFactory files) {
      this.files = files;
    }

    @Override
    public CheckpointStateOutputStream createCheckpointStateOutputStream(
        CheckpointedStateScope scope) throws IOException {
      return new Stream(files.createCheckpointStateOutputStream(scope));
    }

    @Override
    public boolean canFastDuplicate(StreamStateHandle handle, CheckpointedStateScope scope)
        throws IOException {
      return files.canFastDuplicate(handle, scope);
    }

    @Override
    public List<StreamStateHandle> duplicate(
        List<StreamStateHandle> handles, CheckpointedStateScope scope) throws IOException {
      return files.duplicate(handles, scope);
    }
  }

  private static final class Stream extends CheckpointStateOutputStream {
    private final CheckpointStateOutputStream file;

    Stream(CheckpointStateOutputStream file) {
      this.file = file;
    }

    @Override
    public StreamStateHandle closeAndGetHandle() throws IOException {
      if (failing) {
        FAILED.incrementAndGet();
        file.close();
        throw new IOException("This checkpoint is to fail");
      }
      return file.closeAndGetHandle();
    }

    @Override
    public void write(int b) throws IOException {
      file.write(b);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      file.write(bytes, offset, length);
    }

    @Override
    public long getPos() throws IOException {
      return file.getPos();
    }

    @Override
    public void flush() throws IOException {
      file.flush();
    }

    @Override
    public void sync() throws IOException {
      file.sync();
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }
}
