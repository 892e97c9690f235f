#!/bin/sh
# pyanalytics-wrapper: reports this start of Python in the background, then becomes Python.
#
# Install it under the names to wrap, in a folder that comes first on PATH:
#   cp python.sh /opt/pyanalytics/bin/python3 && chmod 755 /opt/pyanalytics/bin/python3
#
# PYANALYTICS_CLIENT   the client; else the one beside this file, else the first on PATH
# PYANALYTICS_PYTHON   the interpreter, or its name; else the next one of our name on PATH
# PYANALYTICS_DISABLE=1 or DO_NOT_TRACK=1: report nothing
#
# Only POSIX, and in front of Python but for "dd" built-in commands: each process more would be felt
# at every start.
# Variables carry a prefix, as those of the caller's environment must reach Python as they are.

_pya_name=${0##*/}
_pya_name=${_pya_name%.sh}
case $0 in
*/*) _pya_own=${0%/*} ;;
*) _pya_own=. ;;
esac

# What "install" has found to be programs, as ":path:path:". To look into one takes a process, half of
# what all of this takes; it is done where one was changed since.
_pya_list=$_pya_own/pyanalytics-programs
_pya_programs=
if [ -f "$_pya_list" ] && [ -r "$_pya_list" ]; then
  read -r _pya_programs <"$_pya_list"
fi

# What a file is: "wrapper" for one of these, whose second line says so; "script"; or "program".
# Read by "dd" where there is one: "read" takes a system call for each byte in dash, and programs
# can have tens of thousands of them before a line ends. That bash drops NULs it need not say.
_pya_look() {
  case $_pya_programs in
  *:"$1":*)
    # In POSIX since 2024; where a shell does not know it, the file is looked into.
    # shellcheck disable=SC3013
    if [ "$_pya_list" -nt "$1" ] 2>/dev/null; then
      _pya_kind=program
      return
    fi
    ;;
  esac
  _pya_head='' _pya_second=''
  if [ -r "$1" ]; then
    { _pya_head=$(dd if="$1" bs=256 count=1); } 2>/dev/null
    [ -n "$_pya_head" ] ||
      { read -r _pya_head && read -r _pya_second; } <"$1"
  fi
  case $_pya_head in
  *"$_pya_newline"*)
    _pya_second=${_pya_head#*"$_pya_newline"}
    _pya_second=${_pya_second%%"$_pya_newline"*}
    ;;
  esac
  case $_pya_head in
  '#!'*) _pya_kind=script ;;
  *) _pya_kind=program ;;
  esac
  case $_pya_second in
  *pyanalytics-wrapper*) _pya_kind=wrapper ;;
  esac
}
_pya_newline='
'

# The next interpreter of this name that was not tried yet: behind our own folder where PATH holds
# that, so that another tool's wrappers and this one cannot call each other for ever.
_pya_find_python() {
  _pya_rest=:${PATH-}:
  case $_pya_rest in
  *:"$_pya_own":*) _pya_rest=${_pya_rest#*:"$_pya_own":} ;;
  *) _pya_rest=${_pya_rest#:} ;;
  esac
  while [ -n "$_pya_rest" ]; do
    _pya_folder=${_pya_rest%%:*}
    _pya_rest=${_pya_rest#*:}
    _pya_python=${_pya_folder:-.}/$_pya_name
    case $_pya_tried in
    *:"$_pya_python":*) continue ;;
    esac
    if [ -f "$_pya_python" ] && [ -x "$_pya_python" ]; then
      _pya_look "$_pya_python"
      [ "$_pya_kind" = wrapper ] || return 0
    fi
  done
  return 1
}

# Whether the value of a switch means yes.
_pya_is_on() {
  case $1 in
  '' | 0 | [Nn][Oo] | [Oo][Ff][Ff] | [Ff][Aa][Ll][Ss][Ee]) return 1 ;;
  esac
  return 0
}

# Away from the caller's terminal, pipes, locks and process table: the inner shell is gone at
# once, so that the client is no child of Python's. It waits until Python has started, which it
# would slow on a machine with few cores; some systems' "sleep" knows whole seconds alone. Where the
# client cannot run at all, as with arguments that are not Unicode or in a deleted folder, the start
# is reported without them.
_pya_report() {
  _pya_client=${PYANALYTICS_CLIENT-}
  if [ -z "$_pya_client" ]; then
    _pya_client=$_pya_own/pyanalytics-client
    [ -x "$_pya_client" ] || _pya_client=pyanalytics-client
  fi
  (
    # Ctrl-C is for Python. Most shells ignore it here anyway, bash does not. Its terminal may
    # close as soon as Python ends.
    trap '' INT QUIT HUP
    # Without this, ksh starts the background process from the outer shell after all.
    [ -z "${KSH_VERSION-}" ] || ulimit -f "$(ulimit -f)"
    {
      # zsh forgets it in between.
      trap '' INT QUIT HUP
      sleep 0.1 || sleep 1
      "$_pya_client" --wrapper sh --python "$_pya_python" -- "$@" ||
        { cd / && "$_pya_client" --wrapper sh --python "$_pya_python"; }
    } &
  ) </dev/null >/dev/null 2>&1 3>&- 4>&- 5>&- 6>&- 7>&- 8>&- 9>&-
}

# A version manager that has no version to run starts the next interpreter on PATH, which is this
# again. It is the same process then, since all of us use "exec": what was tried is passed over.
case ${PYANALYTICS_TRIED-} in
"$$":*) _pya_tried=${PYANALYTICS_TRIED#*:} ;;
*) _pya_tried= ;;
esac

case ${PYANALYTICS_PYTHON-} in
*/*) _pya_python=$PYANALYTICS_PYTHON ;;
*)
  _pya_python=
  _pya_name=${PYANALYTICS_PYTHON:-$_pya_name}
  ;;
esac
case $_pya_tried in
*:"$_pya_python":*) _pya_python= ;;
esac
if [ -n "$_pya_python" ]; then
  _pya_look "$_pya_python"
  [ "$_pya_kind" != wrapper ] || _pya_python=
fi
if [ -z "$_pya_python" ] && ! _pya_find_python; then
  echo "$_pya_name: no such interpreter on PATH behind $_pya_own; PYANALYTICS_PYTHON can name one" >&2
  exit 127
fi

if [ -z "$_pya_tried" ] && ! _pya_is_on "${PYANALYTICS_CHILD-}" &&
  ! _pya_is_on "${PYANALYTICS_DISABLE-}" && ! _pya_is_on "${DO_NOT_TRACK-}"; then
  _pya_report "$@"
fi

# Only what may come back here needs to know: to a real interpreter nothing is left.
case $_pya_kind:$_pya_python in
script:* | *:*/shims/*) export PYANALYTICS_TRIED="$$:${_pya_tried:-:}$_pya_python:" ;;
*) unset PYANALYTICS_TRIED ;;
esac

exec "$_pya_python" "$@"
