// SPDX-License-Identifier: MIT
#ifndef KOMPARU_ARCHIVE_TAR_INPUT_H_
#define KOMPARU_ARCHIVE_TAR_INPUT_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "archive/feed.h"

namespace komparu::archive {

inline constexpr std::size_t kTarBlock = 512;

// The bytes of a tar archive in order. Only a block that two reads have cut in two is copied.
class TarInput : public ByteInput {
 public:
  using ByteInput::ByteInput;

  // As some(), but the end is Error (bad_archive): the archive is cut off.
  std::span<const std::byte> require(std::uint64_t most);

  // The next 512 bytes, fewer only at the end. Valid until the next call of any function.
  std::span<const std::byte> block();

  // Passes over bytes. Throws Error (bad_archive) if there are not so many.
  void pass(std::uint64_t count);

 private:
  std::string joined_;  // a block out of two reads
};

// The content of one header that is about another one, byte by byte: pax records, a long name.
class TarBody {
 public:
  // `size` bytes follow, and zeros up to the end of their last block. `input` must outlive it.
  TarBody(TarInput& input, std::uint64_t size);

  std::uint64_t left() const { return left_; }
  char byte();
  // The next `length` bytes, which the caller has held against a limit. Memory is taken as they
  // come, not as they are declared.
  std::string text(std::uint64_t length);
  void skip(std::uint64_t length);

  // Passes over what is left, and what fills the last block.
  void end();

 private:
  std::span<const std::byte> take(std::uint64_t most);

  TarInput& input_;
  std::uint64_t left_;
  const std::uint64_t padding_;
  std::span<const std::byte> ahead_;
};

// How many bytes fill up the last block of so many.
constexpr std::uint64_t tar_padding(std::uint64_t size) {
  return (kTarBlock - size % kTarBlock) % kTarBlock;
}

}  // namespace komparu::archive

#endif  // KOMPARU_ARCHIVE_TAR_INPUT_H_
