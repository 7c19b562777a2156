# Takes everything away again. Sourced by deploy.sh.

# Asks for a word to be typed, unless --yes was given often enough.
confirm() {
  local word="$1" times="$2" question="$3" answer=''
  if $dry_run || [ "$yes" -ge "$times" ]; then return; fi
  echo "$question. Type $word to go on:" >&2
  IFS= read -r answer || true
  [ "$answer" = "$word" ] || fail "nothing was deleted"
}

delete_stack() {
  call cloudformation delete-stack --stack-name "$1"
  call cloudformation wait stack-delete-complete --stack-name "$1" || {
    explain_failure "$1"
    fail "the stack $1 was not deleted whole, see above"
  }
}

do_destroy() {
  local present data artifacts queue url urls=() results='' stream='' status
  present=$(ask_if_there CREATE_COMPLETE "does not exist" cloudformation describe-stacks --stack-name "$stack" \
    --query 'Stacks[0].StackStatus') || exit
  artifacts=$(output_of "$stack-artifacts" BucketName) || exit
  confirm "$stack" 1 "This stops the job $stack in $region and deletes it with its state and snapshots"
  if $delete_data; then
    confirm "delete data" 2 "This deletes results, messages that wait, and artifacts of $stack for good"
  fi
  if [ -n "$present" ]; then
    results=$(output_of "$stack" ResultsBucketName) || exit
    stream=$(output_of "$stack" StreamName) || exit
    for queue in QueueUrl RedriveQueueUrl DeadLetterQueueUrl; do
      url=$(output_of "$stack" "$queue") || exit
      [ -z "$url" ] || urls+=("$url")
    done
    if [ -n "$(output_of "$stack" NotificationConfiguration)" ]; then do_disconnect; fi
    status=$(application_status) || exit
    # So that what it was about to write is written; the state goes with the application.
    if [ "$status" = RUNNING ] || $dry_run; then do_stop; fi
    say "deleting the stack $stack"
    delete_stack "$stack"
  fi
  if ! $delete_data; then
    say "the stacks are deleted. Data is kept, and so is the stack $stack-artifacts:${results:+ s3://$results}${urls[*]:+ ${urls[*]}}${stream:+ stream $stream}"
    say "up under the same name needs queues and stream gone: destroy --delete-data deletes them, or take another --stack"
    return
  fi
  if [ -n "$results" ]; then
    delete_bucket "$results"
  elif [ -z "$present" ]; then
    # A stack that is gone tells no names any more; those of queues and stream follow from its own.
    say "the stack $stack is gone, and with it the name of its results bucket: delete that yourself"
    queue=$(kept_queues) || exit
    while IFS= read -r url; do
      [ -z "$url" ] || urls+=("$url")
    done <<<"$queue"
    stream=$(kept_stream) || exit
  fi
  for url in "${urls[@]+"${urls[@]}"}"; do
    say "deleting $url"
    call sqs delete-queue --queue-url "$url"
  done
  if [ -n "$stream" ]; then
    say "deleting the stream $stream"
    call kinesis delete-stream --stream-name "$stream" --enforce-consumer-deletion
  fi
  if [ -n "$artifacts" ]; then
    delete_stack "$stack-artifacts"
    delete_bucket "$artifacts"
  fi
  say "all is deleted. Buckets whose uploads were counted are as they were"
}

# Deletes a bucket with all versions of all objects.
delete_bucket() {
  local name="$1" kind count
  say "emptying and deleting s3://$name"
  for kind in Versions DeleteMarkers; do
    if $dry_run; then
      show s3api list-object-versions --bucket "$name" --query "$kind"
      show s3api delete-objects --bucket "$name" --delete "file://(the answer)"
      continue
    fi
    while true; do
      count=$(ask '' s3api list-object-versions --bucket "$name" --max-items 1000 --query "length($kind || \`[]\`)") ||
        fail "the bucket $name can't be listed"
      # With --max-items the CLI adds a line of its own.
      count="${count%%$'\n'*}"
      [ "$count" != 0 ] || break
      "${aws[@]}" s3api list-object-versions --bucket "$name" --max-items 1000 --output json \
        --query "{Objects: $kind[].{Key: Key, VersionId: VersionId}, Quiet: \`true\`}" >"$scratch/versions.json" ||
        fail "the bucket $name can't be listed"
      "${aws[@]}" s3api delete-objects --bucket "$name" --delete "file://$scratch/versions.json" ||
        fail "objects of the bucket $name can't be deleted"
    done
  done
  call s3api delete-bucket --bucket "$name"
}
