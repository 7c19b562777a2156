/** What the benchmarks say and how: JSON lines, the machine's description, medians. */
package io.uploadlens.benchmark.report;
