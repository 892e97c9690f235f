#!/bin/sh
# shellcheck disable=SC2034 # encode() is told variables by their names.
#
# pyanalytics.sh: reports one start of Python where there is no executable of the client: on the
# BSDs, Solaris, illumos, AIX, with an old glibc or with musl. On Cygwin and MSYS it calls the one
# for Windows.
#
#   pyanalytics.sh [options] [-- ARGUMENTS OF PYTHON]
#
# Put it beside the wrappers as "pyanalytics-client", or name it in PYANALYTICS_CLIENT. It needs a
# POSIX shell with its usual tools, and one of curl, wget, nc, or a bash or ksh with /dev/tcp;
# only the first two reach an https server. It collects and sends in the background, silently, and
# exits with 0. What cannot be delivered is lost: there is no queue.
#
#   --print              show the event, send nothing
#   --wait               deliver now and say what the server answered; 1 if that failed
#   --server URL         PYANALYTICS_SERVER, http://127.0.0.1:8888
#   --python PATH        PYANALYTICS_PYTHON, the first of python3 and python on PATH
#   --tag NAME=VALUE     PYANALYTICS_TAG=a=1,b=2; may be repeated
#   --timeout-ms N       PYANALYTICS_TIMEOUT_MS, 5000: for each of asking Python and sending
#   --wrapper NAME       said by a wrapper script
#
#   --config FILE        PYANALYTICS_CLIENT_CONFIG, in place of the two files below, but for what
#                        the second one locks
#
# Settings come from the command line, the environment, ~/.config/pyanalytics/client.jsonc, and
# /etc/pyanalytics/client.jsonc, which also says what is "locked"; nothing is reported where that
# one is there and no JSON object. Of these files it understands a key and its value on one line,
# but for "tag". Besides those above:
#
#   PYANALYTICS_DISABLE, DO_NOT_TRACK      1: report nothing; in a file "enabled": false
#   PYANALYTICS_ARGV, "argv"               none: not even the script's name. In any other case
#                                          that is all: the base name, or -m and the module
#   PYANALYTICS_USER_NAMES, "user_names"   plain; anything else leaves them out
#   PYANALYTICS_HOST_NAMES, "host_names"   likewise

version=0.1.0

# Whether the value of a switch means yes.
is_on() {
  case $1 in
  '' | 0 | [Nn][Oo] | [Oo][Ff][Ff] | [Ff][Aa][Ll][Ss][Ee]) return 1 ;;
  esac
  return 0
}

is_on "${PYANALYTICS_CHILD-}" && exit 0

# A path as Windows has it, of the file behind all links.
windows_path() {
  path=$(readlink -f -- "$1" 2>/dev/null) || path=$1
  [ ! -f "$path.exe" ] || path=$path.exe
  cygpath -w -- "$path"
}

