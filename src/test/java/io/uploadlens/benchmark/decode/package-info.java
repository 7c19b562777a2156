/** {@code scripts/bench.sh decode}: the decoder beside other readers of the same bytes. */
package io.uploadlens.benchmark.decode;
