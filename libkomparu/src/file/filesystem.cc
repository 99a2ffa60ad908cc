// SPDX-License-Identifier: MIT
// Remembers what filesystems were said to be like.
#include <array>
#include <atomic>
#include <cstdint>

#include "file/system.h"

namespace komparu::file {

namespace {

// One slot of the cache: the device's number above, the traits in the low bits. Device numbers use
// 32 bits on Linux; one that does not fit is asked for every time.
constexpr std::uint64_t kKnown = 16;

std::uint64_t pack(std::uint64_t device, const FilesystemTraits& traits) {
  return device << 8 | kKnown | (traits.generated ? 1u : 0u) | (traits.honest_sizes ? 2u : 0u) |
         (traits.unique_inodes ? 4u : 0u) | (traits.reports_holes ? 8u : 0u);
}

FilesystemTraits unpack(std::uint64_t slot) {
  return {.generated = (slot & 1) != 0,
          .honest_sizes = (slot & 2) != 0,
          .unique_inodes = (slot & 4) != 0,
          .reports_holes = (slot & 8) != 0};
}

}  // namespace

FilesystemTraits traits_of_filesystem(int fd, std::uint64_t device) {
  static std::array<std::atomic<std::uint64_t>, 64> cache{};
  if (device >> 56 != 0) return ask_filesystem(fd);
  std::atomic<std::uint64_t>& slot = cache[device % cache.size()];
  const std::uint64_t known = slot.load(std::memory_order_relaxed);
  if ((known & kKnown) != 0 && known >> 8 == device) return unpack(known);
  const FilesystemTraits traits = ask_filesystem(fd);
  slot.store(pack(device, traits), std::memory_order_relaxed);
  return traits;
}

}  // namespace komparu::file