# Becomes the executable for Windows, where there is one. Words behind "--" are Python's own and
# stay as they are; MSYS would translate what looks like a path.
become_windows_client() {
  client=${0%/*}/pyanalytics-client.exe
  [ -f "$client" ] || client=$(command -v pyanalytics-client.exe) || return 0
  left=$#
  end=
  while [ "$left" -gt 0 ]; do
    word=$1
    shift
    left=$((left - 1))
    [ "$word" != -- ] || end=1
    set -- "$@" "$word"
    if [ -z "$end" ] && [ "$left" -gt 0 ]; then
      case $word in
      --python | --config)
        word=$(windows_path "$1")
        shift
        left=$((left - 1))
        set -- "$@" "$word"
        ;;
      esac
    fi
  done
  MSYS_NO_PATHCONV=1 MSYS2_ARG_CONV_EXCL='*' exec "$client" "$@"
}

if command -v cygpath >/dev/null 2>&1; then become_windows_client "$@"; fi

fail() {
  [ "$mode" = background ] || printf 'pyanalytics.sh: %s\n' "$1" >&2
  [ "$mode" != background ] || exit 0
  exit "${2-1}"
}

# The comment at the top of this file.
say_help() {
  said=
  while IFS= read -r line; do
    case $line in
    '#!'* | '# shellcheck'*) ;;
    '#'*)
      line=${line#?}
      line=${line# }
      said=$said$line
      [ -z "$said" ] || printf '%s\n' "$line"
      ;;
    *) return ;;
    esac
  done <"$0"
}

newline='
'
return=$(printf '\r')
mode=background
for word in "$@"; do
  case $word in
  --) break ;;
  --print) mode=print ;;
  --wait | --verbose) mode='wait' ;;
  --help | -h) mode=help ;;
  --version) echo "pyanalytics.sh $version" && exit 0 ;;
  esac
done
# Keeps NAME=VALUE as $tag_name_N and $tag_value_N.
add_tag() {
  case $1 in
  =*) return 1 ;;
  *=*) ;;
  *) return 1 ;;
  esac
  tag_count=$((tag_count + 1))
  eval "tag_name_$tag_count=\${1%%=*} tag_value_$tag_count=\${1#*=}"
}

if [ "$mode" = help ]; then say_help && exit 0; fi

# The executable's commands are typed by people, who look on.
case ${1-} in
'' | -*) ;;
*)
  mode='wait'
  fail "Unknown command \"$1\": there are none here, --help lists what is accepted" 2
  ;;
esac

server='' python='' wrapper='' timeout_ms='' config=${PYANALYTICS_CLIENT_CONFIG-} tag_count=0
nicely=''
while [ $# -gt 0 ]; do
  option=$1
  shift
  case $option in
  --) break ;;
  --print | --wait | --verbose) continue ;;
  --*=*)
    value=${option#*=}
    option=${option%%=*}
    ;;
  --server | --python | --tag | --timeout-ms | --wrapper | --config)
    [ $# -gt 0 ] || fail "Cannot use $option: it needs a value" 2
    value=$1
    shift
    ;;
  *) fail "Unknown option \"$option\": --help lists what is accepted" 2 ;;
  esac
  case $option in
  --server) server=$value ;;
  --python) python=$value ;;
  --timeout-ms) timeout_ms=$value ;;
  --wrapper) wrapper=$value ;;
  --config) config=$value ;;
  --tag) add_tag "$value" || fail "Cannot use --tag: must be NAME=VALUE, got \"$value\"" 2 ;;
  *) fail "Unknown option \"$option\": --help lists what is accepted" 2 ;;
  esac
done

# The lines of a file that are no comments, into $text. Fails where it is there and cannot be read.
read_config() {
  text=
  [ -e "$1" ] || return 0
  [ -f "$1" ] && [ -r "$1" ] || return
  while IFS= read -r line || [ -n "$line" ]; do
    line=${line#"${line%%[![:space:]]*}"}
    case $line in
    //*) ;;
    *) text=$text$line$newline ;;
    esac
  done <"$1"
}

# config_value TEXT KEY: the value of a key, into $found: a text without its quotes, else what
# stands before the next comma or the end.
config_value() {
  found=
  case $1 in
  *"\"$2\""*) ;;
  *) return 0 ;;
  esac
  found=${1#*"\"$2\""}
  found=${found#"${found%%[!:[:space:]]*}"}
  case $found in
  \"*)
    found=${found#?}
    found=${found%%\"*}
    ;;
  \[*) found=${found%%\]*} ;;
  *) found=${found%%[!A-Za-z0-9.-]*} ;;
  esac
}

if [ -n "$config" ]; then
  [ "$mode" = background ] || [ -r "$config" ] || fail "Cannot read config \"$config\"" 2
  read_config "$config"
else
  read_config "${XDG_CONFIG_HOME:-${HOME-}/.config}/pyanalytics/client.jsonc"
fi
user_config=$text
# Nobody knows what a machine's file says that cannot be read: it may switch reporting off.
read_config /etc/pyanalytics/client.jsonc || text='"enabled": false, "locked": true'
locked_config=$text
config_value "$locked_config" locked
locked=$found
# What cannot be understood locks everything.
case $locked in
'' | true | false) ;;
\[*)
  names=${locked#?}
  while names=${names#"${names%%[!,[:space:]]*}"} && [ -n "$names" ]; do
    case $names in
    '"server"'* | '"python"'* | '"tag"'* | '"timeout_ms"'* | '"enabled"'* | '"locked"'* | '"argv"'* | \
      '"user_names"'* | '"host_names"'* | '"hash_key"'* | '"packages"'* | '"facts_dir"'* | '"ephemeral"'* | \
      '"config"'* | '"wrapper"'* | '"wait"'* | '"print"'* | '"timings"'* | '"verbose"'* | '"help"'* | '"version"'*)
      names=${names#\"*\"}
      ;;
    *)
      locked=true
      break
      ;;
    esac
  done
  ;;
*) locked=true ;;
esac
# A given file stands in for it, but for what is locked.
system_config=$text
[ -z "$config" ] || system_config=

# setting KEY [VALUE]: the value that counts, into $found: what the machine's file locks, else
# VALUE, which the command line or the environment gave, else the user's file, else the machine's.
setting() {
  case $locked in
  true | *"\"$1\""*)
    config_value "$locked_config" "$1"
    [ -z "$found" ] || return 0
    ;;
  esac
  found=${2-}
  [ -n "$found" ] || config_value "$user_config" "$1"
  [ -n "$found" ] || config_value "$system_config" "$1"
}

setting enabled
case $found in
'' | true) enabled=1 ;;
*) enabled=0 ;;
esac
if is_on "${PYANALYTICS_DISABLE-}" || is_on "${DO_NOT_TRACK-}" || [ $enabled = 0 ]; then
  # --print still shows what would be sent.
  [ "$mode" = print ] || exit 0
fi
setting server "${server:-${PYANALYTICS_SERVER-}}"
server=${found:-http://127.0.0.1:8888}
case $server in
*[[:space:][:cntrl:]\"]*)
  fail "Cannot use --server: must be an http or https URL, got \"$server\"" 2
  ;;
http://?* | https://?*) server=${server%/} ;;
*) fail "Cannot use --server: must be an http or https URL, got \"$server\"" 2 ;;
esac
setting timeout_ms "${timeout_ms:-${PYANALYTICS_TIMEOUT_MS-}}"
timeout_ms=${found:-5000}
case $timeout_ms in
*[!0-9]* | ???????*)
  fail "Cannot use --timeout-ms: must be a whole number up to 600000, got \"$timeout_ms\"" 2
  ;;
esac
seconds=$(((timeout_ms + 999) / 1000))
setting python "${python:-${PYANALYTICS_PYTHON-}}"
python=$found
tags=${PYANALYTICS_TAG-}
while [ -n "$tags" ]; do
  add_tag "${tags%%,*}" || fail "Cannot use PYANALYTICS_TAG: must be NAME=VALUE, got \"$tags\"" 2
  case $tags in
  *,*) tags=${tags#*,} ;;
  *) tags= ;;
  esac
done
setting argv "${PYANALYTICS_ARGV-}"
argv_policy=$found
setting user_names "${PYANALYTICS_USER_NAMES-}"
user_names=${found:-plain}
setting host_names "${PYANALYTICS_HOST_NAMES-}"
host_names=${found:-plain}

# What Python runs, into $run_option and $run_name. See `python --help`: the first word that is
# no option of Python's.
find_program() {
  run_option='' run_name=''
  while [ $# -gt 0 ]; do
    case $1 in
    -)
      run_option=-
      return
      ;;
    --check-hash-based-pycs) shift ;;
    --*) ;;
    -*)
      # In a word of several letters, these take the rest of it or else the next word.
      letters=${1#-}
      rest=${letters#*[cmWX]}
      case $letters in
      *[cmWX]*)
        letter=${letters%"$rest"}
        letter=${letter#"${letter%?}"}
        case $letter in
        c)
          run_option=-c
          return
          ;;
        m)
          run_option=-m
          run_name=${rest:-${2-}}
          return
          ;;
        *) [ -n "$rest" ] || [ $# -lt 2 ] || shift ;;
        esac
        ;;
      esac
      ;;
    *)
      run_name=${1%"${1##*[!/]}"}
      run_name=${run_name##*/}
      return
      ;;
    esac
    shift
  done
}

