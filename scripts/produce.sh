#!/usr/bin/env bash
# Feeds UploadLens with S3 events and checks what it makes of them: see --help.
#
# Environment: JAVA_HOME chooses the JDK (17), PRODUCE_JAVA_OPTIONS the JVM's options (-Xmx2g),
# AWS_* region and credentials as for every AWS tool.
set -euo pipefail

fail() {
  echo "produce.sh: $*" >&2
  exit 1
}

find_java() {
  local java version
  java="${JAVA_HOME:+$JAVA_HOME/bin/}java"
  version="$("$java" -version 2>&1 | sed -n 's/.*version "\([0-9]*\).*/\1/p' | head -n 1)" || true
  [[ "$version" == 17 ]] ||
    fail "JDK 17 is needed, $java is ${version:+JDK }${version:-no JDK} (JAVA_HOME chooses it)"
  echo "$java"
}

# Builds what is not there or older than the sources. The jar is the job's: what Flink's runtime
# brings along, the logging among it, is not in it and comes from Maven's repository.
prepare() {
  local newer=missing
  if [[ -f "$jar" ]]; then
    newer="$(find pom.xml src/main -newer "$jar" -type f -print -quit)"
  fi
  if [[ -n "$newer" ]]; then
    echo "produce.sh: building the jar" >&2
    mvn -q -B -DskipTests package >&2
  fi
  if [[ ! -s "$logging" || pom.xml -nt "$logging" ]]; then
    mvn -q -B org.apache.maven.plugins:maven-dependency-plugin:build-classpath \
      -DincludeGroupIds=org.slf4j,org.apache.logging.log4j \
      -Dmdep.outputFile="$logging" >&2
  fi
}

caller="$PWD"
cd "$(dirname "${BASH_SOURCE[0]}")/.."
project="$PWD"
jar=target/uploadlens-0.1.0-SNAPSHOT.jar
logging=target/produce-classpath.txt

java="$(find_java)"
prepare
class_path="$project/$jar:$(<"$logging")"

# File names among the options are the caller's.
cd "$caller"
read -r -a jvm_options <<<"${PRODUCE_JAVA_OPTIONS:--Xmx2g}"
exec "$java" "${jvm_options[@]}" \
  -Dlog4j2.configurationFile="$project/conf/log4j2-produce.properties" \
  -cp "$class_path" io.uploadlens.producer.ProducerCli "$@"
