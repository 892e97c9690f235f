# shellcheck shell=bash
# What is prepared outside the tree: it stays there for the next time. Where something cannot be
# had, the file "reason" in its folder says why, and the tests that need it are ignored.

# begin NAME RECIPE: one at a time, and only what is not there yet. Sets "cache", the folder.
begin() {
  cache="${XDG_CACHE_HOME:-$HOME/.cache}/pyanalytics-$1"
  recipe=$2
  mkdir -p "$cache"
  exec 9>"$cache/lock"
  flock 9
  if [[ $(cat "$cache/ready" 2>/dev/null) == "$recipe" ]]; then exit 0; fi
  rm -f "$cache/ready" "$cache/reason"
}

# Another recipe means another folder's worth of work: it is made anew.
finish() {
  printf '%s\n' "$recipe" >"$cache/ready"
}

# For people who see only that tests were ignored.
give_up() {
  printf '%s\n' "$1" | tee "$cache/reason" >&2
  exit 1
}

# Debian's mirror as this machine's own apt knows it, without the one for security updates.
mirror() {
  # shellcheck disable=SC2016 # apt-get replaces these names.
  apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' |
    grep -E '/debian/?$' | head -n 1
}