# Runs a command for so many seconds at most; its input comes from descriptor 3. Nothing is left
# of the watch when the command ends before. Without "exec", and with a subshell in place of the
# braces, yash would have another process between, and that would be killed.
bounded() {
  bound=$1
  shift
  # shellcheck disable=SC2086 # It is none, or three words.
  exec $nicely "$@" <&3 3<&- &
  command_pid=$!
  {
    # By force: until it is "sleep", the process takes another signal for its parent's.
    trap 'kill -9 $! 2>/dev/null; exit 0' TERM
    sleep "$bound" &
    wait $!
    kill -9 "$command_pid"
  } </dev/null >/dev/null 2>&1 3<&- &
  watch_pid=$!
  wait "$command_pid" 2>/dev/null
  bounded_status=$?
  kill "$watch_pid" 2>/dev/null
  wait "$watch_pid" 2>/dev/null
  # Shells differ in what they make of a signal.
  [ "$bounded_status" -le 128 ] || return 137
  return "$bounded_status"
}

# Each argument as a JSON text of ASCII alone, one a line. What is no UTF-8 becomes U+FFFD.
json_texts() {
  [ $# -gt 0 ] || return 0
  printf '%s\000' "$@" | od -An -v -tu1 | LC_ALL=C awk '
    function unit(code) {
      if (code == 34 || code == 92) text = text "\\" sprintf("%c", code)
      else if (code >= 32 && code < 127) text = text sprintf("%c", code)
      else text = text sprintf("\\u%04x", code)
    }
    function character(code) {
      if (code < 65536) unit(code)
      else {
        unit(55296 + int((code - 65536) / 1024))
        unit(56320 + (code - 65536) % 1024)
      }
    }
    function byte(value) {
      if (left > 0) {
        if (value >= low && value <= high) {
          code = code * 64 + value - 128
          low = 128; high = 191
          if (--left == 0) character(code)
          return
        }
        unit(65533)
        left = 0
      }
      low = 128; high = 191
      if (value == 0) { print "\"" text "\""; text = "" }
      else if (value < 128) unit(value)
      else if (value >= 194 && value < 224) { left = 1; code = value - 192 }
      else if (value >= 224 && value < 240) {
        left = 2; code = value - 224
        if (value == 224) low = 160
        if (value == 237) high = 159
      } else if (value >= 240 && value < 245) {
        left = 3; code = value - 240
        if (value == 240) low = 144
        if (value == 244) high = 143
      } else unit(65533)
    }
    { for (field = 1; field <= NF; field++) byte($field + 0) }'
}

# Runs on Python 2.6 to 3.15. Two lines: hours from UTC in winter, and the facts as JSON.
# shellcheck disable=SC2016 # This is Python.
ask='
import sys
if sys.path[:1] == [""]:
    del sys.path[0]
import json, platform, time
found = []
def fact(name, find):
    try:
        found.append("%s: %s" % (json.dumps(name), json.dumps(find())))
    except Exception:
        pass
def have_readline():
    try:
        import readline
    except ImportError:
        return False
    return True
def openssl_version():
    try:
        import _ssl as ssl
    except ImportError:
        import ssl
    return ssl.OPENSSL_VERSION
def sqlite_version():
    try:
        import _sqlite3 as sqlite3
    except ImportError:
        import sqlite3
    return sqlite3.sqlite_version
def is_64bit():
    if sys.platform.startswith("java"):
        return platform.architecture()[0] == "64bit"
    return sys.maxsize > 2 ** 32
if sys.argv[1:] == ["plain"]:
    fact("bin", lambda: sys.executable)
    fact("executable", lambda: sys.executable)
fact("is_64bit", is_64bit)
fact("version", lambda: sys.version)
fact("compiler", platform.python_compiler)
fact("build_date", lambda: platform.python_build()[1])
fact("version_info", lambda: list(sys.version_info))
fact("have_ucs4", lambda: sys.maxunicode > 65536)
fact("have_readline", have_readline)
fact("openssl_version", openssl_version)
fact("sqlite_version", sqlite_version)
fact("implementation", platform.python_implementation)
hours = -time.timezone / 3600.0
text = hours == int(hours) and "%d" % hours or repr(hours)
sys.stdout.write("\n@pyanalytics@ " + text + "\n{" + ", ".join(found) + "}\n")
'

# The answer of an interpreter into $utc_offset and $facts.
ask_python() {
  asked=$python
  case $asked in
  '')
    for name in python3 python python2; do
      asked=$(command -v "$name") && break
    done
    [ -n "$asked" ] || return 1
    ;;
  esac
  # Python before 3.4 refuses -I.
  for isolated in -I -E; do
    answer=$(TERM=dumb bounded "$seconds" "$asked" "$isolated" -S -c "$ask" "$user_names" \
      3</dev/null 2>/dev/null)
    # One that had to be killed is not asked again.
    [ $? != 137 ] || return 1
    case $answer in
    *'@pyanalytics@ '*)
      answer=${answer##*@pyanalytics@ }
      utc_offset=${answer%%"$newline"*}
      facts=${answer#*"$newline"}
      return 0
      ;;
    esac
  done
  return 1
}

find_user() {
  user=${LOGNAME:-${USER:-${LNAME:-${USERNAME-}}}}
  [ -n "$user" ] || user=$(id -un 2>/dev/null) || user=$(whoami 2>/dev/null)
}

find_hostfqdn() {
  case $node in
  *.*) fqdn=$node && return ;;
  esac
  # Elsewhere this option may be taken for a new name of the host.
  case $system in
  Linux | FreeBSD | NetBSD | DragonFly | Darwin)
    fqdn=$(bounded 2 hostname -f 3</dev/null 2>/dev/null) || fqdn=
    ;;
  esac
}

