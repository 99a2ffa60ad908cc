#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# usage: tests/package/fresh_system.sh KOMPARU.deb LIBKOMPARU-DEV.deb
# Installs the packages in a Debian system that holds nothing else, uses and removes them. Wants root.
set -euo pipefail

say() { printf 'fresh_system: %s\n' "$*" >&2; }

fail() {
  say "$*"
  exit 1
}

fresh=$(mktemp -d)
cleanup() {
  umount "$fresh/proc" 2>/dev/null || true
  rm -rf --one-file-system "$fresh"
}
trap cleanup EXIT

# The release and the mirror of this very system.
# shellcheck disable=SC1091
release=$(. /etc/os-release && echo "$VERSION_CODENAME")
# shellcheck disable=SC2016
mirror=$(apt-get indextargets --format '$(REPO_URI) $(CODENAME)' 'Created-By: Packages' |
  awk -v release="$release" '$2 == release && $1 ~ /\/debian\/$/ { print $1; exit }')
say "making one of Debian $release"
debootstrap --variant=minbase "$release" "$fresh" "${mirror:-}" >"$fresh.log" 2>&1 || {
  cat "$fresh.log" >&2
  fail "debootstrap failed"
}
rm -f "$fresh.log"
mount -t proc proc "$fresh/proc"
inside() { chroot "$fresh" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C.UTF-8 "$@"; }

list_files() { (cd "$fresh" && find usr etc -not -name '*.cache' -not -path 'usr/share/doc/*' | sort); }

cp "$@" "$fresh/srv/"
names=("${@##*/}")
list_files >"$fresh/srv/before"

say "installing"
inside env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \
  "${names[@]/#//srv/}" >"$fresh/srv/log" 2>&1 || {
  cat "$fresh/srv/log" >&2
  fail "the packages cannot be installed"
}

say "using"
inside sh -ec '
  mkdir /srv/left /srv/right
  echo one >/srv/left/file
  cp -r /srv/left/. /srv/right
  komparu /srv/left /srv/right
  tar czf /srv/right.tar.gz -C /srv/right .
  komparu /srv/left /srv/right.tar.gz
  echo two >/srv/right/file
  if komparu -s /srv/left /srv/right; then exit 1; fi
  komparu --version | grep -q libarchive
  test -s /usr/share/bash-completion/completions/komparu
  test -s /usr/share/zsh/vendor-completions/_komparu
  test -s /usr/share/fish/vendor_completions.d/komparu.fish
  test -s /usr/share/man/man1/komparu.1.gz
  test -s /usr/include/komparu/komparu.h
' || fail "the installed command does not work"

said=$(inside komparu --version | sed -n '1s/^komparu //p')
for package in komparu libkomparu-dev; do
  # shellcheck disable=SC2016
  packed=$(inside dpkg-query -W -f '${Version}' "$package")
  [[ $packed == "$said"-* ]] || fail "$package is $packed, the command $said"
done

say "removing"
inside apt-get purge -y komparu libkomparu-dev >"$fresh/srv/log" 2>&1 || fail "cannot be removed"
inside env DEBIAN_FRONTEND=noninteractive apt-get autoremove -y --purge >"$fresh/srv/log" 2>&1
left_behind=$(list_files | comm -13 "$fresh/srv/before" - | grep komparu || true)
[[ -z $left_behind ]] || fail "left behind: $left_behind"
say "installed, used and removed: 1 passed"
