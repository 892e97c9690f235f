#!/bin/sh
# enter.sh ROOT STREAMS COMMAND...: runs a command in the folder that .ci/wine.sh prepares. Its
# streams are files STREAMS.in, .out and .err: what Wine leaves running would hold pipes open.
set -eu
root=$1 streams=$2
shift 2
mount -t proc proc "$root/proc"
exec chroot "$root" "$@" <"$streams.in" >"$streams.out" 2>"$streams.err"
