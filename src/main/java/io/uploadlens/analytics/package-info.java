/**
 * Event time, deduplication and windowed aggregation.
 *
 * <p>Knows events and Flink; never a source, a sink or the AWS SDK.
 */
package io.uploadlens.analytics;
