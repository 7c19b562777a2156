/**
 * A source that reads SQS queues and deletes a message only when a completed checkpoint holds its
 * effect. It knows nothing of what the messages say.
 */
package io.uploadlens.source.sqs;
