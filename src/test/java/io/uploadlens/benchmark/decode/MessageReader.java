package io.uploadlens.benchmark.decode;

import java.io.IOException;

/** One way to read messages; serves one thread. */
interface MessageReader {

  /** Its name on the command line and in results. */
  String name();

  /**
   * Reads a message as fast as it can.
   *
   * @return something that hangs on what was read, so that no compiler leaves the reading out
   */
  long read(byte[] message) throws IOException;

  /**
   * Reads a message and tells what it read; not measured.
   *
   * @return false if this reader makes nothing of what it reads
   */
  boolean tell(byte[] message, Findings findings) throws IOException;
}
