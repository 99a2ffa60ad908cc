#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# usage: tests/package/windows_command.sh KOMPARU.EXE [RUNNER [ARGUMENT...]]
# Runs a komparu.exe as a user would and looks at its status, its output and its messages. RUNNER
# starts it where Windows programs are not run as they are, for example wine64. Fails if anything
# is not as it should be, and says how many checks were made.
set -uo pipefail

source=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
command=$(realpath -- "${1:?usage: windows_command.sh KOMPARU.EXE [RUNNER [ARGUMENT...]]}")
shift
runner=("$@")

scratch=$(mktemp -d)
trap 'jobs -p | xargs -r kill; rm -rf "$scratch"' EXIT
export WINEDEBUG=${WINEDEBUG--all}
export WINEPREFIX=${WINEPREFIX:-$scratch/wine}
# Wine takes names of files for text in this locale, and what else the surroundings may say must
# not count.
export LC_ALL=C.UTF-8
unset NO_COLOR POSIXLY_CORRECT http_proxy https_proxy all_proxy
checks=0
failures=0

komparu() { timeout 120 "${runner[@]}" "$command" "$@"; }

wrong() {
  failures=$((failures + 1))
  printf 'windows_command: %s\n' "$*" >&2
}

# check STATUS OUTPUT MESSAGE WORD... : what komparu does with these words. Standard input is that
# of the caller. OUTPUT is all of standard output; MESSAGE is a part of standard error, and nothing
# must be said if it is empty.
check() {
  local status=0 output message wanted=$1 wanted_output=$2 wanted_message=$3
  shift 3
  checks=$((checks + 1))
  output=$(komparu "$@" 2>"$scratch/messages") || status=$?
  message=$(<"$scratch/messages")
  [[ $status == "$wanted" ]] || wrong "$*: status $status, not $wanted ($output) ($message)"
  [[ $output == "$wanted_output" ]] || wrong "$*: said '$output', not '$wanted_output'"
  if [[ -n $wanted_message ]]; then
    [[ $message == *"$wanted_message"* ]] || wrong "$*: '$message' is not about '$wanted_message'"
  else
    [[ -z $message ]] || wrong "$*: '$message' was not expected"
  fi
}

# check_part STATUS PART WORD... : the same where only a part of the output is known.
check_part() {
  local status=0 output wanted=$1 part=$2
  shift 2
  checks=$((checks + 1))
  output=$(komparu "$@" 2>&1) || status=$?
  [[ $status == "$wanted" ]] || wrong "$*: status $status, not $wanted ($output)"
  [[ $output == *"$part"* ]] || wrong "$*: '$part' is not in '$output'"
}

make_files() {
  mkdir -p left/sub right/sub left/empty right/empty
  printf 'one\ntwo\n' >same
  printf 'one\ntwo\n' >twin
  printf 'one\ntwO\n' >other
  printf 'one\n' >short
  printf 'a\r\nb\x1a\nc' >carriage
  printf 'a\nb\x1a\nc' >line
  cp same left/sub/file
  cp same right/sub/file
  cp same left/changed
  cp other right/changed
  cp same left/alone
  cp same "left/größe 日本 😀"
  cp same "right/größe 日本 😀"
}

check_answers() {
  local version
  version=$(sed -n 's/.*"\([0-9.]*\)".*/\1/p' "$source/libkomparu/include/komparu/version.h")
  check_part 0 "komparu $version" --version
  check_part 0 "Usage: " --help
  check_part 2 "--no-such-option" --no-such-option
}

check_files() {
  check 0 '' '' same twin
  check 0 '' '' -s same twin
  check 1 'same other differ: byte 7, line 2' '' same other
  check 1 '' '' -s same other
  check 1 'Files same and other differ' '' -q same other
  check 1 '7 157 117' '' -l same other
  check 1 '' 'EOF on short after byte 4, line 1' same short
  check 1 'carriage line differ: byte 2, line 1' '' carriage line
  check 2 '' 'none: No such file or directory' same none
  check 2 '' '' -s none none
  check 2 '' 'left: Is a directory' same left
  check 0 'Files same and twin are identical' '' --report-identical-files same twin
  check 1 $'same\ntwin\n\nother' '' same twin other
}

