#!/usr/bin/env bash
# A Flink cluster of separate processes on this machine, with a local AWS: see --help.
set -euo pipefail
cd "$(dirname "$0")/.."
source scripts/lib.sh

require_jdk17
build_test_classes
if [[ "${1:-}" == submit && " $* " != *" --jar"* && " $* " != *" --help "* ]]; then build_jar; fi

exec "$JAVA" -Xmx512m -Dlog4j2.configurationFile=src/test/resources/log4j2-cluster.xml \
  -cp "$(test_class_path)" io.uploadlens.cluster.ClusterMain "$@"
