package io.uploadlens.benchmark.decode;

import io.uploadlens.event.EventDecoder;
import io.uploadlens.event.MessageOrigin;
import io.uploadlens.event.UploadEvent;
import java.util.List;

/** UploadLens's decoder, as the sources use it: from a message's bytes to its events. */
final class DecoderReader implements MessageReader {

  static final String NAME = "decoder";

  private static final MessageOrigin ORIGIN =
      new MessageOrigin(
          "https://sqs.eu-central-1.amazonaws.com/000000000000/uploads",
          "5fea7756-0ea4-451a-a703-a558b933e274",
          1_795_305_600_000L,
          1_795_305_600_020L);

  private final EventDecoder decoder = new EventDecoder();

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public long read(byte[] message) {
    UploadEvent event = events(message).get(0);
    return event.idLow() + event.size();
  }

  @Override
  public boolean tell(byte[] message, Findings findings) {
    for (UploadEvent event : events(message)) {
      findings.add(event.bucket(), event.key(), event.size());
    }
    return true;
  }

  List<UploadEvent> events(byte[] message) {
    return decoder.decode(message, ORIGIN).events();
  }
}