# The value behind "NAME=" in a line of os-release(5).
unquoted() {
  value=${1#*=}
  case $value in
  \"*\" | \'*\')
    value=${value#?}
    value=${value%?}
    ;;
  esac
}

find_os() {
  os_name='' os_version=''
  for file in /etc/os-release /usr/lib/os-release; do
    [ -r "$file" ] || continue
    while IFS= read -r line; do
      case $line in
      NAME=*) unquoted "$line" && os_name=$value ;;
      VERSION_ID=*) unquoted "$line" && os_version=$value ;;
      esac
    done <"$file"
    os_name=${os_name:-Linux}
    return
  done
  case $system in
  Darwin)
    os_name=$(sw_vers -productName 2>/dev/null)
    os_version=$(sw_vers -productVersion 2>/dev/null)
    ;;
  AIX) os_version=$(oslevel 2>/dev/null) ;;
  esac
  os_name=${os_name:-$system}
  os_version=${os_version:-$release}
}

random_uuid() {
  bytes=$(od -An -N16 -tx1 /dev/urandom 2>/dev/null | tr -d ' \n')
  case $bytes in
  ????????????????????????????????)
    printf '%s\n' "$bytes" |
      sed 's/^\(.\{8\}\)\(.\{4\}\).\(.\{3\}\).\(.\{3\}\)\(.*\)$/\1-\2-4\3-a\4-\5/'
    ;;
  *) uuidgen | tr 'A-F' 'a-f' ;;
  esac
}

