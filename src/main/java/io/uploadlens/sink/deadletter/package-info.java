/**
 * What could not be decoded, kept whole: in an SQS queue, the largest bodies in S3 (guarantee G6).
 */
package io.uploadlens.sink.deadletter;
