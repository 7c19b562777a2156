/**
 * Benchmarks, which {@code scripts/bench.sh} runs: results are JSON lines on the standard output,
 * progress goes to the standard error. Never in the jar.
 */
package io.uploadlens.benchmark;