# encode NAME...: the value of each variable, as JSON, into $json_NAME.
encode() {
  names=$*
  set --
  for name in $names; do eval "set -- \"\$@\" \"\$$name\""; done
  texts=$(json_texts "$@")
  for name in $names; do
    eval "json_$name=\${texts%%\"\$newline\"*}"
    texts=${texts#*"$newline"}
  done
}

# add NAME TEXT: adds a member, both in JSON, to $object. One that is empty is not there; what it
# is called in the list of missing facts may be given as a third.
add() {
  if [ "$2" != '""' ]; then
    object="$object${object:+, }$1: $2"
  elif [ -n "${3-}" ]; then
    missing="$missing${missing:+, }\"$3\""
  fi
}

# Whether the machine's file is what the executable takes for a config: one JSON object, with
# comments and trailing commas. Where it is not, nobody knows what it was meant to say. Looked at
# in the background, as it takes a process of its own. Of a nested value the shape alone is kept,
# and what is whole in it becomes a value, from the inside out: s is a text, v any other.
is_config_whole() {
  [ -e /etc/pyanalytics/client.jsonc ] || return 0
  # Not every awk sees what stands behind a NUL.
  tr '\000' '\001' </etc/pyanalytics/client.jsonc | LC_ALL=C awk '
    function drop(length_) { text = substr(text, length_ + 1) }
    { text = text $0 "\n" }
    END {
      while (text != "") {
        if (match(text, /^[ \t\r\n]+/)) drop(RLENGTH)
        else if (match(text, /^\/\/[^\r\n]*/)) drop(RLENGTH)
        else if (substr(text, 1, 2) == "/*") {
          drop(2)
          end = index(text, "*/")
          if (end == 0) exit 1
          drop(end + 1)
        } else if (match(text, /^"([^"\\\001-\037]|\\.)*"/)) {
          string = substr(text, 1, RLENGTH)
          drop(RLENGTH)
          gsub(/\\(["\\\/bfnrt]|u[0-9A-Fa-f][0-9A-Fa-f][0-9A-Fa-f][0-9A-Fa-f])/, "", string)
          if (index(string, "\\")) exit 1
          shape = shape "s"
        } else if (match(text, /^[][{}:,]/)) {
          shape = shape substr(text, 1, 1)
          drop(1)
        } else if (match(text, /^[^][{}:,\/ \t\r\n]+/)) {
          word = substr(text, 1, RLENGTH)
          drop(RLENGTH)
          if (word !~ /^(true|false|null|-?(0|[1-9][0-9]*)([.][0-9]+)?([eE][-+]?[0-9]+)?)$/) exit 1
          shape = shape "v"
        } else exit 1
      }
      if (shape !~ /^[{]/) exit 1
      while (gsub(/[{](s:[sv](,s:[sv])*,?)?[}]|[[]([sv](,[sv])*,?)?[]]/, "v", shape)) { }
      exit shape != "v"
    }'
}

# Seconds since 1970 of a time such as 2026-11-27T08:00:00Z: asked for by itself, the clock may have
# gone on, and not every "date" tells them. A year begins with March here, so that it ends with the
# day that it may have more; 719468 days lie between the first of March of the year 0 and 1970.
epoch_of() {
  IFS=-T:Z
  # shellcheck disable=SC2086
  set -- $1
  year=$1 month=$((1$2 - 100)) day=$((1$3 - 100))
  [ "$month" -gt 2 ] || year=$((year - 1)) month=$((month + 12))
  days=$((365 * year + year / 4 - year / 100 + year / 400 +
    (153 * month - 457) / 5 + day - 719469))
  echo $(((days * 24 + 1$4 - 100) * 3600 + (1$5 - 100) * 60 + 1$6 - 100))
}

# The event of this start into $event, and its name into $uuid.
make_event() {
  utc=$(date -u +%Y-%m-%dT%H:%M:%SZ)
  epoch=$(epoch_of "$utc")
  missing='' utc_offset='' facts='{}'
  uuid=$(random_uuid)
  node=$(uname -n) system=$(uname -s) release=$(uname -r) kernel=$(uname -v) machine=$(uname -m)
  processor=$(uname -p 2>/dev/null)
  [ "$processor" != unknown ] || processor=
  find_user
  find_hostfqdn
  find_os
  ask_python || missing='"python"'
  [ "$user_names" = plain ] || user=
  [ "$host_names" = plain ] || node='' fqdn=''
  case $argv_policy in
  '' | script | full) ;;
  *) run_option='' run_name='' ;;
  esac

  names='user uuid node fqdn system release kernel machine processor os_name os_version'
  names="$names run_option run_name wrapper"
  index=0
  while [ "$index" -lt "$tag_count" ]; do
    index=$((index + 1))
    names="$names tag_name_$index tag_value_$index"
  done
  # shellcheck disable=SC2086 # Names of variables, parted by spaces.
  encode $names

  # shellcheck disable=SC2154 # encode() sets these.
  {
    argv=
    [ -z "$run_option" ] || argv=$json_run_option
    [ -z "$run_name" ] || argv="$argv${argv:+, }$json_run_name"
    facts=${facts#?}
    python_object="\"argv\": [$argv]${facts:+, }$facts"
    [ "$facts" != '}' ] || python_object="\"argv\": [$argv]}"

    object=
    add '"system"' "$json_system" uname.system
    add '"node"' "$json_node"
    add '"release"' "$json_release" uname.release
    add '"version"' "$json_kernel" uname.version
    add '"machine"' "$json_machine" uname.machine
    add '"processor"' "$json_processor"
    uname_object=$object

    object=
    add '"name"' "$json_os_name" os.name
    add '"version"' "$json_os_version" os.version
    os_object=$object

    object=
    index=0
    while [ "$index" -lt "$tag_count" ]; do
      index=$((index + 1))
      eval "add \"\$json_tag_name_$index\" \"\$json_tag_value_$index\""
    done
    tags_object=$object

    object=
    add '"username"' "$json_user" username
    add '"uuid"' "$json_uuid"
    add '"hostname"' "$json_node" hostname
    add '"hostfqdn"' "$json_fqdn" hostfqdn
    event="{$object, \"uname\": {$uname_object}, \"python\": {$python_object"
    event="$event, \"os\": {$os_object}"

    object=
    add '"utc"' "\"$utc\""
    add '"std_utc_offset"' "${utc_offset:-\"\"}" time.std_utc_offset
    add '"epoch"' "$epoch"
    event="$event, \"time\": {$object}"

    object="\"version\": \"$version+sh\""
    add '"wrapper"' "$json_wrapper"
    object="$object, \"sent_attempts\": 1, \"timings_ms\": {}, \"missing\": [$missing]"
    event="$event, \"client\": {$object}, \"tags\": {$tags_object}}"
  }
}

# Each way to deliver leaves the server's answer in $status and $body. Where none came it fails, and
# $answer is what the command said.

by_curl() {
  answer=$(printf '%s' "$event" | bounded "$seconds" curl -q -sS --data-binary @- \
    -H 'Content-Type: application/json' -A "$agent" -w '\n%{http_code}' "$url" 3<&0 2>&1) || return
  status=${answer##*"$newline"}
  body=${answer%"$newline"*}
  body=${body%"$newline"}
}

# Its body must be a file: on the command line others could read it.
by_wget() {
  folder=${TMPDIR:-/tmp}/pyanalytics-$uuid
  (umask 077 && mkdir "$folder" && printf '%s' "$event" >"$folder/event") || return 1
  answer=$(bounded "$seconds" wget -q -O - -U "$agent" --header 'Content-Type: application/json' \
    --post-file "$folder/event" "$url" 3</dev/null 2>&1)
  status=$?
  rm -rf "$folder"
  [ "$status" = 0 ] || return "$status"
  # It does not tell, and fails with any other.
  status=200 body=$answer
}

by_nc() {
  raw nc "$host" "$port"
}

# shellcheck disable=SC2016 # The other shell expands it.
by_tcp() {
  for shell in bash ksh ksh93; do
    command -v "$shell" >/dev/null || continue
    raw "$shell" -c 'exec 5<>"/dev/tcp/$0/$1" && cat >&5 && cat <&5' "$host" "$port"
    return
  done
  return 1
}

# Speaks HTTP through a command that is connected to the server.
raw() {
  answer=$({
    printf 'POST %s HTTP/1.0\r\nHost: %s\r\nUser-Agent: %s\r\n' "$path" "$authority" "$agent"
    printf 'Content-Type: application/json\r\nContent-Length: %s\r\n\r\n' "${#event}"
    printf '%s' "$event"
    # Where its input ends, busybox's closes the way for the answer too.
    [ "$1" != nc ] || sleep 2
  } | bounded "$seconds" "$@" 3<&0 2>&1)
  raw_status=$?
  case $answer in
  HTTP/1.?' '[1-9][0-9][0-9]*) ;;
  *) return "$((raw_status == 0 ? 1 : raw_status))" ;;
  esac
  status=${answer#* }
  status=${status%"${status#???}"}
  body=${answer#*"$return$newline$return$newline"}
}

# The parts of an http URL that raw() needs. It knows of no passwords.
split_url() {
  authority=${url#http://}
  path=/${authority#*/}
  authority=${authority%%/*}
  port=80
  case $authority in
  *@*) return 1 ;;
  \[*\]:*) port=${authority##*:} ;;
  \[*\]) ;;
  *:*) port=${authority##*:} ;;
  esac
  host=${authority%":$port"}
  host=${host#\[}
  host=${host%\]}
}

deliver() {
  url=$server/v1/on_import
  agent=pyanalytics-client/$version
  ways='curl wget'
  case $url in
  http://*) ! split_url || ways='curl wget nc tcp' ;;
  esac
  answer='neither curl nor wget is here, nor what could do without'
  for way in $ways; do
    [ "$way" = tcp ] || command -v "$way" >/dev/null || continue
    "by_$way" && return
    if [ $? = 137 ]; then
      # It was killed, and has used up the time.
      answer="no answer within $seconds s"
      return 1
    fi
  done
  return 1
}

# What others said must not steer the terminal.
printable() {
  printf '%s' "$1" | tr '\000-\037\177' ' '
}

PYANALYTICS_CHILD=1
export PYANALYTICS_CHILD
find_program "$@"
set --
case $python in
/* | '') ;;
*/*) python=$PWD/$python ;;
esac

case $mode in
print)
  make_event
  printf '%s\n' "$event"
  ;;
wait)
  is_config_whole || exit 0
  make_event
  deliver || fail "Cannot deliver to $url: $(printable "$answer")"
  said="$status $(printable "$body")"
  case $status in
  2??) printf 'Delivered event %s to %s: %s\n' "$uuid" "$url" "$said" ;;
  *) fail "Cannot deliver to $url: the server answered $said" ;;
  esac
  ;;
background)
  # Away from the caller's terminal and pipes, and no child of anybody who could wait for it.
  (
    # Without this, ksh starts the background process from the outer shell after all.
    [ -z "${KSH_VERSION-}" ] || ulimit -f "$(ulimit -f)"
    {
      trap '' HUP
      # What takes time works behind the user's own programs.
      ! command -v nice || nicely='nice -n 10'
      is_config_whole && make_event && deliver
    } &
  ) </dev/null >/dev/null 2>&1 3>&- 4>&- 5>&- 6>&- 7>&- 8>&- 9>&-
  ;;
esac
