package io.uploadlens.source.sqs.payload;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/** How payloads are read and deleted; the {@link Builder} says what each means. Immutable. */
public final class PayloadSettings implements Serializable {

  private static final long serialVersionUID = 1L;

  private final List<PayloadLocation> locations;
  private final int maxSize;
  private final long maxMemory;
  private final int maxConcurrent;
  private final boolean delete;

  private PayloadSettings(Builder builder) {
    this.locations =
        builder.locations.stream().map(PayloadLocation::of).collect(Collectors.toList());
    this.maxSize = builder.maxSize;
    this.maxMemory = builder.maxMemory;
    this.maxConcurrent = builder.maxConcurrent;
    this.delete = builder.delete;
  }

  /** Starts with settings under which no payload is read. */
  public static Builder builder() {
    return new Builder();
  }

  /** Whether payloads are read at all. */
  public boolean isOn() {
    return !locations.isEmpty();
  }

  /** Where payloads may be read. */
  public List<PayloadLocation> locations() {
    return locations;
  }

  /** The location that holds this object; empty where none does, so that it must not be touched. */
  public Optional<PayloadLocation> locationOf(PayloadPointer pointer) {
    return locations.stream().filter(location -> location.holds(pointer)).findFirst();
  }

  /** The most bytes that a payload may have. */
  public int maxSize() {
    return maxSize;
  }

  /** The most bytes of payloads that a subtask holds of one queue and has not emitted. */
  public long maxMemory() {
    return maxMemory;
  }

  /** The most payloads that a subtask reads at a time for one queue. */
  public int maxConcurrent() {
    return maxConcurrent;
  }

  /** Whether a payload is deleted after its message. */
  public boolean delete() {
    return delete;
  }

  /** Collects the settings. */
  public static final class Builder {

    private List<String> locations = List.of();
    private int maxSize = 16 << 20;
    private long maxMemory = 64 << 20;
    private int maxConcurrent = 8;
    private boolean delete;

    private Builder() {}

    /**
     * Where payloads may be: buckets, or a bucket, a slash and the beginning of keys; default none,
     * so that no payload is read. A message that points elsewhere is emitted without its payload:
     * whoever may send to the queue may name any object. The rights s3:GetObject on the objects and
     * s3:ListBucket on the buckets are needed.
     */
    public Builder setBuckets(List<String> buckets) {
      this.locations = new ArrayList<>(Objects.requireNonNull(buckets, "buckets"));
      return this;
    }

    /**
     * The most bytes that a payload may have, 1 to 1 GiB; default 16 MiB. A message whose payload
     * has more is emitted without it.
     */
    public Builder setMaxSize(int maxSize) {
      this.maxSize = maxSize;
      return this;
    }

    /**
     * The most bytes of payloads, as they are in S3, that are held and not emitted per subtask and
     * queue: at least {@linkplain #setMaxSize one payload}; default 64 MiB.
     */
    public Builder setMaxMemory(long maxMemory) {
      this.maxMemory = maxMemory;
      return this;
    }

    /** The most payloads read at a time per subtask and queue, 1 to 256; default 8. */
    public Builder setMaxConcurrent(int maxConcurrent) {
      this.maxConcurrent = maxConcurrent;
      return this;
    }

    /**
     * Whether a payload that was read is deleted two visibility timeouts after its message, since a
     * copy of the message may come until then; default false. It takes the right s3:DeleteObject.
     * Not for payloads that several queues share.
     */
    public Builder setDelete(boolean delete) {
      this.delete = delete;
      return this;
    }

    /** Whether payloads are read at all. */
    public boolean isOn() {
      return !locations.isEmpty();
    }

    /** What is not allowed, each with its name, its value and what is. */
    public List<String> problems() {
      List<String> problems = new ArrayList<>();
      for (String location : locations) {
        if (!PayloadLocation.isLocation(location)) {
          problems.add(
              "payloads.buckets holds '"
                  + location
                  + "'; allowed are buckets, and a bucket, a slash and the beginning of keys");
        }
      }
      if (delete && locations.isEmpty()) {
        problems.add("payloads.delete is set without payloads.buckets; no payload is read");
      }
      if (maxSize < 1 || maxSize > 1 << 30) {
        problems.add("payloads.maxSize is " + maxSize + "; 1 to " + (1 << 30) + " is allowed");
      }
      if (maxMemory < maxSize) {
        problems.add(
            "payloads.maxMemory is "
                + maxMemory
                + "; at least payloads.maxSize, "
                + maxSize
                + ", is allowed");
      }
      if (maxConcurrent < 1 || maxConcurrent > 256) {
        problems.add("payloads.maxConcurrent is " + maxConcurrent + "; 1 to 256 is allowed");
      }
      return problems;
    }

    /**
     * The settings.
     *
     * @throws IllegalArgumentException lists every {@linkplain #problems() problem}
     */
    public PayloadSettings build() {
      List<String> problems = problems();
      if (!problems.isEmpty()) {
        throw new IllegalArgumentException(String.join("; ", problems));
      }
      return new PayloadSettings(this);
    }
  }
}
