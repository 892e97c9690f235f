# shellcheck shell=bash
# What the test runner's closing line says, in the words that .ci/run ends with.

# Prints "N passed, N failed" and, where tests were ignored, ", N skipped".
# Fails where the log has no closing line, where no test ran, or where one failed.
summarize() {
  local line passed failed ignored
  # The last one, as a test may print what looks like one; colours off in any case.
  line=$(sed 's/\x1b\[[0-9;]*m//g' "$1" | tr -d '\r' |
    grep -E '^(ok|FAILED) \| [0-9]+ passed' | tail -n 1) || {
    echo "The tests ended without a report" >&2
    return 1
  }
  passed=$(count_of passed "$line")
  failed=$(count_of failed "$line")
  ignored=$(count_of ignored "$line")
  if ((passed + failed == 0)); then echo "No test ran" >&2; fi
  printf '%d passed, %d failed' "$passed" "$failed"
  if ((ignored > 0)); then printf ', %d skipped' "$ignored"; fi
  printf '\n'
  ((passed > 0 && failed == 0)) && [[ $line == ok* ]]
}

# count_of WORD LINE: the number before the word, 0 where the word is not there.
count_of() {
  if [[ $2 =~ \|\ ([0-9]+)\ $1 ]]; then
    echo "${BASH_REMATCH[1]}"
  else
    echo 0
  fi
}
