/**
 * A Flink cluster of separate processes on this machine, made of the artifacts that Maven has
 * brought anyway, with a local AWS in a process of its own: {@code scripts/cluster.sh}. And {@code
 * scripts/crash.sh}, which kills them.
 */
package io.uploadlens.cluster;
