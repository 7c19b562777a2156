# The AWS CLI: what is checked beforehand, how it is called, how it is waited for. Sourced by deploy.sh.

say() {
  # So that nobody takes what a dry run says for done.
  if ${dry_run:-false}; then echo "deploy.sh (dry run): $*" >&2; else echo "deploy.sh: $*" >&2; fi
}

# Sets aws: the CLI with region and profile. Says what is missing before anything is done.
check_aws() {
  # No pager: the second CLI starts one for every answer.
  export AWS_PAGER=''
  command -v aws >/dev/null 2>&1 || $dry_run ||
    fail "no aws found: install the AWS CLI, 1 or 2 (https://docs.aws.amazon.com/cli/)"
  aws=(aws)
  [ -z "$profile" ] || aws+=(--profile "$profile")
  # The first CLI does not know AWS_REGION, hence the option in every call.
  region="${region:-${AWS_REGION:-${AWS_DEFAULT_REGION:-}}}"
  if [ -z "$region" ] && ! $dry_run; then
    region=$("${aws[@]}" configure get region 2>/dev/null) || true
  fi
  if [ -z "$region" ] && $dry_run; then region=REGION; fi
  [ -n "$region" ] || fail "no region: give --region, or set AWS_REGION"
  aws+=(--region "$region")
  $dry_run && return
  # Apart from the answer: beside one, the CLI may warn of its own age.
  account=$("${aws[@]}" sts get-caller-identity --query Account --output text 2>"$scratch/error") ||
    fail "AWS does not take the credentials${profile:+ of the profile $profile}: $(cat "$scratch/error")"
  say "account $account, region $region"
}

# One call as one could type it.
show() {
  printf '%q ' "${aws[@]}" "$@"
  echo
}

# Makes a call, or in a dry run prints it.
call() {
  if $dry_run; then show "$@"; else "${aws[@]}" "$@"; fi
}

# Prints one call's answer as text, "None" as nothing; in a dry run prints the call, past the answer, to the script's own
# standard output, which is 3, and answers with the first argument.
ask() {
  local stand_in="$1" answer
  shift
  if $dry_run; then
    show "$@" >&3
    echo "$stand_in"
    return
  fi
  answer=$("${aws[@]}" "$@" --output text) || return
  if [ "$answer" != None ]; then echo "$answer"; fi
}

# As ask, where "there is none" is an answer: prints nothing then. Everything else that goes wrong ends the script.
# Arguments: stand-in, what AWS's error says if there is none, the call.
ask_if_there() {
  local stand_in="$1" none="$2" answer error
  shift 2
  if $dry_run; then
    ask "$stand_in" "$@"
    return
  fi
  error="$scratch/error"
  if answer=$("${aws[@]}" "$@" --output text 2>"$error"); then
    if [ "$answer" != None ]; then echo "$answer"; fi
  elif ! grep -q "$none" "$error"; then
    cat "$error" >&2
    return 1
  fi
}

# An output of a stack; nothing if there is no such output or stack.
output_of() {
  ask_if_there "$2-of-$1" "does not exist" cloudformation describe-stacks --stack-name "$1" \
    --query "Stacks[0].Outputs[?OutputKey=='$2'].OutputValue | [0]"
}

# An output that must be there.
required_output_of() {
  local value
  value=$(output_of "$1" "$2") || exit
  [ -n "$value" ] || fail "the stack $1 has no output $2 in $region: run scripts/deploy.sh up first"
  echo "$value"
}

sha256() {
  if command -v sha256sum >/dev/null 2>&1; then sha256sum; else shasum -a 256; fi | cut -c 1-16
}

# How long to wait between two looks; tests need no patience.
pause() {
  sleep "${DEPLOY_POLL_SECONDS:-10}"
}
