// SPDX-License-Identifier: MIT
// Readers of the engine's own, and what it asks of all readers.
#ifndef KOMPARU_COMPARE_BYTES_READERS_H_
#define KOMPARU_COMPARE_BYTES_READERS_H_

#include <algorithm>
#include <cstddef>
#include <optional>
#include <span>

#include "komparu/error.h"
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

// What takes the place of a file that is not there where an absent file equals an empty one.
class NothingReader final : public Reader {
 public:
  std::span<const std::byte> read(std::span<std::byte> /*scratch*/) override { return {}; }
  std::optional<Size> size() const override { return Size{0, false}; }
  Kind kind() const override { return Kind::regular; }
};

// Asks a reader that gave less than it was asked for once more: only then is that its end, and no
// failure. Throws Error. Overwrites `scratch`, of at least one byte.
inline void ensure_ended(Reader& reader, std::span<std::byte> scratch) {
  if (reader.read(scratch.first(1)).empty()) return;
  throw Error(ErrorCode::changed, "", "more bytes came behind its end");
}

}  // namespace komparu

#endif  // KOMPARU_COMPARE_BYTES_READERS_H_
