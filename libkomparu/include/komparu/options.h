// SPDX-License-Identifier: MIT
// What a caller can ask for. Plain aggregates: every default stands in its declaration.
#ifndef KOMPARU_OPTIONS_H_
#define KOMPARU_OPTIONS_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>

#include "komparu/http.h"
#include "komparu/progress.h"

namespace komparu {

// How the bytes of regular files reach memory. The verdict never depends on it.
enum class Io {
  automatic,  // mapped where that is faster and install_signal_guard() was called, else read
  read,       // read(2) only
  mmap,       // mapped wherever the file can be; needs install_signal_guard()
};

struct ReadOptions {
  Io io = Io::automatic;
  // Bytes read at once from each side; 0 lets the engine choose (docs/performance.md says how).
  // At most kMaximumChunkSize, else Error (bad_option).
  std::size_t chunk_size = 0;
  // How URLs are fetched, unless a source has options of its own; null: the defaults.
  std::shared_ptr<const HttpOptions> http;
  // Whose connections they use; null: every call makes its own, once it needs any.
  std::shared_ptr<HttpClient> client;
};

inline constexpr std::size_t kMaximumChunkSize = std::size_t{1} << 30;

// How much the caller wants to know about a difference in content. Less is faster: for a bare
// verdict samples may decide, and the search ends at any difference instead of the first.
enum class Detail {
  verdict,  // same or different
  offset,   // also the offset of the first difference
  line,     // also its line number
};

// What part of the two streams is compared.
struct Extent {
  std::uint64_t skip_left = 0;         // bytes passed over at the start of LEFT
  std::uint64_t skip_right = 0;        // bytes passed over at the start of RIGHT
  std::optional<std::uint64_t> limit;  // bytes compared at most; none: all
};

struct CompareOptions {
  Extent extent;
  Detail detail = Detail::offset;
  // Unequal trustworthy sizes are a difference without reading, whatever the detail: it then has
  // no offset. Turn it off to learn where the first difference is, or which side ends first.
  bool size_check = true;
  // Probe head, tail and three points between before reading all; with Detail::verdict only.
  bool quick_check = true;
  // Equal digests of an algorithm that does not prove it (md5, sha1) are the same all the same;
  // else Error (weak_digest).
  bool weak_digests = false;
  ReadOptions read;
  // Threads that may work on a large pair, the calling one included; 0 means one per core, at most
  // 8. At most kMaximumJobs, else Error (bad_option). Small pairs never start a thread.
  unsigned jobs = 0;
  // Counters to keep up to date; may be null. Borrowed for the call.
  Progress* progress = nullptr;
};

inline constexpr unsigned kMaximumJobs = 256;

}  // namespace komparu

#endif  // KOMPARU_OPTIONS_H_
