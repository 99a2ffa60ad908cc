// SPDX-License-Identifier: MIT
// Raw deflate (RFC 1951) and the CRC-32 of gzip and zip, by ISA-L or by zlib.
#ifndef KOMPARU_ARCHIVE_INFLATER_H_
#define KOMPARU_ARCHIVE_INFLATER_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

namespace komparu::archive {

class Inflater {
 public:
  // What one step did.
  struct Step {
    // Bytes of `in` that are used up; negative where the data ended in bytes of an earlier step.
    std::ptrdiff_t used = 0;
    std::size_t made = 0;  // bytes written to `out`
    bool ended = false;    // the last block is complete
  };

  // How far `used` can go below zero.
  static constexpr std::size_t kMostGivenBack = 8;

  virtual ~Inflater() = default;

  // Forgets everything: the next step begins a new deflate stream.
  virtual void reset() = 0;

  // Goes on until `in` is used up, `out` is full or the stream ends. Throws Error (bad_archive)
  // without a subject.
  virtual Step step(std::span<const std::byte> in, std::span<std::byte> out) = 0;

  // The CRC of bytes whose CRC is `crc` (0 before the first) with `bytes` behind them.
  virtual std::uint32_t crc32(std::uint32_t crc, std::span<const std::byte> bytes) const = 0;
};

// Each throws Error (unsupported) if its library is not there.
std::unique_ptr<Inflater> make_isal_inflater();
std::unique_ptr<Inflater> make_zlib_inflater();

// The fastest that is there.
std::unique_ptr<Inflater> make_inflater();

}  // namespace komparu::archive

#endif  // KOMPARU_ARCHIVE_INFLATER_H_
