// SPDX-License-Identifier: MIT
#ifndef KOMPARU_TREE_SMALL_FILES_H_
#define KOMPARU_TREE_SMALL_FILES_H_

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "komparu/options.h"
#include "komparu/reader.h"
#include "komparu/stop.h"

namespace komparu {

// What open_small() gives: all bytes at once, or a reader.
struct SmallContent {
  std::unique_ptr<Reader> reader;    // null: the bytes stand in the buffer
  std::size_t length = 0;            // bytes
  std::optional<Identity> identity;  // of what was read
};

// A Folder may be one of these, too: it then brings small files without the price of a Reader.
// Safe to use from several threads at once.
class SmallFiles {
 public:
  virtual ~SmallFiles() = default;

  // As Folder::open(). Bytes that are brought at once are proven to be unchanged: they need no
  // Reader::confirm().
  virtual SmallContent open_small(const std::string& name, bool follow, std::span<std::byte> buffer,
                                  const ReadOptions& options, const Until& until) = 0;
};

}  // namespace komparu

#endif  // KOMPARU_TREE_SMALL_FILES_H_