check_paths() {
  check 0 '' '' ./left/changed 'left\changed'
  check 1 'left\changed right\changed differ: byte 7, line 2' '' 'left\changed' 'right\changed'
  check 0 '' '' "left/größe 日本 😀" same
  check 1 "left/größe 日本 😀 other differ: byte 7, line 2" '' "left/größe 日本 😀" other
  check 0 '' '' same 'file:///'"$(windows_path "$PWD/twin")"
  check 0 '' '' same "$(windows_path "$PWD/twin")"
  check 2 '' 'größe: No such file or directory' same größe
}

# A path with its drive.
windows_path() {
  if ((${#runner[@]})); then
    printf 'Z:%s' "$1"
  else
    cygpath -m "$1"
  fi
}

check_streams() {
  check 0 '' '' - same <twin
  check 1 '- other differ: byte 7, line 2' '' - other <same
  check 0 '' '' - same < <(cat same)
  check 1 '- other differ: byte 7, line 2' '' - other < <(cat same)
  check 1 '' 'EOF on short after byte 4, line 1' - short < <(cat same)
  check 1 'same other differ: byte 7, line 2' '' --pairs=- < <(printf 'same\ttwin\nsame\tother\n')
}

check_trees() {
  local nothing='"errors":0,"excluded":0'
  check 1 $'Only in left: alone\nFiles left/changed and right/changed differ' '' left right
  check 0 '' '' left/sub right/sub
  check 0 '' '' left left
  check 1 '' '' -s left right
  check_part 1 '{"v":1,"type":"entry","path":"changed","status":"differ","reason":"content"' \
    --json left right
  check_part 1 "\"same\":2,\"differ\":1,\"only_left\":1,\"only_right\":0,$nothing" --json left right
  check 1 '' '' --combined=list.txt -s left right
  checks=$((checks + 1))
  [[ $(<list.txt) == *'* changed'* ]] || wrong "--combined wrote '$(<list.txt)'"
  [[ $(<list.txt) == *'= größe 日本 😀'* ]] || wrong "--combined wrote '$(<list.txt)'"
}

check_urls() {
  local server base
  printf '%s\n' 'import functools, http.server as s, pathlib, sys' \
    'handler = functools.partial(s.SimpleHTTPRequestHandler, directory="right")' \
    'server = s.ThreadingHTTPServer(("127.0.0.1", 0), handler)' \
    'pathlib.Path("port.new").write_text(str(server.server_port))' \
    'pathlib.Path("port.new").rename("port")' \
    'server.serve_forever()' >server.py
  python3 server.py 2>server.log &
  server=$!
  # The port is there as soon as connections are taken.
  until [[ -e port ]]; do
    kill -0 "$server" || return
    sleep 0.05
  done
  base=http://127.0.0.1:$(<port)
  check 0 '' '' same "$base/sub/file"
  check 1 "same $base/changed differ: byte 7, line 2" '' same "$base/changed"
  check 2 '' 'the server answered 404' same "$base/none"
  check 2 '' 'the address is not public' --public-only same "$base/sub/file"
  check 1 $'Only in left: alone\nFiles left/changed and '"$base/changed differ" '' left "$base/"
  kill "$server"
  wait "$server" 2>/dev/null
  check 2 '' 'Connection refused' same "$base/same"
}

# Libraries that are not there are told, and nothing is called the same.
check_libraries() {
  local version
  version=$(komparu --version 2>&1)
  if [[ $version == *'no libcurl'* ]]; then
    check 2 '' 'libcurl cannot be loaded' same http://127.0.0.1:9/same
  else
    check_urls
  fi
  tar -C left -cf left.tar .
  if [[ $version == *'no libarchive'* ]]; then
    check 2 '' 'libarchive cannot be loaded' left.tar left
  else
    check 0 '' '' left.tar left
    check_part 1 'alone' left.tar right
  fi
}

cd "$scratch" || exit 2
make_files
check_answers </dev/null
check_files </dev/null
check_paths </dev/null
check_streams
check_trees </dev/null
check_libraries </dev/null
if ((failures)); then
  printf 'windows_command: %d of %d checks failed\n' "$failures" "$checks" >&2
  exit 1
fi
printf 'windows_command: %d checks passed\n' "$checks"
