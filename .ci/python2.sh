#!/usr/bin/env bash
# A CPython 2.7 to test on, which Debian has no longer: three packages of an older release, whose
# files are unpacked into a folder and run from there. Nothing is installed.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=.ci/install.sh
. .ci/install.sh
# shellcheck source=.ci/prepare.sh
. .ci/prepare.sh

version=2.7.18-8+deb11u1
# The SHA-256 of each is the one in the release's list of packages, which Debian signs.
packages=(
  python2.7-minimal:44f0cdc1a343303d31c55fcb3a6402cfe326adf749ec30e375e6e0c0c5f7c1f7
  libpython2.7-minimal:85833c92314011b89bbead6f9a5a7a360b5ee4f9b95e001225afead4ebf9f7d3
  libpython2.7-stdlib:3e627d6d8992b853e000b8a4c09dda613fb767cdb711a2eac20ebc9f867b593c
)
helper=/usr/lib/apt/apt-helper

# unpack NAME SHA256 FOLDER: apt's own way to download, by its settings and with a check.
unpack() {
  local from file
  from=$(mirror)
  [[ -n $from ]] || return 1
  file="$cache/$1.deb"
  rm -f "$file"
  timeout 120 "$helper" -o APT::Sandbox::User=root download-file \
    "${from%/}/pool/main/p/python2.7/${1}_${version}_amd64.deb" "$file" "SHA256:$2" || return 1
  dpkg-deb -x "$file" "$3" && rm "$file"
}

begin python2 "1 ${packages[*]}"
echo "== preparing Python 2.7 in $cache"
[[ $(dpkg --print-architecture 2>/dev/null) == amd64 && -x $helper ]] ||
  give_up "Python 2.7 is prepared on Debian for amd64 alone"
rm -rf "$cache/root" "$cache"/*.deb*
for package in "${packages[@]}"; do
  retry quiet unpack "${package%%:*}" "${package#*:}" "$cache/root" ||
    give_up "no ${package%%:*} $version can be had from the mirror of this machine's apt"
done
[[ $("$cache/root/usr/bin/python2.7" -E -S -c 'import json, sys; print("%d.%d" % sys.version_info[:2])') == 2.7 ]] ||
  give_up "Python 2.7 does not start"
finish
du -sm "$cache" | awk '{ print "== Python 2.7 is ready: " $1 " MB" }'
