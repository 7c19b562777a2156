package io.uploadlens.event;

import org.apache.flink.api.common.typeinfo.TypeInformation;

/** The types of this package as Flink's graph wants them named: each with its own serializer. */
public final class EventTypes {

  /** {@link UploadEvent}. */
  public static final TypeInformation<UploadEvent> UPLOAD_EVENT =
      new SerializerTypeInfo<>(UploadEvent.class, new UploadEventSerializer());

  /** {@link RejectedMessage}. */
  public static final TypeInformation<RejectedMessage> REJECTED_MESSAGE =
      new SerializerTypeInfo<>(RejectedMessage.class, RejectedMessageSerializer.INSTANCE);

  /** {@link DecodedMessage}. */
  public static final TypeInformation<DecodedMessage> DECODED_MESSAGE =
      new SerializerTypeInfo<>(DecodedMessage.class, new DecodedMessageSerializer());

  private EventTypes() {}
}
