#!/usr/bin/env bash
# Benchmarks of UploadLens on this machine: see --help. Results are JSON lines on standard output.
#
# Environment: JAVA_HOME chooses the JDK (17), BENCH_JAVA_OPTIONS the JVM's options (-Xmx2g; engine and growth,
# which keep their events on the heap, get -Xmx8g; exact, which keeps all rows, -Xmx6g; --hold, which
# is to get by with that, -Xmx512m).
set -euo pipefail
cd "$(dirname "$0")/.."
source scripts/lib.sh

require_jdk17
build_test_classes

memory=-Xmx2g
if [[ "${1:-}" == engine || "${1:-}" == growth ]]; then memory=-Xmx8g; fi
if [[ "${1:-}" == exact ]]; then memory=-Xmx6g; fi
if [[ " $* " == *" --hold"* ]]; then memory=-Xmx512m; fi
read -r -a jvm_options <<<"${BENCH_JAVA_OPTIONS:-$memory}"
exec "$JAVA" "${jvm_options[@]}" "${JDK17_OPENS[@]}" \
  -cp "$(test_class_path)" io.uploadlens.benchmark.BenchmarkMain "$@"
