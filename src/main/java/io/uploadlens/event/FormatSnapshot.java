package io.uploadlens.event;

import java.io.IOException;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSchemaCompatibility;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * The snapshot of a serializer that is described by one number, the version of its format.
 *
 * <p>Persisted in checkpoints and savepoints, by the name of the subclass, which needs a public
 * constructor without parameters. A serializer of this kind has no configuration.
 *
 * @param <T> what the serializer writes
 */
public abstract class FormatSnapshot<T> implements TypeSerializerSnapshot<T> {

  private final int format;
  private final TypeSerializer<T> serializer;

  /**
   * @param format the version that the serializer writes today, 1 or more; a change of the bytes
   *     adds one
   * @param serializer the serializer
   */
  protected FormatSnapshot(int format, TypeSerializer<T> serializer) {
    this.format = format;
    this.serializer = serializer;
  }

  @Override
  public final int getCurrentVersion() {
    return format;
  }

  @Override
  public final void writeSnapshot(DataOutputView out) {
    // The version, which Flink writes, is all there is to say.
  }

  @Override
  public final void readSnapshot(int readVersion, DataInputView in, ClassLoader classLoader)
      throws IOException {
    if (readVersion != format) {
      throw new IOException(
          getClass().getName()
              + " was written in format "
              + readVersion
              + "; this release reads format "
              + format);
    }
  }

  @Override
  public final TypeSerializer<T> restoreSerializer() {
    return serializer.duplicate();
  }

  @Override
  public final TypeSerializerSchemaCompatibility<T> resolveSchemaCompatibility(
      TypeSerializerSnapshot<T> oldSerializerSnapshot) {
    return oldSerializerSnapshot.getClass() == getClass()
        ? TypeSerializerSchemaCompatibility.compatibleAsIs()
        : TypeSerializerSchemaCompatibility.incompatible();
  }
}
