// SPDX-License-Identifier: MIT
#include "compare/bytes/bytes.h"

#include <algorithm>
#include <array>
#include <cstring>

namespace komparu {

namespace {
constexpr std::byte kNewline{'\n'};
}

// memcmp tells that bytes differ but not where; halving finds the place in what is cached by then.
std::size_t first_difference(Bytes left, Bytes right) {
  constexpr std::size_t kFewBytes = 64;
  std::size_t length = std::min(left.size(), right.size());
  if (length == 0 || std::memcmp(left.data(), right.data(), length) == 0) return length;
  std::size_t from = 0;
  while (length > kFewBytes) {
    const std::size_t half = length / 2;
    if (std::memcmp(left.data() + from, right.data() + from, half) == 0) {
      from += half;
      length -= half;
    } else {
      length = half;
    }
  }
  while (left[from] == right[from]) ++from;
  return from;
}

// Independent byte-wide counters side by side are what compilers turn into vector instructions.
std::uint64_t count_newlines(Bytes bytes) {
  constexpr std::size_t kLanes = 64;
  constexpr std::size_t kRounds = 255;  // more would overflow a lane
  std::uint64_t lines = 0;
  while (bytes.size() >= kLanes) {
    std::array<unsigned char, kLanes> lanes{};
    const std::size_t rounds = std::min(bytes.size() / kLanes, kRounds);
    for (std::size_t round = 0; round < rounds; ++round) {
      const std::byte* const row = bytes.data() + round * kLanes;
      for (std::size_t lane = 0; lane < kLanes; ++lane) {
        lanes[lane] = static_cast<unsigned char>(lanes[lane] + (row[lane] == kNewline ? 1 : 0));
      }
    }
    for (const unsigned char lane : lanes) lines += lane;
    bytes = bytes.subspan(rounds * kLanes);
  }
  return lines + static_cast<std::uint64_t>(std::count(bytes.begin(), bytes.end(), kNewline));
}

}  // namespace komparu
