/**
 * The job's settings: what there is to set, where the values come from, and the check of all of
 * them before anything is read (guarantee G7).
 *
 * <p>Knows plain values and {@link io.uploadlens.aws.AwsSettings}; never a source, the analytics or
 * a sink.
 */
package io.uploadlens.config;
