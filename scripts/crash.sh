#!/usr/bin/env bash
# Strikes a Flink cluster of separate processes with faults, and checks that every output is exact: see --help.
set -euo pipefail
cd "$(dirname "$0")/.."
source scripts/lib.sh

require_jdk17
build_test_classes
if [[ " $* " != *" --help "* ]]; then build_jar; fi

# The quick compiler, also for the processes that are killed and started all the while.
exec "$JAVA" -Xmx1g -XX:TieredStopAtLevel=1 -Dlog4j2.configurationFile=src/test/resources/log4j2-cluster.xml \
  -cp "$(test_class_path)" io.uploadlens.cluster.CrashMain "$@"
