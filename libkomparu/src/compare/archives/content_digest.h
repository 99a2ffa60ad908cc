// SPDX-License-Identifier: MIT
#ifndef KOMPARU_COMPARE_ARCHIVES_CONTENT_DIGEST_H_
#define KOMPARU_COMPARE_ARCHIVES_CONTENT_DIGEST_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

#include "archive/digest.h"

namespace komparu {

using Digest = std::array<std::byte, 32>;

// The digest of a content, the same whether its zeros are told as holes or delivered: blocks of
// zeros are counted, not hashed, so that a hole of any size costs nothing. Throws what
// archive::Sha256 does.
class ContentDigest {
 public:
  void update(std::span<const std::byte> bytes);
  void update_zeros(std::uint64_t count);
  Digest finish();

 private:
  static constexpr std::size_t kBlock = 4096;

  void add_blocks(std::span<const std::byte> blocks);
  void add_run(bool zeros, std::uint64_t blocks);
  void close_run();

  // Which blocks are zeros, as lengths of runs; and the bytes of the others. Together they are the
  // content and nothing else is.
  archive::Sha256 layout_;
  archive::Sha256 data_;
  std::unique_ptr<std::array<std::byte, kBlock>> block_;  // the one that is being filled
  std::size_t filled_ = 0;
  bool zeros_ = false;
  std::uint64_t run_ = 0;  // blocks
};

}  // namespace komparu

#endif  // KOMPARU_COMPARE_ARCHIVES_CONTENT_DIGEST_H_
