// SPDX-License-Identifier: MIT
#include "compare/hashing_reader.h"

#include <algorithm>

namespace komparu {

std::span<const std::byte> HashingReader::read(std::span<std::byte> scratch) {
  if (failure_) std::rethrow_exception(failure_);
  try {
    const std::span<const std::byte> bytes = reader_.read(scratch);
    hash_.update(bytes);
    length_ += bytes.size();
    return bytes;
  } catch (...) {
    failure_ = std::current_exception();
    throw;
  }
}

void HashingReader::skip(std::uint64_t count) {
  if (const std::uint64_t hole = std::min(reader_.hole_ahead(), count); hole > 0) {
    reader_.skip(hole);
    hash_.update_zeros(hole);
    length_ += hole;
    count -= hole;
  }
  if (count > 0) Reader::skip(count);
}

Digest HashingReader::finish(const Until& until, Scratch& scratch) {
  constexpr std::size_t kPart = std::size_t{64} << 10;
  // An empty read may be a failure that shows when more is asked for.
  for (int empty = 0; empty < 2;) {
    until.check();
    if (const std::uint64_t hole = reader_.hole_ahead(); hole > 0) {
      skip(hole);
      continue;
    }
    const std::size_t size = read(scratch.get(kPart)).size();
    at_end_ += size;
    empty = size == 0 ? empty + 1 : 0;
  }
  reader_.confirm(Verdict::same);
  return {algorithm_, hash_.finish(), length_};
}

}  // namespace komparu
