// SPDX-License-Identifier: MIT
#include "komparu/reader.h"

#include <algorithm>
#include <vector>

namespace komparu {

void Reader::skip(std::uint64_t count) {
  constexpr std::size_t kPart = 65536;
  const std::size_t most = largest_read() > 0 ? std::min(largest_read(), kPart) : kPart;
  std::vector<std::byte> scratch(static_cast<std::size_t>(std::min<std::uint64_t>(count, most)));
  while (count > 0) {
    const auto part = static_cast<std::size_t>(std::min<std::uint64_t>(count, scratch.size()));
    if (read(std::span(scratch).first(part)).size() < part) return;
    count -= part;
  }
}

}  // namespace komparu
