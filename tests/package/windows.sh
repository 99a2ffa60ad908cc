#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# usage: tests/package/windows.sh [DIRECTORY]
# Builds the library, the command and the unit tests for Windows with Debian's mingw-w64, and runs
# what was built under Wine if there is a wine64. A DIRECTORY is kept, and used again if it is there
# already. Installs what is missing, for which it wants root.
# KOMPARU_WINDOWS_STEPS: prepare, build, test or several of them, by default all.
set -euo pipefail

say() { printf 'windows: %s\n' "$*" >&2; }

source=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
if [[ -n ${1-} ]]; then
  mkdir -p "$1"
  work=$(cd "$1" && pwd)
else
  work=$(mktemp -d)
  trap 'rm -rf --one-file-system "$work"' EXIT
fi
steps=" ${KOMPARU_WINDOWS_STEPS:-prepare build test} "
prefix=$work/prefix
build=$work/build
wine=

packages=(cmake ninja-build g++-mingw-w64-x86-64-posix libz-mingw-w64-dev dpkg-dev libfmt-dev
  libcli11-dev nlohmann-json3-dev catch2 libcurl4-openssl-dev libarchive-dev libssl-dev
  python3-pytest)

# Runs a command whose output matters only if it fails.
quietly() {
  local log status=0
  log=$(mktemp)
  "$@" >"$log" 2>&1 </dev/null || status=$?
  if ((status != 0)); then
    cat "$log" >&2
    say "failed: $*"
  fi
  rm -f "$log"
  return "$status"
}

need() {
  local package status missing=()
  for package in "$@"; do
    status=$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null) || status=unknown
    [[ $status == installed ]] || missing+=("$package")
  done
  ((${#missing[@]})) || return 0
  say "installing ${missing[*]}"
  quietly apt-get update
  quietly env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \
    "${missing[@]}"
}

# The source of a Debian package, without a line in the system's own lists.
fetch_source() {
  local mirror suite apt
  # shellcheck disable=SC2016
  read -r mirror suite < <(apt-get indextargets --format '$(REPO_URI) $(CODENAME)' \
    'Created-By: Packages' | awk '$1 ~ /\/debian\/$/ && $2 !~ /-/')
  mkdir -p "$work/apt/lists/partial" "$work/apt/archives/partial"
  echo "deb-src [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror $suite main" \
    >"$work/apt/sources.list"
  apt=(apt-get -o "Dir::Etc::SourceList=$work/apt/sources.list" -o Dir::Etc::SourceParts=-
    -o "Dir::State::Lists=$work/apt/lists" -o "Dir::Cache=$work/apt"
    -o Acquire::Check-Valid-Until=false -o APT::Sandbox::User=)
  quietly "${apt[@]}" update
  (cd "$work" && quietly "${apt[@]}" source "$1")
}

# Tells CMake of a library that is nothing but headers.
headers_only() {
  local name=$1 target=$2
  mkdir -p "$prefix/lib/cmake/$name"
  cat >"$prefix/lib/cmake/$name/${name}Config.cmake" <<CMAKE
if(NOT TARGET $target)
  add_library($target INTERFACE IMPORTED)
  set_target_properties($target PROPERTIES
    INTERFACE_INCLUDE_DIRECTORIES "$prefix/include"
    INTERFACE_COMPILE_DEFINITIONS "${3-}")
endif()
CMAKE
}

# The host's own headers cannot be searched, since those of its C library lie among them: those that
# serve every system are copied.
copy_headers() {
  local machine
  machine=$(dpkg-architecture -qDEB_HOST_MULTIARCH)
  mkdir -p "$prefix/include"
  cp -rL /usr/include/{fmt,CLI,nlohmann,catch2,archive.h,archive_entry.h} "$prefix/include"
  cp -rL "/usr/include/$machine/curl" /usr/include/openssl "$prefix/include"
  cp -rL "/usr/include/$machine/openssl/." "$prefix/include/openssl"
  headers_only fmt fmt::fmt-header-only FMT_HEADER_ONLY=1
  headers_only CLI11 CLI11::CLI11
  headers_only nlohmann_json nlohmann_json::nlohmann_json
}

compile_utf8proc() {
  local directory
  fetch_source utf8proc
  directory=$(find "$work" -maxdepth 1 -type d -name 'utf8proc-*')
  x86_64-w64-mingw32-gcc-posix -O2 -DUTF8PROC_STATIC -c "$directory/utf8proc.c" \
    -o "$work/utf8proc.o"
  mkdir -p "$prefix/lib"
  x86_64-w64-mingw32-ar rcs "$prefix/lib/libutf8proc.a" "$work/utf8proc.o"
  cp "$directory/utf8proc.h" "$prefix/include"
}

compile_catch() {
  printf '#define CATCH_CONFIG_MAIN\n#include <catch2/catch.hpp>\n' >"$work/catch_main.cc"
  x86_64-w64-mingw32-g++-posix -std=c++20 -O1 "-I$prefix/include" -c "$work/catch_main.cc" \
    -o "$work/catch_main.o"
  x86_64-w64-mingw32-ar rcs "$prefix/lib/libCatch2WithMain.a" "$work/catch_main.o"
  headers_only Catch2 Catch2::Catch2WithMain
  cat >>"$prefix/lib/cmake/Catch2/Catch2Config.cmake" <<CMAKE
set_target_properties(Catch2::Catch2WithMain PROPERTIES
  INTERFACE_LINK_LIBRARIES "$prefix/lib/libCatch2WithMain.a")
CMAKE
}

prepare() {
  need "${packages[@]}"
  [[ ! -e $prefix/complete ]] || return 0
  say "preparing what the build needs"
  copy_headers
  compile_utf8proc
  compile_catch
  touch "$prefix/complete"
}

build() {
  say "building"
  quietly cmake -S "$source" -B "$build" -G Ninja -DCMAKE_BUILD_TYPE=Release \
    -DCMAKE_TOOLCHAIN_FILE="$source/cmake/toolchains/mingw-w64.cmake" \
    -DKOMPARU_WINDOWS_PREFIX="$prefix" -DKOMPARU_WARNINGS_AS_ERRORS=ON \
    -DKOMPARU_BUILD_BENCHMARKS=OFF
  quietly cmake --build "$build" -j "${JOBS:-$(nproc)}" --target komparu komparu_unit
  # Libraries are looked for beside the program.
  cp /usr/x86_64-w64-mingw32/lib/zlib1.dll "$build/apps/komparu"
  cp /usr/x86_64-w64-mingw32/lib/zlib1.dll "$build/tests/unit"
}

emulated() {
  LC_ALL=C.UTF-8 WINEDEBUG=-all WINEPREFIX=$work/wine timeout 600 "$wine" "$@"
}

# Debian has no libarchive for mingw-w64: the tests of archives want one and are left out.
test_emulated() {
  wine=$(command -v wine64 || command -v wine) || {
    say "there is no wine64: nothing was run"
    return 0
  }
  say "running the unit tests but those of archives"
  emulated "$build/tests/unit/komparu_unit.exe" '~[archive]' | tail -n 4
  say "running the command"
  WINEPREFIX=$work/wine "$source/tests/package/windows_command.sh" \
    "$build/apps/komparu/komparu.exe" "$wine"
}

[[ $steps != *' prepare '* ]] || prepare
[[ $steps != *' build '* ]] || build
[[ $steps != *' test '* ]] || test_emulated
