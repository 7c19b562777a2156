# What the scripts share; to be sourced from the project's directory.

# Kryo, which the Kinesis connector keeps its state with, reflects into these on JDK 17.
JDK17_OPENS=(
  --add-opens=java.base/java.util=ALL-UNNAMED
  --add-opens=java.base/java.lang=ALL-UNNAMED
  --add-opens=java.base/java.nio=ALL-UNNAMED
)

fail() {
  echo "$(basename "$0"): $*" >&2
  exit 1
}

# Sets JAVA to the java of a JDK 17, or says what is wrong.
require_jdk17() {
  JAVA="${JAVA_HOME:+$JAVA_HOME/bin/}java"
  command -v "$JAVA" >/dev/null 2>&1 ||
    fail "no java found: install a JDK 17 and put it on the PATH or in JAVA_HOME"
  local version
  version=$("$JAVA" -XshowSettings:properties -version 2>&1 |
    sed -n 's/^ *java\.specification\.version = //p')
  [ "$version" = 17 ] ||
    fail "UploadLens needs a JDK 17; $JAVA is version ${version:-unknown} (JAVA_HOME chooses another)"
  command -v mvn >/dev/null 2>&1 || fail "no mvn found: install Maven 3.8.7 or later"
}

# Compiles main and test classes where sources are newer than the last build.
build_test_classes() {
  if [ ! -f target/test.classpath ] ||
    [ -n "$(find pom.xml src -newer target/test.classpath -print -quit)" ]; then
    echo "Building UploadLens (the first time, Maven fetches its dependencies) ..." >&2
    mkdir -p target
    mvn --batch-mode --quiet --no-transfer-progress -Dstyle.color=never test-compile \
      dependency:build-classpath -Dmdep.includeScope=test -Dmdep.outputFile=target/test.classpath >&2 ||
      fail "the build failed, see above"
    touch target/test.classpath
  fi
}

# Prints the job's jar, or nothing if there is none; one that shade has not finished is none.
built_jar() {
  if [ -d target ]; then
    find target -maxdepth 1 -name 'uploadlens-[0-9]*.jar' ! -name '*-shaded.jar' -print | sort | head -n 1
  fi
}

# Makes the job's jar where sources are newer than the last one.
build_jar() {
  local jar
  jar=$(built_jar)
  if [ -z "$jar" ] || [ -n "$(find pom.xml src/main -newer "$jar" -print -quit)" ]; then
    echo "Building the job's jar ..." >&2
    mvn --batch-mode --quiet --no-transfer-progress -Dstyle.color=never -DskipTests package >&2 ||
      fail "the build failed, see above"
  fi
}

test_class_path() {
  echo "target/classes:target/test-classes:$(cat target/test.classpath)"
}
