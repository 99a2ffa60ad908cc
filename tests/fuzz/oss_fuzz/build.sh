#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Builds the fuzz targets into $OUT, each with its seeds. OSS-Fuzz sets SRC, WORK, OUT, CC, CXX,
# CFLAGS, CXXFLAGS and LIB_FUZZING_ENGINE; elsewhere clang's own libFuzzer will do:
#
#   export SRC=... WORK=... OUT=... CC=clang CXX=clang++ LIB_FUZZING_ENGINE=-fsanitize=fuzzer \
#     CXXFLAGS="-O1 -g -fsanitize=address,fuzzer-no-link"
#
# The machine that runs the targets has none of the libraries. Those that are loaded when they are
# needed, and what they need, go to $OUT/lib, where a target looks first.
set -euo pipefail
source=$SRC/komparu
build=$WORK/komparu

cmake -S "$source" -B "$build" -G Ninja -DCMAKE_BUILD_TYPE=None \
  -DCMAKE_EXE_LINKER_FLAGS="-Wl,--disable-new-dtags,-rpath,\$ORIGIN/lib" \
  -DCMAKE_BUILD_WITH_INSTALL_RPATH=ON \
  -DKOMPARU_BUILD_FUZZERS=ON -DKOMPARU_FUZZING_ENGINE="$LIB_FUZZING_ENGINE" \
  -DKOMPARU_BUILD_TESTS=OFF -DKOMPARU_BUILD_BENCHMARKS=OFF -DKOMPARU_BUILD_PYTHON=OFF \
  -DKOMPARU_INSTALL=OFF -DKOMPARU_HARDENING=OFF
ninja -C "$build" fuzzers

mkdir -p "$OUT/lib"
for library in libarchive.so.13 libz.so.1 libcrypto.so.3 libisal.so.2; do
  path=$(ldconfig -p | awk -v name="$library" '$1 == name { print $NF; exit }')
  cp "$path" "$OUT/lib/"
  ldd "$path" | awk '$3 ~ /^\// { print $3 }' | grep -vE '/lib(c|m|dl|pthread|rt)\.so' |
    xargs -r cp -t "$OUT/lib"
done
for seeds in "$source"/tests/fuzz/seeds/*/; do
  target=$(basename "$seeds")
  cp "$build/tests/fuzz/$target" "$OUT/"
  (cd "$seeds" && zip -q "$OUT/${target}_seed_corpus.zip" ./*)
  printf '[libfuzzer]\nmax_len = 32768\ntimeout = 10\n' >"$OUT/$target.options"
done
