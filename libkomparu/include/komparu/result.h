// SPDX-License-Identifier: MIT
// What a comparison says.
#ifndef KOMPARU_RESULT_H_
#define KOMPARU_RESULT_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "komparu/side.h"

namespace komparu {

// The answer. A call that cannot be carried out throws instead; trouble appears in results that
// cover many entries, where it outranks different, which outranks same.
enum class Verdict { same, different, trouble };

// What a source is, decided once when it is opened.
enum class Kind {
  regular,
  directory,
  symbolic_link,
  fifo,
  socket,
  character_device,
  block_device,
  unknown,
};

// What proves the difference. The enumerators are the words of JSON output.
enum class Reason {
  content,  // a byte
  size,     // one side ends first, or trustworthy sizes are unequal
  kind,     // one is a directory, the other a regular file ...
  link,     // texts of symbolic links
};

// The enumerator's own name, e.g. "content". Never fails.
std::string_view word(Reason reason) noexcept;

// How much is known about a source's length. `proven` sizes may decide a comparison; others are
// hints (files in /proc say 0, servers lie).
struct Size {
  std::uint64_t bytes = 0;
  bool proven = false;
};

// The first difference, as far as it was asked for (Detail) and as far as it was needed.
struct Difference {
  Reason reason = Reason::content;
  // Bytes that are equal before it, counted after the skips (0-based offset of the first differing
  // byte; where one side ends first, the length of that side). None if sizes or samples decided.
  std::optional<std::uint64_t> offset;
  // 1-based line of LEFT that holds `offset`, counted by newlines after the skip; with
  // Detail::line.
  std::optional<std::uint64_t> line;
  // With `line`: nothing precedes `offset` on its line.
  bool at_line_start = false;
  // The side that ended first, when it was read up to its end.
  std::optional<Side> ended;
  // The bytes at `offset`, when reason is content and offset is known.
  std::byte left{};
  std::byte right{};
};

// One side as it was found when opened.
struct SideFacts {
  Kind kind = Kind::unknown;
  std::optional<Size> size = std::nullopt;
  // What messages call it, where that is not the operand with the path behind it: a redacted URL.
  std::string shown_as = {};
  // The coding that a server named for the bytes it sent ("gzip"); the bytes are compared as sent.
  std::string encoding = {};
};

// The answer for two byte streams.
struct ByteResult {
  Verdict verdict = Verdict::same;       // same or different, never trouble
  std::optional<Difference> difference;  // set if and only if the verdict is different
  SideFacts left;
  SideFacts right;
  std::uint64_t bytes_read = 0;  // both sides added up
  // Both begin as archives do, so that their members could be compared; looked at with
  // PairOptions::spot_archives, and only if they differ.
  bool both_archives = false;
};

}  // namespace komparu

#endif  // KOMPARU_RESULT_H_
