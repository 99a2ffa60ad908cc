// SPDX-License-Identifier: MIT
// A stream of bytes, wherever it comes from. The engine knows nothing else about its sources, so
// whoever implements Reader can have anything compared.
#ifndef KOMPARU_READER_H_
#define KOMPARU_READER_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <utility>

#include "komparu/options.h"
#include "komparu/result.h"
#include "komparu/source.h"
#include "komparu/stop.h"

namespace komparu {

// One worker's view of a source that can be read at any offset. Used by one thread at a time.
class Window {
 public:
  virtual ~Window() = default;

  // Tells that the calls to come lie in this range, so that the window can prepare for it. False if
  // its bytes must probably come from a slow device: one worker at a time reads those faster.
  virtual bool enter(std::uint64_t /*offset*/, std::size_t /*length*/) { return true; }

  // The bytes from `offset` on, `length` of them; fewer only where the source ends, none past its
  // end. The view is valid until the next call or the end of the window. Throws Error.
  virtual std::span<const std::byte> at(std::uint64_t offset, std::size_t length) = 0;
};

// Reading at any offset. Every function may be called from several threads at once.
class RandomAccess {
 public:
  virtual ~RandomAccess() = default;

  // Bytes from offset 0 to the end, as they were when the source was opened.
  virtual std::uint64_t size() const = 0;

  // A new window whose calls ask for at most `maximum` bytes. It must not outlive its reader.
  virtual std::unique_ptr<Window> window(std::size_t maximum) = 0;

  // The first offset at or after `offset` that may hold anything but zeros; `offset` itself where
  // that is unknown. Holes of sparse files are skipped through it, so it must be the truth.
  virtual std::uint64_t next_data(std::uint64_t offset) { return offset; }
};

// What makes two readers one and the same source. If `repeatable`, equal facts mean equal bytes
// without reading; if not (one pipe given twice), reading both would take turns at one stream.
struct Identity {
  std::array<std::uint64_t, 11> facts{};
  bool repeatable = true;

  bool operator==(const Identity&) const = default;
};

// Used by one thread at a time (its RandomAccess by several). Destroying it releases everything.
class Reader {
 public:
  virtual ~Reader() = default;

  // The next bytes: as many as `scratch` holds, fewer only where no more are to be had. That is the
  // end if the next call returns nothing, too, and a failure if the next call throws: who concludes
  // anything from an end must have asked once more. Either fills scratch from its front or returns
  // a view of memory of its own, valid until the next call. Throws Error.
  virtual std::span<const std::byte> read(std::span<std::byte> scratch) = 0;

  // Passes over `count` bytes, or up to the end if that comes first. The default reads them.
  virtual void skip(std::uint64_t count);

  // Bytes from the current position on that are known to be zeros (a hole of a sparse file): skip()
  // passes them without cost. 0 where nothing is known.
  virtual std::uint64_t hole_ahead() { return 0; }

  // The length in bytes from the first byte that read() gives, as known when the source was opened.
  virtual std::optional<Size> size() const { return std::nullopt; }

  // Random access to the same bytes (offset 0 is the first byte that read() gives), or null. Owned
  // by the reader; does not move its position.
  virtual RandomAccess* random_access() { return nullptr; }

  // Random access that is worth a few small reads, made to tell differing content early, but too
  // dear to read all of it (one request each). May change from null to something after a read.
  virtual RandomAccess* probes() { return random_access(); }

  // Nothing, if no other reader could be the same source.
  virtual std::optional<Identity> identity() const { return std::nullopt; }

  virtual Kind kind() const { return Kind::unknown; }

  // What results tell of it.
  virtual SideFacts facts() const { return {kind(), size()}; }

  // The most that read() should be asked for at once when the other side cannot be read at any
  // offset either; 0: no matter. Two pipes fed in turns by one writer stand still otherwise.
  virtual std::size_t largest_read() const { return 0; }

  // Called once, when the answer is known but not yet given: throws Error (changed, unreadable ...)
  // if what was read cannot carry `verdict`, for instance because the file changed meanwhile.
  virtual void confirm(Verdict /*verdict*/) {}
};

// Opens a source: its kind is decided here, once, before anything can block or act. Waits for data
// end when `until` says so. Throws Error (not_found, unreadable, wrong_kind, bad_option ...).
std::unique_ptr<Reader> open_reader(const Source& source, const ReadOptions& options = {},
                                    const Until& until = {});

}  // namespace komparu

#endif  // KOMPARU_READER_H_
