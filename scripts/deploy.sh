#!/usr/bin/env bash
# Puts UploadLens onto AWS and looks after it: see --help. Needs the AWS CLI (1 or 2), and for a build a JDK 17 and Maven.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source scripts/lib.sh
source scripts/deploy/aws.sh
source scripts/deploy/checks.sh
source scripts/deploy/stacks.sh
source scripts/deploy/buckets.sh
source scripts/deploy/job.sh
source scripts/deploy/destroy.sh

usage() {
  cat <<'HELP'
Puts UploadLens onto AWS and looks after it.

Usage: scripts/deploy.sh COMMAND [OPTION ...]

To set it up:
  build        makes the job's jar
  upload       puts jar and templates into the artifacts bucket, which it makes first
  up           upload, then creates or updates all stacks, then connect; nothing to change is fine
  connect      tells the buckets that exist already to notify the topic (or EventBridge), beside what they notify now
  disconnect   takes that back

To run it:
  start        starts the job from its latest snapshot; without one, for the first time
  status       what the job does, what waits, which alarms are on
  release      puts the built jar into the running job, watches it, and puts the old one back if it is not well
  stop         stops the job with a snapshot
  destroy      asks, then stops the job and deletes the stacks; data stays

Options:
  --stack NAME            the stack, the application and what all names begin with (uploadlens)
  --parameters FILE       the stack's parameters, lines of KEY=VALUE (conf/deploy.properties; conf/deploy-example.properties is one)
  --parameter KEY=VALUE   one parameter over those of the file; may be repeated
  --region REGION         where (AWS_REGION, AWS_DEFAULT_REGION, the profile's)
  --profile PROFILE       which of the AWS CLI's profiles
  --jar FILE              another jar than the one that build makes
  --dry-run               prints every call to AWS that it would make, and makes none
  --help                  this text

Options of one command:
  up --replace-jar        with the built jar also where the job runs; release does it with care
  start --snapshot NAME   from this snapshot
  start --without-state   as for the first time; what the job had counted in windows that are open is forgotten
  stop --force            without a snapshot; what was counted since the last one is in no row and no queue any more
  destroy --yes           does not ask
  destroy --delete-data   also deletes results, queues, stream and artifacts; asks once more, or needs --yes twice

infra/pipeline.yaml lists the parameters; at least BucketNames must be set. Progress goes to standard error.
HELP
}

command=''
stack=uploadlens
parameters_file=''
parameters=()
region=''
profile=''
jar=''
dry_run=false
replace_jar=false
snapshot=''
without_state=false
force=false
yes=0
delete_data=false

# The value of an option, or says that it is missing.
value_of() {
  [ "$2" -ge 2 ] || fail "$1 needs a value (--help lists all options)"
}

while [ $# -gt 0 ]; do
  case "$1" in
    --help | -h) usage; exit 0 ;;
    --stack) value_of "$1" $#; stack="$2"; shift ;;
    --parameters) value_of "$1" $#; parameters_file="$2"; shift ;;
    --parameter) value_of "$1" $#; parameters+=("$2"); shift ;;
    --region) value_of "$1" $#; region="$2"; shift ;;
    --profile) value_of "$1" $#; profile="$2"; shift ;;
    --jar) value_of "$1" $#; jar="$2"; shift ;;
    --dry-run) dry_run=true ;;
    --replace-jar) replace_jar=true ;;
    --snapshot) value_of "$1" $#; snapshot="$2"; shift ;;
    --without-state) without_state=true ;;
    --force) force=true ;;
    --yes) yes=$((yes + 1)) ;;
    --delete-data) delete_data=true ;;
    -*) fail "there is no option $1 (--help lists all)" ;;
    *)
      [ -z "$command" ] || fail "one command at a time: $command or $1"
      command="$1"
      ;;
  esac
  shift
done

[[ "$stack" =~ ^[a-z][a-z0-9-]{1,30}$ ]] ||
  fail "--stack is \"$stack\"; must be 2 to 31 lower-case letters, digits and hyphens, a letter first"

only_for() {
  [ "$command" = "$2" ] || fail "$1 is an option of $2, and the command is ${command:-missing}"
}
! $replace_jar || only_for --replace-jar up
[ -z "$snapshot" ] || only_for --snapshot start
! $without_state || only_for --without-state start
! $force || only_for --force stop
! $delete_data || only_for --delete-data destroy
[ "$yes" = 0 ] || only_for --yes destroy
[[ "$snapshot" =~ ^[a-zA-Z0-9_.-]*$ ]] ||
  fail "--snapshot is \"$snapshot\"; must be a snapshot's name, of letters, digits and _ . -"
[ -z "$snapshot" ] || ! $without_state || fail "--snapshot and --without-state contradict each other"

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
exec 3>&1
trap 'echo >&2; say "interrupted. What AWS has begun goes on there; scripts/deploy.sh status --stack $stack tells."; exit 130' INT TERM

case "$command" in
  '') usage >&2; exit 2 ;;
  build) build ;;
  upload | up | connect | disconnect | start | status | release | stop | destroy)
    check_aws
    "do_$command"
    ;;
  *) fail "there is no command $command (--help lists all)" ;;
esac
