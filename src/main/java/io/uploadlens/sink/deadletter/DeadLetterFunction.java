package io.uploadlens.sink.deadletter;

import io.uploadlens.event.RejectedMessage;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Objects;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.core.fs.FSDataOutputStream;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;

/**
 * Makes of a rejected message the body for {@link DeadLetterSink}, at most {@value
 * DeadLetterSink#MAX_MESSAGE_BYTES} bytes: a message whose own body does not fit in is written to a
 * file, and the path takes its place (guarantee G6).
 *
 * <p>The file's name is the SHA-256 of its content, so that the same message, seen again after a
 * failure, overwrites the file with itself. It is closed before the path leaves.
 */
public final class DeadLetterFunction implements MapFunction<RejectedMessage, byte[]> {

  /** The type of what this function makes. */
  public static final TypeInformation<byte[]> OUTPUT =
      PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO;

  private static final long serialVersionUID = 1L;

  private final String overflowPath;

  /**
   * @param overflowPath the directory for the bodies that do not fit into a message, for example
   *     {@code s3a://bucket/dead-letter}; not null
   */
  public DeadLetterFunction(String overflowPath) {
    this.overflowPath = Objects.requireNonNull(overflowPath, "overflowPath");
  }

  /**
   * @throws IOException if the file cannot be written; the message names it
   */
  @Override
  public byte[] map(RejectedMessage message) throws IOException {
    // Base64 makes four bytes of three: what is too long before is too long afterwards.
    if (message.body().length < DeadLetterSink.MAX_MESSAGE_BYTES) {
      byte[] whole = DeadLetterJson.withBody(message);
      if (whole.length <= DeadLetterSink.MAX_MESSAGE_BYTES) {
        return whole;
      }
    }
    Path file = new Path(overflowPath, sha256(message.body()));
    try (FSDataOutputStream out =
        file.getFileSystem().create(file, FileSystem.WriteMode.OVERWRITE)) {
      out.write(message.body());
    } catch (IOException e) {
      throw new IOException(
          "cannot write the " + message.body().length + " bytes of " + message + " to " + file, e);
    }
    return DeadLetterJson.withPath(message, file.toString());
  }

  private static String sha256(byte[] bytes) {
    try {
      StringBuilder digits = new StringBuilder(64);
      for (byte b : MessageDigest.getInstance("SHA-256").digest(bytes)) {
        digits.append(Character.forDigit(b >> 4 & 0xF, 16)).append(Character.forDigit(b & 0xF, 16));
      }
      return digits.toString();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
