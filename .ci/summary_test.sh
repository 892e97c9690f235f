#!/usr/bin/env bash
# Tests of summary.sh: reports that pass, fail, are empty, or are not there.
set -euo pipefail
cd "$(dirname "$0")"
# shellcheck source=.ci/summary.sh
. ./summary.sh

log=$(mktemp)
trap 'rm -f "$log"' EXIT

# expect STATUS OUTPUT LOG
expect() {
  local status=0 output
  printf '%b' "$3" >"$log"
  output=$(summarize "$log" 2>/dev/null) || status=$?
  if [[ $status != "$1" || $output != "$2" ]]; then
    printf 'summarize: must be %s "%s", got %s "%s" for:\n%b\n' \
      "$1" "$2" "$status" "$output" "$3" >&2
    exit 1
  fi
}

expect 0 "12 passed, 0 failed" 'running\n\nok | 12 passed | 0 failed (2s)\n\n'
expect 0 "12 passed, 0 failed, 1 skipped" \
  'ok | 12 passed (3 steps) | 0 failed | 1 ignored (2s)\n'
expect 0 "12 passed, 0 failed, 2 skipped" \
  'ok | 12 passed (3 steps) | 0 failed | 2 ignored (5 steps) | 7 filtered out (1m2s)\n'
expect 0 "3 passed, 0 failed" '\x1b[0m\x1b[32mok\x1b[0m | 3 passed | 0 failed \x1b[90m(1s)\x1b[0m\r\n'
expect 1 "5 passed, 2 failed" 'FAILED | 5 passed | 2 failed (1 step) (1s)\n\nerror: Test failed\n'
expect 1 "4 passed, 0 failed" 'FAILED | 4 passed | 0 failed (1s)\n'
expect 1 "0 passed, 0 failed" 'ok | 0 passed | 0 failed (0ms)\n'
expect 1 "0 passed, 0 failed, 9 skipped" 'ok | 0 passed | 0 failed | 9 ignored (0ms)\n'
expect 1 "" 'error: No test modules found\n'
expect 1 "" ''
# A test printed what looks like a report: the runner has the last word.
expect 1 "5 passed, 2 failed" 'ok | 1 passed | 0 failed (1s)\nFAILED | 5 passed | 2 failed (1s)\n'

echo "summary_test.sh: ok"
