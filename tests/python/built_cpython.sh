#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Builds CPython from Debian's own source package and runs tests/python there: what no
# distribution ships yet can be tried by anyone. Takes a while; no part of the usual tests.
set -euo pipefail

usage() {
  cat <<'USAGE'
usage: tests/python/built_cpython.sh [-v VERSION] [-s SUITE] free-threaded|jit DIRECTORY
                                     [PYTEST_ARGUMENT]...

Builds CPython VERSION (3.14) from Debian SUITE (testing) in DIRECTORY, without the GIL
(free-threaded) or with its experimental JIT compiler (jit), installs the package of this source
tree into a virtual environment of it and runs the tests. What is in DIRECTORY from an earlier run
is used again. Wants Debian, and root or sudo to install what CPython is built with.
USAGE
}

version=3.14
suite=testing
while getopts :v:s: option; do
  case $option in
    v) version=$OPTARG ;;
    s) suite=$OPTARG ;;
    *) break ;;
  esac
done
shift $((OPTIND - 1))

case ${1-} in
  free-threaded) options=(--disable-gil) ;;
  jit) options=(--enable-experimental-jit) ;;
  *)
    usage >&2
    exit 2
    ;;
esac
[[ -n ${2-} ]] || {
  usage >&2
  exit 2
}
kind=$1
source_tree=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
mkdir -p "$2"
directory=$(cd "$2" && pwd)
shift 2

python=$directory/$kind/bin/python$version
as_root=()
if ((EUID != 0)); then as_root=(sudo); fi

say() { printf 'built_cpython: %s\n' "$*" >&2; }

install_packages() {
  local packages=(dpkg-dev build-essential pkg-config zlib1g-dev libssl-dev libffi-dev libbz2-dev
    liblzma-dev libsqlite3-dev libreadline-dev libexpat1-dev uuid-dev libcurl4-openssl-dev
    libarchive-dev libisal-dev libfmt-dev libcli11-dev libutf8proc-dev nlohmann-json3-dev cmake
    ninja-build)
  # The JIT is made of stencils by one release of LLVM only.
  if [[ $kind == jit ]]; then
    case $version in
      3.13) packages+=(clang-18 llvm-18) ;;
      3.14) packages+=(clang-19 llvm-19) ;;
      *) packages+=(clang-21 llvm-21) ;;
    esac
  fi
  say "installing what it is built with"
  "${as_root[@]}" apt-get update >/dev/null
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \
    "${packages[@]}" >/dev/null
}

# The mirror that this system installs from, asked for a source package of another suite, without
# a change to the system's own lists.
fetch_source() {
  local apt=$directory/apt mirror
  # shellcheck disable=SC2016
  mirror=$(apt-get indextargets --format '$(SITE) $(REPO_URI)' 'Created-By: Packages' |
    awk '$2 ~ /\/debian\/$/ { print $2; exit }')
  [[ -n $mirror ]] || {
    say "this system has no Debian mirror"
    exit 1
  }
  mkdir -p "$apt/lists/partial" "$apt/cache/archives/partial"
  printf 'deb-src [signed-by=%s] %s %s main\n' \
    /usr/share/keyrings/debian-archive-keyring.gpg "$mirror" "$suite" >"$apt/sources.list"
  local private=(-o "Dir::Etc::SourceList=$apt/sources.list" -o Dir::Etc::SourceParts=/dev/null
    -o "Dir::State::Lists=$apt/lists" -o "Dir::Cache=$apt/cache" -o APT::Sandbox::User=root)
  apt-get "${private[@]}" update >/dev/null
  (cd "$directory" && apt-get "${private[@]}" --download-only source "python$version" >/dev/null)
  rm -rf "$directory/source"
  dpkg-source --no-check --skip-patches -x "$directory/python${version}_"*.dsc "$directory/source" \
    >/dev/null
}

build_python() {
  [[ -d $directory/source ]] || fetch_source
  say "building CPython $version ($kind)"
  mkdir -p "$directory/build-$kind"
  (
    cd "$directory/build-$kind"
    ../source/configure --prefix="$directory/$kind" "${options[@]}" \
      >configure.log 2>&1
    make -j "$(nproc)" >make.log 2>&1
    make install >install.log 2>&1
  ) || {
    say "failed; the logs are in $directory/build-$kind"
    exit 1
  }
}

[[ -x $python ]] || {
  install_packages
  build_python
}

environment=$directory/venv-$kind
rm -rf "$environment"
"$python" -m venv "$environment"
say "installing the package"
"$environment/bin/pip" install --quiet pytest pytest-httpserver "$source_tree"
if [[ $kind == jit ]]; then export PYTHON_JIT=1; else export PYTHON_GIL=0; fi
cd "$directory"
"$environment/bin/python" - <<'CHECK'
import sys
import sysconfig

import komparu

print("GIL:", getattr(sys, "_is_gil_enabled", lambda: True)())
print("JIT:", sys._jit.is_enabled() if hasattr(sys, "_jit") else False)
print(sys.version, sysconfig.get_config_var("CONFIG_ARGS"), komparu.__version__)
CHECK
KOMPARU_SOURCE_DIR=$source_tree PYTHONDONTWRITEBYTECODE=1 exec "$environment/bin/python" \
  -m pytest -p no:cacheprovider "$source_tree/tests/python" "$@"
