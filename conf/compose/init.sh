#!/usr/bin/env bash
# Makes in the AWS emulator of docker-compose.yml what the job and its producers use, as infra/ingest.yaml and
# infra/output.yaml do on AWS. What is there is left as it is.
set -euo pipefail

# Said on every call: the CLI 1 takes neither for all services from these variables.
aws() { AWS_PAGER='' command aws --endpoint-url "$AWS_ENDPOINT_URL" --region "$AWS_REGION" "$@"; }

account=000000000000
arn_of() { echo "arn:aws:$1:$AWS_REGION:$account:$2"; }

make_bucket() {
  aws s3api head-bucket --bucket "$1" >/dev/null 2>&1 ||
    aws s3api create-bucket --bucket "$1" >/dev/null
}

# A queue that keeps its messages for 14 days.
make_queue() {
  aws sqs create-queue --queue-name "$1" --attributes MessageRetentionPeriod=1209600 \
    --query QueueUrl --output text
}

# A statement that lets a service do something to one thing on behalf of another.
allow() {
  printf '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"%s"},"Action":"%s","Resource":"%s","Condition":{"ArnLike":{"aws:SourceArn":"%s"}}}]}' \
    "$1" "$2" "$3" "$4"
}

# A JSON document as a string in another.
quoted() {
  local text=${1//\\/\\\\}
  printf '"%s"' "${text//\"/\\\"}"
}

echo "Buckets: uploads, what the job writes, and its checkpoints"
make_bucket uploadlens-uploads
make_bucket uploadlens-output
make_bucket uploadlens-checkpoints

echo "Queues: what the job reads, what was received too often, and what it can't decode"
topic=$(arn_of sns uploadlens-uploads)
queue=$(arn_of sqs uploadlens-events)
make_queue uploadlens-events-redrive
make_queue uploadlens-dead-letter
url=$(make_queue uploadlens-events)
echo "$url"
redrive=$(printf '{"deadLetterTargetArn":"%s","maxReceiveCount":"1000"}' "$(arn_of sqs uploadlens-events-redrive)")
aws sqs set-queue-attributes --queue-url "$url" --attributes "$(
  printf '{"VisibilityTimeout":"300","ReceiveMessageWaitTimeSeconds":"20","RedrivePolicy":%s,"Policy":%s}' \
    "$(quoted "$redrive")" "$(quoted "$(allow sns.amazonaws.com sqs:SendMessage "$queue" "$topic")")"
)"

echo "Topic: from the bucket to the queue"
aws sns create-topic --name uploadlens-uploads --query TopicArn --output text --attributes "$(
  printf '{"Policy":%s}' \
    "$(quoted "$(allow s3.amazonaws.com sns:Publish "$topic" arn:aws:s3:::uploadlens-uploads)")"
)"
subscribed=$(aws sns list-subscriptions-by-topic --topic-arn "$topic" --query 'Subscriptions[].Endpoint' --output text)
if [[ " ${subscribed//$'\t'/ } " != *" $queue "* ]]; then
  # Without SNS's envelope: smaller, and faster to decode.
  aws sns subscribe --topic-arn "$topic" --protocol sqs --notification-endpoint "$queue" \
    --attributes RawMessageDelivery=true --query SubscriptionArn --output text
fi
aws s3api put-bucket-notification-configuration --bucket uploadlens-uploads --notification-configuration "$(
  printf '{"TopicConfigurations":[{"Id":"uploadlens-uploads","TopicArn":"%s","Events":["s3:ObjectCreated:*","s3:ObjectRemoved:*"]}]}' \
    "$topic"
)"

echo "Stream: events of applications"
aws kinesis describe-stream-summary --stream-name uploadlens-events >/dev/null 2>&1 ||
  aws kinesis create-stream --stream-name uploadlens-events --shard-count 2
aws kinesis wait stream-exists --stream-name uploadlens-events

echo "Delivery stream: aggregates, to s3://uploadlens-output/aggregates/"
aws firehose describe-delivery-stream --delivery-stream-name uploadlens-aggregates >/dev/null 2>&1 ||
  aws firehose create-delivery-stream --delivery-stream-name uploadlens-aggregates \
    --delivery-stream-type DirectPut --query DeliveryStreamARN --output text \
    --extended-s3-destination-configuration "$(
      printf '{"RoleARN":"arn:aws:iam::%s:role/firehose","BucketARN":"arn:aws:s3:::uploadlens-output","Prefix":"aggregates/","ErrorOutputPrefix":"firehose-errors/","BufferingHints":{"IntervalInSeconds":60,"SizeInMBs":5}}' \
        "$account"
    )"
