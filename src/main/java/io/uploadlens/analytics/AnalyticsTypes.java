package io.uploadlens.analytics;

import io.uploadlens.event.SerializerTypeInfo;
import org.apache.flink.api.common.typeinfo.TypeInformation;

/** The types of this package as Flink's graph wants them named: each with its own serializer. */
public final class AnalyticsTypes {

  /** {@link PartialAggregate}. */
  public static final TypeInformation<PartialAggregate> PARTIAL_AGGREGATE =
      new SerializerTypeInfo<>(PartialAggregate.class, PartialAggregateSerializer.INSTANCE);

  /** {@link WindowAggregate}. */
  public static final TypeInformation<WindowAggregate> WINDOW_AGGREGATE =
      new SerializerTypeInfo<>(WindowAggregate.class, WindowAggregateSerializer.INSTANCE);

  /** {@link WindowKey}. */
  static final TypeInformation<WindowKey> WINDOW_KEY =
      new SerializerTypeInfo<>(WindowKey.class, WindowKeySerializer.INSTANCE);

  private AnalyticsTypes() {}
}
