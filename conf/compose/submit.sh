#!/usr/bin/env bash
# Submits the job to the cluster of docker-compose.yml, unless it runs already. Options are those of `flink run`, such as
# --fromSavepoint.
set -euo pipefail

files=${UPLOADLENS_FILES:-/opt/uploadlens}
aws=http://floci:4566
account=000000000000

jobs=$(flink list)
if grep -qF ' : UploadLens (' <<<"$jobs"; then
  echo "The job runs already. Stop it first: flink stop, or http://127.0.0.1:8081"
  exit 0
fi

# The local settings, with all services in one place.
exec flink run --detached "$@" "$files/uploadlens.jar" \
  --config "$files/application-properties-local.json" \
  "--aws.endpoint-sqs=$aws" \
  "--aws.endpoint-sns=$aws" \
  "--aws.endpoint-s3=$aws" \
  "--aws.endpoint-kinesis=$aws" \
  "--aws.endpoint-firehose=$aws" \
  "--sqs-source.queue-urls=$aws/$account/uploadlens-events" \
  "--dead-letter-sink.queue-url=$aws/$account/uploadlens-dead-letter"
