# What up finds out before it makes anything: what would else fail after minutes, or at the end. Sourced by deploy.sh.

# The buckets that are to be counted and exist already are in this region: S3 notifies within a region alone.
check_buckets() {
  local names one location answer
  [ -z "$(given_parameter BucketAccount)" ] || return 0
  IFS=',' read -r -a names <<<"$(given_parameter BucketNames)"
  for one in "${names[@]+"${names[@]}"}"; do
    one="${one//[[:space:]]/}"
    if [ -z "$one" ] || [ "$one" = "$(given_parameter NewBucketName)" ]; then continue; fi
    if $dry_run; then
      show s3api get-bucket-location --bucket "$one" --query LocationConstraint
      continue
    fi
    if ! answer=$("${aws[@]}" s3api get-bucket-location --bucket "$one" --query LocationConstraint --output text 2>&1); then
      [[ "$answer" != *NoSuchBucket* ]] || fail "there is no bucket $one: correct BucketNames, or let up make it with NewBucketName=$one"
      say "note: where the bucket $one is can't be found out: $answer"
      continue
    fi
    # S3's names for the two oldest regions.
    case "$answer" in
      None) location=us-east-1 ;;
      EU) location=eu-west-1 ;;
      *) location="$answer" ;;
    esac
    [ "$location" = "$region" ] ||
      fail "the bucket $one is in $location: it notifies a topic in that region alone, so give --region $location, and buckets elsewhere a stack of their own"
  done
}

# API Gateway writes logs with a role of the account, and makes no stage that logs without one.
check_front_door() {
  local role
  if [ "$(given_parameter FrontDoor)" != true ] || [ "$(given_parameter FrontDoorLoggingRole)" = create ]; then return 0; fi
  role=$(ask ROLE apigateway get-account --query cloudwatchRoleArn) || exit
  [ -n "$role" ] ||
    fail "API Gateway has no role to write logs with in $region: set FrontDoorLoggingRole=create, which makes one for all APIs of the account"
}

# The names of the queues and the stream of a stack, which outlive it: prints those that are there, one a line, queues
# as their URL.
kept_queues() {
  local queue
  for queue in uploads uploads-redrive dead-letter; do
    ask_if_there '' 'NonExistentQueue\|QueueDoesNotExist' sqs get-queue-url --queue-name "$stack-$queue" --query QueueUrl || return
  done
}

kept_stream() {
  ask_if_there '' ResourceNotFoundException kinesis describe-stream-summary --stream-name "$stack-uploads" \
    --query StreamDescriptionSummary.StreamName
}

# CloudFormation can't make what is there, and it can't take over what has a name that depends on a parameter.
check_kept() {
  local queues stream
  queues=$(kept_queues) || exit
  stream=$(kept_stream) || exit
  if [ -n "$queues$stream" ]; then
    fail "there is no stack $stack, and what an earlier one kept is in its way: ${queues//$'\n'/ }${stream:+ stream $stream}. Take another --stack (its job reads a kept queue too with MoreQueueUrls and MoreQueueArns), or delete these with scripts/deploy.sh destroy --delete-data --stack $stack"
  fi
}
