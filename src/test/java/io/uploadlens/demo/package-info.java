/**
 * The demonstration: a local AWS, a Flink cluster with its web interface and producers in one JVM,
 * to look at or to verify. Never in the jar.
 */
package io.uploadlens.demo;
