#!/usr/bin/env bash
# Tests of run: what it says and how it ends, with stand-ins for all that it calls.
set -euo pipefail
cd "$(dirname "$0")"

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
mkdir -p "$folder/.ci" "$folder/bin"
cp run summary.sh install.sh "$folder/.ci"

# stand_in PATH [LINE]
stand_in() {
  printf '#!/bin/sh\n%s\n' "${2-}" >"$folder/$1"
  chmod 755 "$folder/$1"
}
stand_in .ci/summary_test.sh
stand_in .ci/run_test.sh
stand_in bin/shellcheck
# All tools are there, so that nothing is installed.
while read -r tool; do
  [[ $tool == shellcheck ]] || stand_in "bin/$tool"
done < <(sed -n 's/^  \([a-z0-9-]*\):.*/\1/p' install.sh)

# expect STATUS LAST-LINE WINE-STATUS PYTHON2-STATUS REPORT
expect() {
  local status=0 output
  stand_in .ci/wine.sh "exit $3"
  stand_in .ci/python2.sh "exit $4"
  stand_in bin/npx "case \$* in *'task test') echo '$5' ;; esac"
  output=$(PATH="$folder/bin:$PATH" "$folder/.ci/run" 2>&1) || status=$?
  if [[ $status != "$1" || $(tail -n 1 <<<"$output") != "$2" ]]; then
    printf 'run: must be %s "%s", got %s:\n%s\n' "$1" "$2" "$status" "$output" >&2
    exit 1
  fi
  says "$3" "failed: Wine could not be prepared" "$output"
  says "$4" "warning: Python 2.7 could not be prepared" "$output"
}

# says STATUS TEXT OUTPUT: where, and only where, something could not be prepared.
says() {
  local is_said=0
  if [[ $3 == *"$2"* ]]; then is_said=1; fi
  if ((is_said != ($1 != 0))); then
    printf 'run: after status %s, "%s" was said %s times:\n%s\n' "$1" "$2" "$is_said" "$3" >&2
    exit 1
  fi
}

expect 0 "3 passed, 0 failed" 0 0 "ok | 3 passed | 0 failed (1s)"
expect 1 "2 passed, 1 failed" 0 0 "FAILED | 2 passed | 1 failed (1s)"
# Without Wine the tests on Windows are ignored, which is no pass.
expect 1 "3 passed, 0 failed, 9 skipped" 1 0 "ok | 3 passed | 0 failed | 9 ignored (1s)"
expect 1 "2 passed, 1 failed" 1 1 "FAILED | 2 passed | 1 failed (1s)"
# Without Python 2.7 it passes, and says what it did not look at.
expect 0 "3 passed, 0 failed, 2 skipped" 0 1 "ok | 3 passed | 0 failed | 2 ignored (1s)"

echo "run_test.sh: ok"
