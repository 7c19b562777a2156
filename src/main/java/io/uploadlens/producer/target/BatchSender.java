package io.uploadlens.producer.target;

import io.uploadlens.aws.AwsErrorKind;
import io.uploadlens.producer.generator.GeneratedMessage;
import java.util.List;

/** One service's batch request. Called by several threads at once. */
interface BatchSender extends AutoCloseable {

  /**
   * Sends the messages in one request.
   *
   * @return the entries that the service did not take; empty if it took all
   * @throws RuntimeException the SDK's, if it took none
   */
  List<Failure> send(List<GeneratedMessage> batch);

  @Override
  void close();

  /** An entry that failed in a request that succeeded. */
  final class Failure {
    final int index;
    final AwsErrorKind kind;
    final String answer;

    /**
     * @param index its place in the batch
     * @param kind what to do about it
     * @param answer the service's code and message
     */
    Failure(int index, AwsErrorKind kind, String answer) {
      this.index = index;
      this.kind = kind;
      this.answer = answer;
    }
  }
}
