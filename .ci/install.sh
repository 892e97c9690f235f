# shellcheck shell=bash
# Gets what the tests use besides Node.js: browsers, shells, tools and a debug build of Python that
# Debian has.

# Each is a command and the package that brings it.
needed=(
  python3:python3
  python3-dbg:python3-dbg
  openssl:openssl
  chromium:chromium
  busybox:busybox
  zsh:zsh
  ksh:ksh
  yash:yash
  fish:fish
  curl:curl
  wget:wget
  nc:netcat-openbsd
  shellcheck:shellcheck
  strace:strace
)

attempts=3

# retry COMMAND...: networks fail now and then.
retry() {
  local attempt
  for ((attempt = 1; attempt <= attempts; attempt++)); do
    if "$@"; then return 0; fi
    echo "Attempt $attempt of $attempts failed: $*" >&2
    if ((attempt < attempts)); then sleep $((attempt * 5)); fi
  done
  return 1
}

# Says nothing unless it fails.
quiet() {
  local output
  output=$("$@" 2>&1) || {
    printf '%s\n' "$output" >&2
    return 1
  }
}

install_missing() {
  local pair packages=()
  for pair in "${needed[@]}"; do
    command -v "${pair%%:*}" >/dev/null || packages+=("${pair#*:}")
  done
  if ((${#packages[@]} == 0)); then return 0; fi
  echo "== installing ${packages[*]}"
  export DEBIAN_FRONTEND=noninteractive
  retry quiet timeout 300 apt-get -q update
  retry quiet timeout 900 apt-get -qy --no-install-recommends install "${packages[@]}"
}
