// SPDX-License-Identifier: MIT
// What the user named, exactly as typed.
#ifndef KOMPARU_SOURCE_H_
#define KOMPARU_SOURCE_H_

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "komparu/http.h"

namespace komparu {

namespace internal {
class ChecksumList;
class Map;
}  // namespace internal

// One operand of a comparison. `name` is a path in the system's own bytes (UTF-8 on Windows), or a
// URL if it begins with http:// or https:// (in any case; "./http://..." is a path); every message
// about the source quotes it as shown_name() gives it: as it stands here, a URL without its
// secrets. With `descriptor` set, the bytes come from that open descriptor and `name` is only what
// messages call it: the descriptor stays the caller's, is read from its current position, and its
// flags are left alone; it must stay open during the call.
struct Source {
  std::string name;
  std::optional<int> descriptor;
  // How this URL is fetched; null: as ReadOptions says. Of no meaning for a path.
  std::shared_ptr<const HttpOptions> http;
  // A tree of sources, which make_map() (tree.h) makes; null for all else.
  std::shared_ptr<const internal::Map> map;
  // A tree of digests, which read_checksums() (checksums.h) makes; null for all else.
  std::shared_ptr<const internal::ChecksumList> checksums;

  // NOLINTNEXTLINE(google-explicit-constructor): compare("a", "b") is the common call
  Source(std::string path) : name(std::move(path)) {}
  // NOLINTNEXTLINE(google-explicit-constructor)
  Source(const char* path) : name(path) {}
  Source(std::string shown_as, int open_descriptor)
      : name(std::move(shown_as)), descriptor(open_descriptor) {}
};

}  // namespace komparu

#endif  // KOMPARU_SOURCE_H_
