#!/usr/bin/env bash
# A Windows to test on: Wine in a folder with a Debian of its own, Deno for Windows, and a
# compiler for the helpers of tests/windows/.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=.ci/install.sh
. .ci/install.sh
# shellcheck source=.ci/prepare.sh
. .ci/prepare.sh

release=trixie
deno_version=2.9.6
packages=(wine wine64 gcc-mingw-w64-x86-64-win32)

# Without the lock, which a server of Wine's would hold on to.
in_root() {
  # shellcheck disable=SC2016 # The inner shell expands it.
  unshare --mount sh -c 'mount -t proc proc "$1/proc" && shift && exec chroot "$@"' sh \
    "$root" "$root" env "$@" 9>&-
}

in_wine() {
  in_root -i PATH=/usr/bin:/bin HOME=/root WINEPREFIX=/prefix WINEDEBUG=-all \
    'WINEDLLOVERRIDES=mscoree=;mshtml=' "$@" </dev/null
}

get_debian() {
  local from
  from=$(mirror)
  [[ -n $from ]] || return 1
  rm -rf --one-file-system "$root"
  timeout 600 debootstrap --variant=minbase "$release" "$root" "$from"
}

# What apt needs to reach the same mirror from in there.
share_apt_settings() {
  local file
  for file in /etc/apt/apt.conf /etc/apt/apt.conf.d/*; do
    if [[ -f $file ]] && grep -qiE '^[^/#]*(proxy|verify|cainfo)' "$file"; then
      install -D -m 644 "$file" "$root$file"
    fi
  done
  if [[ -f /etc/ssl/certs/ca-certificates.crt ]]; then
    install -D -m 644 /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/ca-certificates.crt"
  fi
  printf 'path-exclude=/usr/share/%s/*\n' doc locale man >"$root/etc/dpkg/dpkg.cfg.d/small"
}

get_wine() {
  in_root DEBIAN_FRONTEND=noninteractive timeout 900 \
    apt-get -qy --no-install-recommends install "${packages[@]}" || return 1
  in_root apt-get clean
}

get_deno() {
  local folder file
  folder=$(mktemp -d "$cache/npm.XXXXXX")
  # The name of the file is the last thing that npm says.
  if file=$(timeout 600 npm pack --silent --pack-destination "$folder" "@deno/win32-x64@$deno_version" | tail -n 1) &&
    tar -xzf "$folder/$file" -C "$folder"; then
    mv "$folder/package/deno.exe" "$root/deno.exe"
  fi
  rm -rf "$folder"
  [[ -f $root/deno.exe ]]
}

# Wine's own "C:". Nothing here has a screen, so no driver for one is looked for.
make_prefix() {
  rm -rf "$root/prefix"
  in_wine timeout 120 wineboot --init || return 1
  in_wine timeout 60 wine reg add 'HKCU\Software\Wine\Drivers' /v Graphics /d null /f || return 1
  in_wine timeout 60 wineserver -w
}

check() {
  [[ $(in_wine timeout 60 wine /deno.exe eval 'console.log(Deno.build.os)') == windows* ]]
}

begin wine "2 $release deno-$deno_version ${packages[*]}"
root="$cache/root"
echo "== preparing Wine in $cache"
[[ $(uname -m) == x86_64 ]] || give_up "Wine is prepared on x86_64 alone"
[[ $(id -u) == 0 ]] || give_up "only root can prepare Wine"
unshare --mount true 2>/dev/null || give_up "nothing may be mounted here, which Wine's folder needs"
command -v npm >/dev/null || give_up "npm is not on PATH"
if ! command -v debootstrap >/dev/null; then
  export DEBIAN_FRONTEND=noninteractive
  retry quiet timeout 300 apt-get -qy --no-install-recommends install debootstrap ||
    give_up "debootstrap cannot be installed"
fi
retry quiet get_debian ||
  give_up "no Debian $release can be had from the mirror of this machine's apt"
share_apt_settings
retry quiet get_wine || give_up "Wine cannot be installed from the mirror of this machine's apt"
retry quiet get_deno || give_up "npm cannot get Deno $deno_version for Windows"
retry quiet make_prefix || give_up "Wine does not start"
check || give_up "Deno for Windows does not start under Wine"
finish
du -sm "$cache" | awk '{ print "== Wine is ready: " $1 " MB" }'
