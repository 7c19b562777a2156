/** The SQS source against plain loops of the SDK, on queues of the same endpoint. */
package io.uploadlens.benchmark.sqs;
