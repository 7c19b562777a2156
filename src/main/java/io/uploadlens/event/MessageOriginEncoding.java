package io.uploadlens.event;

import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** The origin's part of a serialized record. */
final class MessageOriginEncoding {

  static final MessageOrigin NOWHERE = new MessageOrigin("", "", 0, 0);

  private MessageOriginEncoding() {}

  static void write(DataOutputView out, MessageOrigin origin) throws IOException {
    StateEncoding.writeString(out, origin.source());
    StateEncoding.writeString(out, origin.messageId());
    out.writeLong(origin.arrivalTime());
    out.writeLong(origin.firstSeenTime());
  }

  static MessageOrigin read(DataInputView in) throws IOException {
    return new MessageOrigin(
        StateEncoding.readString(in), StateEncoding.readString(in), in.readLong(), in.readLong());
  }
}
