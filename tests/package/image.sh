#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# usage: tests/package/image.sh
# Carries out the steps of the Dockerfile without a container engine, each stage in a Debian of its own,
# and looks at what the image would hold. Takes as long as a build does; wants root and debootstrap.
set -euo pipefail

say() { printf 'image: %s\n' "$*" >&2; }

fail() {
  say "$*"
  exit 1
}

source=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
made=$(mktemp -d)
trap 'rm -rf --one-file-system "$made"' EXIT

# The image that both stages start from: the smallest Debian, which is what -slim is but for its
# documentation.
base() {
  local mirror codename
  case $1 in
    debian:12-slim) codename=bookworm ;;
    debian:13-slim) codename=trixie ;;
    *) fail "FROM $1 is not known here" ;;
  esac
  [[ ! -e $made/base ]] || return 0
  # shellcheck disable=SC2016
  mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' |
    awk '/\/debian\/$/ { print $1; exit }')
  say "making Debian $codename"
  debootstrap --variant=minbase "$codename" "$made/base" "${mirror:-}" >"$made/log" 2>&1 || {
    cat "$made/log" >&2
    fail "debootstrap failed"
  }
}

# Runs a shell line in a stage, in its working directory; what is mounted there is gone with it.
# usage: inside STAGE USER DIRECTORY LINE [HOST-PATH TARGET]...
inside() {
  local stage=$1 user=$2 directory=$3 line=$4
  shift 4
  # shellcheck disable=SC2016
  unshare --mount --pid --fork --kill-child bash -ec '
    root=$1 user=$2 directory=$3 line=$4
    shift 4
    mount -t proc proc "$root/proc"
    mount --rbind /dev "$root/dev"
    while (($#)); do
      mkdir -p "$root$2"
      mount --bind "$1" "$root$2"
      shift 2
    done
    exec chroot --userspec="$user" "$root" env -i HOME=/ DEBIAN_FRONTEND=noninteractive \
      ${CMAKE_BUILD_PARALLEL_LEVEL:+CMAKE_BUILD_PARALLEL_LEVEL="$CMAKE_BUILD_PARALLEL_LEVEL"} \
      PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
      sh -c "cd \"\$1\" && eval \"\$2\"" sh "$directory" "$line"
  ' bash "$made/$stage" "$user" "$directory" "$line" "$@" </dev/null
}

# What of the sources a build sees: .dockerignore names it.
context() {
  local name
  mkdir "$made/context"
  sed -n 's/^!//p' "$source/.dockerignore" | while IFS= read -r name; do
    cp -r "$source/$name" "$made/context/"
  done
}

# `name` of --mount=type=bind,name=value,...
of_mount() { sed -n "s/.*--mount=[^ ]*\\b$1=\\([^, ]*\\).*/\\1/p" <<<"$2"; }

copy() {
  local stage=$1 words=("${@:2}") target source_name
  target=$made/$stage${words[-1]}
  mkdir -p "$(dirname "$target")"
  for source_name in "${words[@]:0:${#words[@]}-1}"; do
    if [[ -d $made/context/$source_name ]]; then
      # The content of a directory, not the directory, as COPY does.
      mkdir -p "$target"
      cp -r "$made/context/$source_name/." "$target"
    else
      [[ ${words[-1]} != */ ]] || mkdir -p "$target"
      cp "$made/context/$source_name" "$target"
    fi
  done
}

run_step() {
  local rest=$1 mounts=()
  if [[ $rest == --mount=* ]]; then
    mounts=("$made/$(of_mount from "$rest")$(of_mount source "$rest")" "$(of_mount target "$rest")")
    rest=${rest#* }
  fi
  say "$stage: ${rest:0:70}"
  inside "$stage" "$user" "$directory" "$rest" "${mounts[@]}" >"$made/log" 2>&1 || {
    cat "$made/log" >&2
    fail "failed: $rest"
  }
}

context
stage='' user=root directory=/ entrypoint=''
while read -r instruction rest; do
  case $instruction in
    FROM)
      base "${rest%% *}"
      stage=final user=root directory=/
      [[ $rest != *' AS '* ]] || stage=${rest##* }
      cp -a "$made/base" "$made/$stage"
      ;;
    RUN) run_step "$rest" ;;
    COPY)
      read -ra words <<<"$rest"
      copy "$stage" "${words[@]}"
      ;;
    WORKDIR)
      directory=$rest
      mkdir -p "$made/$stage$rest"
      ;;
    USER) user=$rest ;;
    ENTRYPOINT)
      entrypoint=${rest#\[\"}
      entrypoint=${entrypoint%\"\]}
      ;;
    LABEL) ;;
    *) fail "$instruction is not known here" ;;
  esac
done < <(sed -e '/^#/d' -e '/^$/d' -e ':join' -e '/\\$/ { N; s/\\\n *//; b join; }' "$source/Dockerfile")

say "looking at what was made"
image=$made/final
[[ $user != root && $directory == /data && $entrypoint == komparu ]] ||
  fail "runs $entrypoint in $directory as $user"
grep -qE "^$user:[^:]*:[1-9][0-9]*:.*:/usr/sbin/nologin$" "$image/etc/passwd" ||
  fail "$user may log in, or is root"
[[ -s $image/etc/ssl/certs/ca-certificates.crt ]] || fail "holds no certificates"
[[ -z $(ls -A "$image/var/lib/apt/lists") ]] || fail "holds the lists of apt"
[[ -z $(ls -A "$image/package" 2>/dev/null) ]] || fail "holds the package that it was made of"
for tool in g++ cmake ninja; do
  [[ ! -e $image/usr/bin/$tool ]] || fail "holds $tool"
done

mkdir -p "$made/data/before" "$made/data/after"
echo one | tee "$made/data/before/file" >"$made/data/after/file"
chmod -R a+rX "$made/data"
says() { inside final "$user" "$directory" "$entrypoint $*" "$made/data" /data; }
version=$("$source/dev" version)
[[ $(says --version) == "komparu $version"*libcurl*libarchive* ]] || fail "says: $(says --version)"
says before after || fail "finds a difference where there is none"
echo two >"$made/data/after/file"
status=0
said=$(says before after) || status=$?
[[ $status -eq 1 && $said == 'Files before/file and after/file differ' ]] || fail "says: $said"
say "made and used: 1 passed"
