// SPDX-License-Identifier: MIT
#include "compare/many/content_key.h"

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <memory>
#include <span>

#include "base/at_side.h"
#include "compare/bytes/readers.h"

namespace komparu {

namespace {

// Zeros are counted in blocks of this size, which begin at multiples of it.
constexpr std::size_t kBlock = 4096;
constexpr std::size_t kChunk = std::size_t{64} << 10;

bool all_zeros(std::span<const std::byte> block) {
  return block.front() == std::byte{0} &&
         std::memcmp(block.data(), block.data() + 1, block.size() - 1) == 0;
}

// Content that arrives piece by piece; each piece but the last is a number of whole blocks.
class Blocks {
 public:
  explicit Blocks(KeyedHash& hash) : hash_(hash) {}

  void add(std::span<const std::byte> bytes) {
    for (; bytes.size() >= kBlock; bytes = bytes.subspan(kBlock)) add_block(bytes.first(kBlock));
    if (!bytes.empty()) add_data(bytes);
  }

  void add_zeros(std::uint64_t count) { zeros_ += count; }

  void end() { hash_.add(zeros_); }

 private:
  void add_block(std::span<const std::byte> block) {
    if (all_zeros(block)) {
      zeros_ += block.size();
    } else {
      add_data(block);
    }
  }

  void add_data(std::span<const std::byte> bytes) {
    hash_.add(zeros_);
    hash_.add(bytes);
    zeros_ = 0;
  }

  KeyedHash& hash_;
  std::uint64_t zeros_ = 0;  // since the last data
};

}  // namespace

std::uint64_t add_content(KeyedHash& hash, Reader& reader, std::uint64_t most,
                          const KeyMaking& making) {
  const std::span<std::byte> place = making.scratch.get(kChunk);
  Blocks blocks(hash);
  std::uint64_t length = 0;
  while (length < most) {
    making.until.check();
    const std::uint64_t hole = std::min(reader.hole_ahead(), most - length) / kBlock * kBlock;
    if (hole > 0) {
      reader.skip(hole);
      blocks.add_zeros(hole);
      length += hole;
      continue;
    }
    const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(kChunk, most - length));
    const std::span<const std::byte> bytes = reader.read(place.first(wanted));
    making.meter.add(bytes.size());
    blocks.add(bytes);
    length += bytes.size();
    if (bytes.size() < wanted) {
      ensure_ended(reader, place);
      break;
    }
  }
  blocks.end();
  hash.add(length);
  reader.confirm(Verdict::same);
  return length;
}

std::optional<SourceKey> file_key(const Source& source, const Identity& known_as, unsigned level,
                                  const KeyMaking& making) {
  try {
    const std::unique_ptr<Reader> reader = open_reader(source, making.read, making.until);
    if (reader->identity() != known_as || reader->random_access() == nullptr) return std::nullopt;
    KeyedHash hash(making.secret);
    if (level == 0) {
      hash.add(reader->random_access()->size());
    } else {
      add_content(hash, *reader, level == 1 ? kChunk : kWholeContent, making);
    }
    return hash.value();
  } catch (const Error& error) {
    making.until.check();
    if (concerns_everything(error)) throw;
    return std::nullopt;
  }
}

}  // namespace komparu
