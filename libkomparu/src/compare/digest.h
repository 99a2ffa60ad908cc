// SPDX-License-Identifier: MIT
#ifndef KOMPARU_COMPARE_DIGEST_H_
#define KOMPARU_COMPARE_DIGEST_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>

#include "archive/digest.h"
#include "compare/bytes/workplace.h"
#include "komparu/digest.h"
#include "komparu/options.h"
#include "komparu/reader.h"
#include "komparu/result.h"
#include "komparu/stop.h"

namespace komparu {

// A content that is to be compared: by its digest, or by its bytes; the other one is null.
struct Known {
  const Digest* digest = nullptr;
  Reader* reader = nullptr;
};

// If it is known for sure.
std::optional<std::uint64_t> length_of(const Known& content);

// Judges two contents of which at least one is known by its digest; the bytes of the other are
// hashed. Throws Error: unsupported if the digests cannot be held against each other, weak_digest
// if they do not prove that the contents are the same, and what reading throws, with its side.
ByteResult compare_by_digest(const Known& left, const Known& right, const CompareOptions& options,
                             const Until& until, Scratch& scratch);

// The same for two digests of one algorithm; lengths, where both are known, decide first.
std::optional<Difference> difference_of(const Digest& left, const Digest& right,
                                        bool weak_digests = false);

// The digest of a content, the same whether its zeros are told as holes or delivered: blocks of
// zeros are counted, not hashed, so that a hole of any size costs nothing. Throws what
// archive::Sha256 does.
class ContentDigest {
 public:
  void update(std::span<const std::byte> bytes);
  void update_zeros(std::uint64_t count);
  archive::Sha256::Value finish();

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

#endif  // KOMPARU_COMPARE_DIGEST_H_
