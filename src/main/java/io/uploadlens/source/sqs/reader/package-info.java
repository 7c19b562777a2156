/**
 * Receives, emits, keeps invisible and deletes.
 *
 * <p>Two threads share a reader. The task's thread emits and takes part in checkpoints; it never
 * waits for the network. All calls to SQS start and end on the reader's loop, one thread: what is
 * called loop-confined below needs no lock.
 */
package io.uploadlens.source.sqs.reader;
