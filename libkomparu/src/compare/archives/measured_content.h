// SPDX-License-Identifier: MIT
#ifndef KOMPARU_COMPARE_ARCHIVES_MEASURED_CONTENT_H_
#define KOMPARU_COMPARE_ARCHIVES_MEASURED_CONTENT_H_

#include <cstddef>
#include <cstdint>
#include <exception>
#include <optional>
#include <span>

#include "compare/archives/index.h"
#include "compare/bytes/scratch.h"
#include "komparu/reader.h"
#include "komparu/stop.h"

namespace komparu {

// A content on its way through a comparison: counts its bytes, hashes them if that is wanted, and
// knows whether its end was reached. Gives as many bytes as are asked for, up to the end or a
// failure.
class MeasuredContent final : public Reader {
 public:
  MeasuredContent(Reader& content, bool hashed) : content_(content) {
    if (hashed) digest_.emplace();
  }

  std::span<const std::byte> read(std::span<std::byte> scratch) override;
  void skip(std::uint64_t count) override;
  std::uint64_t hole_ahead() override { return content_.hole_ahead(); }
  std::optional<Size> size() const override { return content_.size(); }
  Kind kind() const override { return content_.kind(); }

  // Reads what has not been read.
  void finish(const Until& until, Scratch& scratch);

  // The bytes that were given so far, and those that are not zeros of a hole.
  std::uint64_t length() const { return length_; }
  std::uint64_t bytes_read() const { return length_ - holes_; }

  // Once, after finish().
  Measure measure() {
    Measure measure;
    measure.length = length_;
    if (digest_) measure.digest = digest_->finish();
    return measure;
  }

 private:
  std::span<const std::byte> take(std::span<std::byte> scratch);

  Reader& content_;
  std::optional<ContentDigest> digest_;
  std::uint64_t length_ = 0;
  std::uint64_t holes_ = 0;
  std::exception_ptr failure_;
};

}  // namespace komparu

#endif  // KOMPARU_COMPARE_ARCHIVES_MEASURED_CONTENT_H_
