/**
 * The official Kinesis connector, set up so that no record is left out at the start, at a restart
 * or behind a watermark.
 *
 * <p>Knows Flink, the connector and {@link io.uploadlens.aws}; never what a record says.
 */
package io.uploadlens.source.kinesis;
