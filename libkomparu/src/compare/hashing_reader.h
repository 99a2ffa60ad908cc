// SPDX-License-Identifier: MIT
// Hashes a content while something else reads it.
#ifndef KOMPARU_COMPARE_HASHING_READER_H_
#define KOMPARU_COMPARE_HASHING_READER_H_

#include <cstddef>
#include <cstdint>
#include <exception>
#include <optional>
#include <span>

#include "archive/digest.h"
#include "compare/bytes/workplace.h"
#include "komparu/digest.h"
#include "komparu/reader.h"
#include "komparu/stop.h"

namespace komparu {

// A reader that can only be read from its beginning on: every byte passes by the hash. What
// compares it may stop anywhere; finish() reads the rest.
class HashingReader final : public Reader {
 public:
  // Reads from where `reader` stands, which must outlive it. Throws what archive::Hash does.
  HashingReader(Reader& reader, DigestAlgorithm algorithm)
      : reader_(reader), algorithm_(algorithm), hash_(algorithm) {}

  // The digest of the whole content. Throws what reading has thrown before or throws now, and what
  // Reader::confirm() throws if the content has changed.
  Digest finish(const Until& until, Scratch& scratch);

  // Bytes that finish() read.
  std::uint64_t bytes_read_at_end() const { return at_end_; }

  std::span<const std::byte> read(std::span<std::byte> scratch) override;
  void skip(std::uint64_t count) override;
  std::uint64_t hole_ahead() override { return reader_.hole_ahead(); }
  std::optional<Size> size() const override { return reader_.size(); }
  std::optional<Identity> identity() const override { return reader_.identity(); }
  Kind kind() const override { return reader_.kind(); }
  SideFacts facts() const override { return reader_.facts(); }
  std::size_t largest_read() const override { return reader_.largest_read(); }
  // finish() confirms more than any comparison needs.
  void confirm(Verdict /*verdict*/) override {}

 private:
  Reader& reader_;
  const DigestAlgorithm algorithm_;
  archive::Hash hash_;
  std::uint64_t length_ = 0;
  std::uint64_t at_end_ = 0;
  std::exception_ptr failure_;  // bytes are missing in the hash
};

}  // namespace komparu

#endif  // KOMPARU_COMPARE_HASHING_READER_H_
