// SPDX-License-Identifier: MIT
// How much memory a compressed stream makes its decoder take, by the stream's own headers (A14).
//
// libarchive finds out by taking it: its limit for xz is set when it is compiled, and for zstd it
// has none of its own. So the headers are read here, before a decoder sees them. It is not enough
// to look at the first one: each block of an .xz file names a dictionary, and each zstd frame a
// window. Both formats say how long each piece of packed data is, so a walk from header to header
// needs no decoding and looks at a few bytes of every chunk.
#ifndef KOMPARU_ARCHIVE_FILTERS_WINDOWS_H_
#define KOMPARU_ARCHIVE_FILTERS_WINDOWS_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "archive/account.h"
#include "archive/sniff.h"

namespace komparu::archive {

// Watches a stream go by.
class WindowWatch {
 public:
  virtual ~WindowWatch() = default;

  // The next bytes of the stream. Throws Error (bad_archive), without a subject, where a header
  // should be and is none; limit_exceeded where `share` cannot grow to what one asks for.
  void see(std::span<const std::byte> bytes, MemoryShare& share);

  // The stream is over. Throws Error (bad_archive), without a subject, if it must not end there.
  void end() const;

 protected:
  // True where another frame or stream may begin, or none.
  virtual bool between_frames() const = 0;

  // Looks at the first byte of what was wanted, before the rest has come.
  virtual void look_ahead(std::byte /*first*/) {}

  // Looks at what was wanted, and wants something else.
  virtual void look(std::span<const std::byte> bytes) = 0;

  void want(std::size_t count) { wanted_ = count; }
  void skip(std::uint64_t count) { skipped_ = count; }
  void needs(std::uint64_t memory) { memory_ = memory > memory_ ? memory : memory_; }

 private:
  std::string held_;
  std::size_t wanted_ = 0;
  std::uint64_t skipped_ = 0;  // bytes that are passed over before it
  std::uint64_t memory_ = 0;   // the most that any header asks for
  std::uint64_t taken_ = 0;
};

// What a filter needs whatever its headers say is taken at once. Null if the headers say nothing.
std::unique_ptr<WindowWatch> watch_windows(Filter filter, MemoryShare& share);

// The size of a dictionary as LZMA2 writes it.
std::uint64_t lzma2_dictionary(unsigned code);

}  // namespace komparu::archive

#endif  // KOMPARU_ARCHIVE_FILTERS_WINDOWS_H_
