/**
 * A lean SQS for benchmarks: real HTTP on 127.0.0.1 in a JVM of its own, so that what is measured
 * is the client and not the service. All state belongs to one thread.
 */
package io.uploadlens.benchmark.endpoint;
