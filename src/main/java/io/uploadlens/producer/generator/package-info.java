/**
 * Makes the messages that a pipeline is fed: seeded, so that the same settings give the same bytes.
 */
package io.uploadlens.producer.generator;
