# The jar, the artifacts bucket and the stacks. Sourced by deploy.sh.

build() {
  require_jdk17
  if $dry_run; then
    echo "mvn --batch-mode --quiet --no-transfer-progress -DskipTests package"
    return
  fi
  say "building the jar ..."
  mvn --batch-mode --quiet --no-transfer-progress -DskipTests package >&2 || fail "the build failed, see above"
  say "built $(built_jar)"
}

# Sets jar and jar_key; the key tells the content, so that the same jar is never uploaded or deployed twice.
find_jar() {
  local named="$jar"
  jar="${jar:-$(built_jar)}"
  jar="${jar:-target/uploadlens.jar}"
  if [ ! -f "$jar" ]; then
    # A dry run needs none that is still to be built.
    { $dry_run && [ -z "$named" ]; } || fail "there is no $jar: run scripts/deploy.sh build, or name a jar with --jar"
    jar_key=jars/uploadlens.jar
    return
  fi
  # Every jar is an archive in ZIP's format, which begins so.
  [ "$(head -c 2 "$jar")" = PK ] || fail "$jar is no jar"
  # A jar that is named may well be meant to be older.
  local newer=''
  [ -n "$named" ] || newer=$(find pom.xml src/main -newer "$jar" -type f -print -quit 2>/dev/null)
  [ -z "$newer" ] || say "note: $newer is newer than $jar; build makes it anew"
  jar_key="jars/$(basename "$jar" .jar)-$(sha256 <"$jar").jar"
}

