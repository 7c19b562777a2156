#!/usr/bin/env bash
# Runs UploadLens on this machine: a local AWS, a Flink cluster and producers in one JVM.
set -euo pipefail
cd "$(dirname "$0")/.."
source scripts/lib.sh

require_jdk17
build_test_classes

# Flink takes s3a:// from its plugin directory.
export FLINK_PLUGINS_DIR="$PWD/target/plugins"
exec "$JAVA" -Xmx2g -XX:MaxMetaspaceSize=512m "${JDK17_OPENS[@]}" \
  -Duploadlens.log="target/demo-$$.log" \
  -Dlog4j2.configurationFile=src/test/resources/log4j2-demo.xml \
  -Djava.util.logging.config.file=src/test/resources/logging-demo.properties \
  -cp "$(test_class_path)" io.uploadlens.demo.DemoMain "$@"
