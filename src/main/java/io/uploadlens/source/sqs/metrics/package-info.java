/** The names and meanings of the SQS source's metrics. */
package io.uploadlens.source.sqs.metrics;
