/**
 * The command line that feeds a pipeline with S3 events and checks what it makes of them.
 *
 * <p>Knows events and AWS; nothing of the pipeline, so that it can be its judge.
 */
package io.uploadlens.producer;
