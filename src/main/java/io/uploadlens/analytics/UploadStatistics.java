package io.uploadlens.analytics;

/**
 * The numbers of one group in one window.
 *
 * <p>Immutable. Sizes are in bytes, delays in milliseconds, times in epoch milliseconds. A
 * statistic of nothing (the smallest size where no size is known, say) is null. Quantiles have a
 * relative error of at most 1%; distinct counts are exact up to 256 and have a relative standard
 * error of about 1.7% above. Both depend on the set of events alone.
 */
public final class UploadStatistics {

  private final Values values;

  /** Takes the numbers over; the values must not be changed afterwards. */
  public UploadStatistics(Values values) {
    this.values = values;
  }

  /** The fields to fill before {@link UploadStatistics} is made of them. */
  public static final class Values {
    public long uploads;
    public long uploadBytes;
    public Long sizeMin;
    public Long sizeP50;
    public Long sizeP90;
    public Long sizeP99;
    public Long sizeMax;
    public long smallObjects;
    public long multipartUploads;
    public long copies;
    public long deletes;
    public long lifecycleExpirations;
    public long otherEvents;
    public long distinctKeys;
    public long distinctPrincipals;
    public Long firstEventTime;
    public Long lastEventTime;
    public Long deliveryDelayP50;
    public Long deliveryDelayP99;
    public Long deliveryDelayMax;
    public long duplicates;
  }

  /** Objects created. */
  public long uploads() {
    return values.uploads;
  }

  /** Sum of the sizes of the objects created. */
  public long uploadBytes() {
    return values.uploadBytes;
  }

  /** Smallest size of an object created, or null. */
  public Long sizeMin() {
    return values.sizeMin;
  }

  /** Median size of the objects created, or null. */
  public Long sizeP50() {
    return values.sizeP50;
  }

  /** 90th percentile of the sizes of the objects created, or null. */
  public Long sizeP90() {
    return values.sizeP90;
  }

  /** 99th percentile of the sizes of the objects created, or null. */
  public Long sizeP99() {
    return values.sizeP99;
  }

  /** Largest size of an object created, or null. */
  public Long sizeMax() {
    return values.sizeMax;
  }

  /** Objects created that are smaller than the configured size. */
  public long smallObjects() {
    return values.smallObjects;
  }

  /** Objects created by a multipart upload. */
  public long multipartUploads() {
    return values.multipartUploads;
  }

  /** Objects created by a copy. */
  public long copies() {
    return values.copies;
  }

  /** Objects deleted, or given a delete marker, at somebody's request. */
  public long deletes() {
    return values.deletes;
  }

  /** Objects deleted, or given a delete marker, by a lifecycle rule. */
  public long lifecycleExpirations() {
    return values.lifecycleExpirations;
  }

  /** Events of every other kind. */
  public long otherEvents() {
    return values.otherEvents;
  }

  /** How many different keys were created; about, where there are more than 256. */
  public long distinctKeys() {
    return values.distinctKeys;
  }

  /** How many different principals created objects; about, where there are more than 256. */
  public long distinctPrincipals() {
    return values.distinctPrincipals;
  }

  /** Event time of the first event, or null. */
  public Long firstEventTime() {
    return values.firstEventTime;
  }

  /** Event time of the last event, or null. */
  public Long lastEventTime() {
    return values.lastEventTime;
  }

  /** Median time from S3's event to its arrival in the queue or stream, or null. */
  public Long deliveryDelayP50() {
    return values.deliveryDelayP50;
  }

  /** 99th percentile of the time from S3's event to its arrival, or null. */
  public Long deliveryDelayP99() {
    return values.deliveryDelayP99;
  }

  /** Longest time from S3's event to its arrival, or null. */
  public Long deliveryDelayMax() {
    return values.deliveryDelayMax;
  }

  /** Deliveries of an event that was counted already. */
  public long duplicates() {
    return values.duplicates;
  }
}