# Reads the parameters: those of the file, then those of the command line. One that is there twice holds as given last.
read_parameters() {
  local file="${parameters_file:-conf/deploy.properties}" line number=0 given=()
  if [ -f "$file" ]; then
    while IFS= read -r line || [ -n "$line" ]; do
      number=$((number + 1))
      line="${line%$'\r'}"
      [[ "$line" =~ ^[[:space:]]*(#.*)?$ ]] && continue
      [[ "$line" =~ ^[A-Za-z0-9]+= ]] || fail "$file, line $number: \"$line\" is not KEY=VALUE"
      [[ ! "$line" =~ =[[:space:]]*[\"\'] && ! "$line" =~ [[:space:]]\# ]] ||
        fail "$file, line $number: \"$line\": what is behind = is taken as it is, so no quotes around it and no # behind it"
      [[ ! "$line" =~ =[[:space:]] && ! "$line" =~ [[:space:]]$ ]] || fail "$file, line $number: \"$line\" has a blank at an end of the value"
      given+=("$line")
    done <"$file"
  elif [ -n "$parameters_file" ]; then
    fail "there is no parameters file $file"
  fi
  parameters=("${given[@]+"${given[@]}"}" "${parameters[@]+"${parameters[@]}"}")
  local parameter
  for parameter in "${parameters[@]+"${parameters[@]}"}"; do
    [[ "$parameter" =~ ^[A-Za-z0-9]+= ]] || fail "the parameter \"$parameter\" is not KEY=VALUE"
    case "${parameter%%=*}" in
      Name) fail "the parameter Name is what --stack says" ;;
      ArtifactsBucketName | KeyPrefix | JarKey) fail "the parameter ${parameter%%=*} is set by deploy.sh itself" ;;
    esac
    grep -q "^  ${parameter%%=*}:$" <(sed -n '/^Parameters:/,/^Rules:/p' infra/pipeline.yaml) ||
      fail "infra/pipeline.yaml has no parameter ${parameter%%=*}"
  done
}

# The value of a parameter that was given, or nothing.
given_parameter() {
  local parameter found=''
  for parameter in "${parameters[@]+"${parameters[@]}"}"; do
    [ "${parameter%%=*}" != "$1" ] || found="${parameter#*=}"
  done
  echo "$found"
}

# Creates or updates a stack by a change set; that there is nothing to change is fine.
deploy_stack() {
  local name="$1" template="$2"
  shift 2
  local overrides=()
  [ $# -eq 0 ] || overrides=(--parameter-overrides "$@")
  local deploy=(cloudformation deploy --stack-name "$name" --template-file "$template"
    --no-fail-on-empty-changeset --capabilities CAPABILITY_IAM "${overrides[@]+"${overrides[@]}"}")
  if $dry_run; then
    show "${deploy[@]}"
    return
  fi
  "${aws[@]}" "${deploy[@]}" >&2 || {
    explain_failure "$name"
    fail "the stack $name was not deployed, see above"
  }
}

# Prints the first resource that failed in a stack's last operation, in the nested stack where it failed.
explain_failure() {
  local name="$1" status type id physical reason first=''
  while IFS=$'\t' read -r status type id physical reason; do
    if [ "$id" = "$name" ] || [ "$physical" = "$name" ]; then
      # The stack itself. Events come newest first: the operation began here.
      if [ "$reason" = "User Initiated" ]; then break; fi
      continue
    fi
    case "$status" in
      *_FAILED)
        [[ "$reason" == *ancelled* ]] || first="$type"$'\t'"$id"$'\t'"$physical"$'\t'"$reason"
        ;;
    esac
  done < <("${aws[@]}" cloudformation describe-stack-events --stack-name "$name" --output text \
    --query 'StackEvents[].[ResourceStatus,ResourceType,LogicalResourceId,PhysicalResourceId,ResourceStatusReason]' \
    2>/dev/null || true)
  [ -n "$first" ] || return 0
  IFS=$'\t' read -r type id physical reason <<<"$first"
  if [ "$type" = AWS::CloudFormation::Stack ] && [[ "$physical" == arn:* ]]; then
    say "the nested stack $id failed:"
    explain_failure "$physical"
  else
    say "$id ($type) failed: $reason"
  fi
}

# Uploads a file unless it is there.
upload_file() {
  local file="$1" key="$2"
  if ! $dry_run && "${aws[@]}" s3api head-object --bucket "$bucket" --key "$key" >/dev/null 2>&1; then
    return
  fi
  say "uploading $file"
  call s3 cp --only-show-errors "$file" "s3://$bucket/$key"
}

# Sets bucket, jar_key and key_prefix.
do_upload() {
  find_jar
  say "the artifacts bucket (stack $stack-artifacts)"
  deploy_stack "$stack-artifacts" infra/artifacts.yaml
  bucket=$(required_output_of "$stack-artifacts" BucketName)
  upload_file "$jar" "$jar_key"
  local files=(infra/*.yaml infra/*.json) file
  key_prefix="templates/$(cat "${files[@]}" | sha256)"
  for file in "${files[@]}"; do
    [ "$file" = infra/artifacts.yaml ] || upload_file "$file" "$key_prefix/$(basename "$file")"
  done
}

do_up() {
  read_parameters
  local kept=() present counted=''
  present=$(ask_if_there CREATE_COMPLETE "does not exist" cloudformation describe-stacks --stack-name "$stack" \
    --query 'Stacks[0].StackStatus') || exit
  case "$present" in
    ROLLBACK_COMPLETE | ROLLBACK_FAILED)
      fail "the stack $stack could not be created before and can not be updated: delete it with scripts/deploy.sh destroy --stack $stack"
      ;;
    *_IN_PROGRESS) fail "the stack $stack is $present: wait until that is done" ;;
  esac
  if [ -z "$present" ] || $dry_run; then
    [ -n "$(given_parameter BucketNames)" ] ||
      fail "no bucket to count: set BucketNames in ${parameters_file:-conf/deploy.properties}, or with --parameter BucketNames=my-bucket"
    check_kept
  else
    check_delivery
    counted=$(parameter_of BucketNames) || exit
  fi
  check_buckets
  check_front_door
  do_upload
  if [ -n "$present" ]; then keep_running_settings; fi
  say "the pipeline (stack $stack); the first time this takes some five minutes"
  deploy_stack "$stack" infra/pipeline.yaml "Name=$stack" "ArtifactsBucketName=$bucket" "KeyPrefix=$key_prefix" \
    "JarKey=$jar_key" "${kept[@]+"${kept[@]}"}" "${parameters[@]+"${parameters[@]}"}"
  do_connect
  disconnect_removed "$counted"
  local status
  status=$(application_status) || exit
  case "$status" in
    RUNNING) say "done; the job runs" ;;
    *) say "done; the job is ${status:-not there}: scripts/deploy.sh start --region $region${profile:+ --profile $profile} --stack $stack starts it" ;;
  esac
}

# What release and the scaling made of a job that runs holds: an update of the stack would else turn it back. Sets
# jar_key, kept.
keep_running_settings() {
  local running key parallelism status
  # A dry run shows the first deployment, which nothing is kept of.
  running=$(ask_if_there '' ResourceNotFoundException kinesisanalyticsv2 describe-application \
    --application-name "$stack" --query "ApplicationDetail.[ApplicationStatus, \
      ApplicationConfigurationDescription.ApplicationCodeConfigurationDescription.CodeContentDescription.S3ApplicationCodeLocationDescription.FileKey, \
      ApplicationConfigurationDescription.FlinkApplicationConfigurationDescription.ParallelismConfigurationDescription.Parallelism]") || exit
  [ -n "$running" ] || return 0
  IFS=$'\t' read -r status key parallelism <<<"$running"
  if [ -z "$(given_parameter Parallelism)" ]; then kept+=("Parallelism=$parallelism"); fi
  if [ "$key" = "$jar_key" ] || $replace_jar; then
    return
  fi
  if [ "$status" = READY ]; then
    say "note: the job is stopped and takes $jar_key in place of $key (--jar names another)"
  else
    say "the job keeps $key; scripts/deploy.sh release puts $jar_key in"
    jar_key="$key"
  fi
}
