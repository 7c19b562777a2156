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
    if ! answer=$("${aws[@]}" s3api get-bucket-location --bucket "$one" --query LocationConstraint --output text 2>"$scratch/error"); then
      ! grep -q NoSuchBucket "$scratch/error" || fail "there is no bucket $one: correct BucketNames, or let up make it with NewBucketName=$one"
      say "note: where the bucket $one is can't be found out: $(cat "$scratch/error")"
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
  local queues stream='' parameter name
  queues=$(kept_queues) || exit
  case "$(given_parameter StreamMode)" in
    '' | none) ;;
    *) stream=$(kept_stream) || exit ;;
  esac
  if [ -n "$queues$stream" ]; then
    fail "there is no stack $stack, and what an earlier one kept is in its way: ${queues//$'\n'/ }${stream:+ stream $stream}. Take another --stack (its job reads a kept queue too with MoreQueueUrls and MoreQueueArns), or delete these with scripts/deploy.sh destroy --delete-data --stack $stack"
  fi
  for parameter in NewBucketName ResultsBucketName; do
    name=$(given_parameter "$parameter")
    [ -n "$name" ] || continue
    if $dry_run; then
      show s3api head-bucket --bucket "$name"
    # "Forbidden" is an answer too: it is there, and another's.
    elif "${aws[@]}" s3api head-bucket --bucket "$name" >/dev/null 2>"$scratch/error" || ! grep -q '(404)' "$scratch/error"; then
      fail "the stack makes the bucket $name, as $parameter says, but it is there already, or its name is not to be had: $(cat "$scratch/error")"
    fi
  done
}

# S3 takes some five minutes until a new way is open (docs.aws.amazon.com/AmazonS3/latest/userguide/enable-event-notifications-eventbridge.html),
# and the old one is closed before: what is uploaded in between would be told to nobody. With both, each event is counted once.
check_delivery() {
  local wanted now one names buckets ours='' made
  wanted=$(given_parameter Delivery)
  if [ -z "$wanted" ] || $dry_run; then return 0; fi
  now=$(parameter_of Delivery) || exit
  case "$now $wanted" in
    'eventbridge sns') ours=all ;;
    'sns eventbridge')
      # Where S3 has refused the topic there is no way that would be closed. The stack's own bucket has it for certain.
      made=$(parameter_of NewBucketName) || exit
      [ -z "$made" ] || ours=all
      buckets=$(parameter_of BucketNames) || exit
      IFS=',' read -r -a names <<<"$buckets"
      for one in "${names[@]+"${names[@]}"}"; do
        [ -z "$ours" ] || break
        ours=$("${aws[@]}" s3api get-bucket-notification-configuration --bucket "${one//[[:space:]]/}" --output text \
          --query "TopicConfigurations[?Id=='$stack-uploads'] | [0].Id" 2>/dev/null) || ours=unknown
        if [ "$ours" = None ]; then ours=''; fi
      done
      ;;
    *) return 0 ;;
  esac
  [ -z "$ours" ] ||
    fail "from $now to $wanted uploads of some minutes would be lost: run up with Delivery=both, and ten minutes later with Delivery=$wanted"
}
