#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# usage: tests/package/newer_system.sh [SUITE [DIRECTORY]]
# Builds and tests this source tree in a Debian SUITE (default: testing) of its own, with the
# compilers and libraries of that suite. A DIRECTORY is kept, and used again if it is there already.
# Wants root. CTEST_OPTIONS, DEV_PRESET: what ./dev test is given, by default -L 'unit|cli|python',
# release.
set -euo pipefail

say() { printf 'newer_system: %s\n' "$*" >&2; }

suite=${1:-testing}
source=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
if [[ -n ${2-} ]]; then
  mkdir -p "$2"
  system=$(cd "$2" && pwd)
else
  system=$(mktemp -d)
  trap 'rm -rf --one-file-system "$system"' EXIT
fi

# What is mounted for a command is gone with it: the mounts are those of its own namespace.
inside() {
  # shellcheck disable=SC2016
  unshare --mount --pid --fork --kill-child sh -ec '
    mount -t proc proc "$0/proc"
    mount --rbind /dev "$0/dev"
    exec chroot "$0" "$@"
  ' "$system" env -i HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C.UTF-8 "$@"
}

if [[ ! -e $system/etc/debian_version ]]; then
  # shellcheck disable=SC2016
  mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' |
    awk '/\/debian\/$/ { print $1; exit }')
  say "making one of Debian $suite"
  log=$(mktemp)
  debootstrap --variant=minbase "$suite" "$system" "${mirror:-}" >"$log" 2>&1 || {
    cat "$log" >&2
    rm -f "$log"
    say "debootstrap failed"
    exit 2
  }
  rm -f "$log"
  # The lists of a snapshot may be older than they say they are good for.
  echo 'Acquire::Check-Valid-Until "false";' >"$system/etc/apt/apt.conf.d/99snapshot"
fi

# What ./dev needs there it installs by itself.
say "copying the source"
mkdir -p "$system/komparu"
find "$system/komparu" -mindepth 1 -maxdepth 1 -not -name build -exec rm -rf {} +
tar -C "$source" --exclude=./build --exclude=./.git --exclude=__pycache__ -cf - . |
  tar -C "$system/komparu" --no-same-owner -xf -

read -ra options <<<"${CTEST_OPTIONS:--L unit|cli|python}"
say "building and testing"
status=0
inside bash -c 'cd /komparu && exec ./dev test "$@"' bash "${DEV_PRESET:-release}" \
  "${options[@]}" </dev/null || status=$?
# shellcheck disable=SC2016
inside dpkg-query -W -f '${Package} ${Version}\n' g++ catch2 libfmt-dev libcli11-dev \
  libcurl4-openssl-dev libarchive-dev libutf8proc-dev nlohmann-json3-dev | sed 's/^/with /'
exit "$status"
