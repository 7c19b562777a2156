/** A Flink cluster in the benchmark's JVM. */
package io.uploadlens.benchmark.cluster;
