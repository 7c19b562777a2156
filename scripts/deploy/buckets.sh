# The notifications of buckets that the stacks did not make. Sourced by deploy.sh.

# Calls a function for every bucket that exists beside the stacks, with the bucket's name and what it is to notify.
for_each_bucket() {
  local action="$1" wanted buckets made owner one names
  wanted=$(required_output_of "$stack" NotificationConfiguration)
  buckets=$(parameter_of BucketNames) || exit
  made=$(parameter_of NewBucketName) || exit
  owner=$(parameter_of BucketAccount) || exit
  IFS=',' read -r -a names <<<"$buckets"
  for one in "${names[@]+"${names[@]}"}"; do
    one="${one//[[:space:]]/}"
    if [ -z "$one" ] || [ "$one" = "$made" ]; then continue; fi
    if [ -n "$owner" ] && ! $dry_run && [ "$owner" != "$account" ]; then
      say "the bucket $one belongs to the account $owner: its owner sets its notification, to $wanted"
      continue
    fi
    "$action" "$one" "$wanted"
  done
}

# A parameter as the stack has it.
parameter_of() {
  ask "$1-of-$stack" cloudformation describe-stacks --stack-name "$stack" \
    --query "Stacks[0].Parameters[?ParameterKey=='$1'].ParameterValue | [0]"
}

do_connect() {
  for_each_bucket connect_bucket
}

do_disconnect() {
  for_each_bucket disconnect_bucket
}

# A bucket that is counted no more would notify a topic that takes nothing from it, and S3 would refuse every change of its
# notifications for that. Argument: the buckets that the stack counted before.
disconnect_removed() {
  local now made one names
  now=$(given_parameter BucketNames)
  if [ -z "$now" ] || [ -z "$1" ]; then return; fi
  made=$(parameter_of NewBucketName) || exit
  IFS=',' read -r -a names <<<"${1//[[:space:]]/}"
  for one in "${names[@]}"; do
    if [ "$one" != "$made" ] && [[ ",${now//[[:space:]]/}," != *",$one,"* ]]; then
      (disconnect_bucket "$one") || say "note: the bucket $one is counted no more, and may still notify the topic"
    fi
  done
}

# S3 replaces a bucket's whole configuration at once, so what others set goes back in with ours. The CLI's own query
# language merges: no other tool is needed. Ours is known by its id.
connect_bucket() {
  local name="$1" wanted="$2"
  set_notifications "$name" "merge(@, \`$wanted\`, {TopicConfigurations: [TopicConfigurations[?Id != '$stack-uploads'] || \`[]\`, \`$wanted\`.TopicConfigurations || \`[]\`][]})"
  say "the bucket $name notifies UploadLens"
}

# EventBridge stays on where it is: others may listen to it, and without the rule it costs nothing.
disconnect_bucket() {
  local name="$1"
  set_notifications "$name" "merge(@, {TopicConfigurations: TopicConfigurations[?Id != '$stack-uploads'] || \`[]\`})"
  say "the bucket $name does not notify UploadLens's topic any more"
}

set_notifications() {
  local name="$1" query="$2" file
  if $dry_run; then
    show s3api get-bucket-notification-configuration --bucket "$name" --output json --query "$query"
    show s3api put-bucket-notification-configuration --bucket "$name" --notification-configuration "file://(the answer)"
    return
  fi
  file="$scratch/notification-$name.json"
  "${aws[@]}" s3api get-bucket-notification-configuration --bucket "$name" --output json --query "$query" >"$file" ||
    fail "the notifications of the bucket $name can't be read"
  # An empty answer would take all notifications away.
  [ -s "$file" ] || fail "AWS gave no answer about the notifications of the bucket $name; nothing was changed"
  "${aws[@]}" s3api put-bucket-notification-configuration --bucket "$name" \
    --notification-configuration "file://$file" ||
    fail "S3 does not take the notification of the bucket $name: it may overlap with another one of the same events and prefix (Delivery=eventbridge never does)"
}
