/**
 * The archive of unique events in Parquet and the late events as JSON lines, both in S3, exactly
 * once.
 */
package io.uploadlens.sink.s3;
