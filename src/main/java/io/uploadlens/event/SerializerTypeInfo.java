package io.uploadlens.event;

import java.util.Objects;
import org.apache.flink.api.common.ExecutionConfig;
import org.apache.flink.api.common.serialization.SerializerConfig;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;

/**
 * The type information of a class that has a serializer of its own, so that Flink falls back
 * neither on its POJO rules nor on Kryo. Such a type is opaque to Flink and no key.
 *
 * @param <T> the class
 */
public final class SerializerTypeInfo<T> extends TypeInformation<T> {

  private static final long serialVersionUID = 1L;

  private final Class<T> typeClass;
  private final TypeSerializer<T> serializer;

  /**
   * @param typeClass the class; not null
   * @param serializer its serializer; not null
   */
  public SerializerTypeInfo(Class<T> typeClass, TypeSerializer<T> serializer) {
    this.typeClass = Objects.requireNonNull(typeClass, "typeClass");
    this.serializer = Objects.requireNonNull(serializer, "serializer");
  }

  @Override
  public boolean isBasicType() {
    return false;
  }

  @Override
  public boolean isTupleType() {
    return false;
  }

  @Override
  public int getArity() {
    return 1;
  }

  @Override
  public int getTotalFields() {
    return 1;
  }

  @Override
  public Class<T> getTypeClass() {
    return typeClass;
  }

  @Override
  public boolean isKeyType() {
    return false;
  }

  @Override
  public TypeSerializer<T> createSerializer(SerializerConfig config) {
    return serializer.duplicate();
  }

  @Override
  @Deprecated
  public TypeSerializer<T> createSerializer(ExecutionConfig config) {
    return serializer.duplicate();
  }

  @Override
  public boolean canEqual(Object other) {
    return other instanceof SerializerTypeInfo;
  }

  @Override
  public boolean equals(Object other) {
    if (!(other instanceof SerializerTypeInfo)) {
      return false;
    }
    SerializerTypeInfo<?> that = (SerializerTypeInfo<?>) other;
    return typeClass == that.typeClass && serializer.equals(that.serializer);
  }

  @Override
  public int hashCode() {
    return 31 * typeClass.hashCode() + serializer.hashCode();
  }

  @Override
  public String toString() {
    return typeClass.getSimpleName();
  }
}
