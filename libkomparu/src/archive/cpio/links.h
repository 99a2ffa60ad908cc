// SPDX-License-Identifier: MIT
#ifndef KOMPARU_ARCHIVE_CPIO_LINKS_H_
#define KOMPARU_ARCHIVE_CPIO_LINKS_H_

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "archive/libarchive.h"

namespace komparu::archive {

// Hard links of the newer cpio formats: names share an inode, and only the last of them carries the
// content, so that those before it look like empty files.
class InodeLinks {
 public:
  // A name whose content is known by now: the path that carries it, or none if it is empty.
  struct Settled {
    std::string path;
    std::optional<std::string> target;
  };

  // Takes a file that carries nothing. It is settled now, or later when it gives nothing back.
  std::optional<Settled> meet_empty(const Head& head, const std::string& path);

  // A file that carries content: whoever waited for it is settled.
  void meet_content(const Head& head, const std::string& path);

  // No more is to come: those that still wait are empty.
  void end();

  // The next of those that were settled meanwhile.
  std::optional<Settled> take_settled();

 private:
  using Inode = std::pair<std::uint64_t, std::uint64_t>;

  std::map<Inode, std::string> carriers_;
  std::map<Inode, std::vector<std::string>> waiting_;
  std::deque<Settled> settled_;
};

}  // namespace komparu::archive

#endif  // KOMPARU_ARCHIVE_CPIO_LINKS_H_
