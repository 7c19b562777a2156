#!/usr/bin/env bash
# Strikes a Flink cluster of separate processes with faults, and checks that every output is exact: see --help.
set -euo pipefail
cd "$(dirname "$0")/.."
source scripts/lib.sh

require_jdk17
build_test_classes
if [[ " $* " != *" --help "* ]]; then build_jar; fi

exec "$JAVA" -Xmx1g -Dlog4j2.configurationFile=src/test/resources/log4j2-cluster.xml \
  -cp "$(test_class_path)" io.uploadlens.cluster.CrashMain "$@"
