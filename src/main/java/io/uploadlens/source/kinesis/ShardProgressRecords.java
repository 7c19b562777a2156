package io.uploadlens.source.kinesis;

import java.io.Serializable;

/**
 * Says a shard's progress as a record, for the shard's watermarks alone: such a record is given to
 * their {@code extractTimestamp} after each read and is never emitted.
 *
 * @param <T> the type of the source's records
 */
@FunctionalInterface
public interface ShardProgressRecords<T> extends Serializable {

  /** The record that says it; not null. */
  T of(ShardProgress progress);
}
