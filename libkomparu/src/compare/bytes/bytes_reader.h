// SPDX-License-Identifier: MIT
#ifndef KOMPARU_COMPARE_BYTES_BYTES_READER_H_
#define KOMPARU_COMPARE_BYTES_BYTES_READER_H_

#include <algorithm>
#include <cstddef>
#include <optional>
#include <span>

#include "komparu/reader.h"

namespace komparu {

// A small file that was read as a whole. The bytes must outlive it.
class BytesReader final : public Reader {
 public:
  BytesReader(std::span<const std::byte> bytes, const std::optional<Identity>& identity)
      : bytes_(bytes), rest_(bytes), identity_(identity) {}

  std::span<const std::byte> bytes() const { return bytes_; }

  std::span<const std::byte> read(std::span<std::byte> scratch) override {
    const auto view = rest_.first(std::min(scratch.size(), rest_.size()));
    rest_ = rest_.subspan(view.size());
    return view;
  }

  // A size of 0 proves nothing.
  std::optional<Size> size() const override { return Size{bytes_.size(), !bytes_.empty()}; }
  std::optional<Identity> identity() const override { return identity_; }
  Kind kind() const override { return Kind::regular; }

 private:
  const std::span<const std::byte> bytes_;
  std::span<const std::byte> rest_;
  const std::optional<Identity> identity_;
};

}  // namespace komparu

#endif  // KOMPARU_COMPARE_BYTES_BYTES_READER_H_
