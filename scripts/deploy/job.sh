# The Flink application. Sourced by deploy.sh.

application_status() {
  ask_if_there READY ResourceNotFoundException kinesisanalyticsv2 describe-application --application-name "$stack" \
    --query ApplicationDetail.ApplicationStatus
}

# Waits until the application has a status. Arguments: the status, one that means failure, how often to look.
await_status() {
  local wanted="$1" failed="$2" looks="$3" status='' left=false patience=6
  if $dry_run; then
    application_status >/dev/null
    return
  fi
  while [ "$looks" -gt 0 ]; do
    status=$(application_status) || exit
    [ "$status" != "$wanted" ] || return 0
    # Where it began it may still be before the call takes effect; back there after another status, or there for a
    # minute, it has failed.
    if [ "$status" != "$failed" ]; then
      $left || say "the application is $status"
      left=true
    elif $left || [ "$patience" -eq 0 ]; then
      return 1
    else
      patience=$((patience - 1))
    fi
    looks=$((looks - 1))
    pause
  done
  return 1
}

do_start() {
  local status restore=SKIP_RESTORE_FROM_SNAPSHOT name='' latest began
  status=$(application_status) || exit
  case "$status" in
    '') fail "there is no application $stack in $region: run scripts/deploy.sh up first" ;;
    RUNNING) say "the job runs already"; return ;;
    STARTING) say "the job is being started" ;;
    READY)
      if [ -n "$snapshot" ]; then
        restore=RESTORE_FROM_CUSTOM_SNAPSHOT
        name=",\"SnapshotName\":\"$snapshot\""
      elif ! $without_state; then
        latest=$(ask SNAPSHOT kinesisanalyticsv2 list-application-snapshots --application-name "$stack" \
          --query "SnapshotSummaries[?SnapshotStatus=='READY'] | [0].SnapshotName") || exit
        if [ -n "$latest" ]; then restore=RESTORE_FROM_LATEST_SNAPSHOT; fi
      fi
      say "starting the job ($restore)"
      call kinesisanalyticsv2 start-application --application-name "$stack" --output text \
        --run-configuration "{\"FlinkRunConfiguration\":{\"AllowNonRestoredState\":false},\"ApplicationRestoreConfiguration\":{\"ApplicationRestoreType\":\"$restore\"$name}}"
      ;;
    *) fail "the application is $status: wait until it is READY" ;;
  esac
  began=$(($(date +%s) - 60))000
  await_status RUNNING READY 90 || {
    show_errors "$began"
    fail "the job did not start"
  }
  say "the job runs"
}

# The last errors in the job's log: where a setting is wrong, the job says there which.
show_errors() {
  local log
  log=$(output_of "$stack" LogGroupName) || return 0
  [ -n "$log" ] || return 0
  say "the last errors in $log:"
  "${aws[@]}" logs filter-log-events --log-group-name "$log" --start-time "$1" --filter-pattern ERROR \
    --query 'events[-3:].message' --output text >&2 || true
}

do_stop() {
  local status
  status=$(application_status) || exit
  case "$status" in
    '') fail "there is no application $stack in $region" ;;
    READY) if ! $dry_run; then say "the job is stopped already"; return; fi ;;
  esac
  if $force; then
    say "stopping the job WITHOUT a snapshot"
    call kinesisanalyticsv2 stop-application --application-name "$stack" --force --output text
  else
    [ "$status" = RUNNING ] || $dry_run ||
      fail "the application is $status; with a snapshot only one that is RUNNING can be stopped"
    say "stopping the job with a snapshot"
    call kinesisanalyticsv2 stop-application --application-name "$stack" --output text
  fi
  await_status READY RUNNING 180 || fail "the job did not stop: it runs on, or see the status"
  say "the job is stopped"
}

do_status() {
  local status url
  status=$(application_status) || exit
  if [ -z "$status" ]; then
    say "there is no application $stack in $region"
    return
  fi
  call kinesisanalyticsv2 describe-application --application-name "$stack" --output table --query "ApplicationDetail.{ \
    Status: ApplicationStatus, Version: ApplicationVersionId, Changed: LastUpdateTimestamp, \
    Jar: ApplicationConfigurationDescription.ApplicationCodeConfigurationDescription.CodeContentDescription.S3ApplicationCodeLocationDescription.FileKey, \
    Parallelism: ApplicationConfigurationDescription.FlinkApplicationConfigurationDescription.ParallelismConfigurationDescription.Parallelism}"
  for queue in QueueUrl RedriveQueueUrl DeadLetterQueueUrl; do
    url=$(output_of "$stack" "$queue") || exit
    [ -n "$url" ] || continue
    if ! $dry_run; then echo "${url##*/}"; fi
    call sqs get-queue-attributes --queue-url "$url" --output table --query Attributes \
      --attribute-names ApproximateNumberOfMessages ApproximateNumberOfMessagesNotVisible
  done
  if ! $dry_run; then echo "Alarms that are on:"; fi
  call cloudwatch describe-alarms --alarm-name-prefix "$stack-" --state-value ALARM --output table \
    --query 'MetricAlarms[].{Alarm: AlarmName, Since: StateUpdatedTimestamp}'
}

do_release() {
  local workflow execution status outcome last=''
  find_jar
  workflow=$(output_of "$stack" DeployArn) || exit
  [ -n "$workflow" ] ||
    fail "the stack $stack has no workflow that deploys: set the parameter Workflows to true, or use up --replace-jar"
  bucket=$(required_output_of "$stack-artifacts" BucketName)
  upload_file "$jar" "$jar_key"
  execution=$(ask EXECUTION stepfunctions start-execution --state-machine-arn "$workflow" \
    --name "release-$(date -u +%Y%m%dT%H%M%SZ)" --input "{\"JarKey\":\"$jar_key\"}" --query executionArn) || exit
  say "deploying $jar_key: $execution"
  if $dry_run; then
    ask SUCCEEDED stepfunctions describe-execution --execution-arn "$execution" --query status >/dev/null
    return
  fi
  while true; do
    status=$(ask '' stepfunctions describe-execution --execution-arn "$execution" --query status) || exit
    [ "$status" = RUNNING ] || break
    if [ "$last" = '' ]; then say "snapshot, update, and some minutes of watching; Ctrl-C leaves it to itself"; fi
    last="$status"
    pause
  done
  outcome=$(ask '' stepfunctions describe-execution --execution-arn "$execution" --query 'cause || output') || exit
  [ "$status" = SUCCEEDED ] || fail "not deployed ($status): ${outcome:-see the execution}"
  say "deployed: $outcome"
}
