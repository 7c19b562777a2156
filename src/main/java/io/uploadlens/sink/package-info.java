/**
 * What the sinks have in common; each sink has a package of its own below.
 *
 * <p>Knows events, the aggregates' records and how AWS is reached; never a source or a producer.
 */
package io.uploadlens.sink;
