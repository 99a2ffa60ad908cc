// SPDX-License-Identifier: MIT
#ifndef KOMPARU_APPS_LOCAL_FILE_H_
#define KOMPARU_APPS_LOCAL_FILE_H_

#include <cstdint>
#include <optional>
#include <string>

#include "komparu/result.h"

namespace komparu::cli {

// The facts of a path. Nothing is opened.
struct LocalFile {
  Kind kind = Kind::unknown;
  std::uint64_t size = 0;
  std::uint64_t device = 0;  // with `number`: which file it is, whatever it is called
  std::uint64_t number = 0;
  std::string link_text;  // of a symbolic link

  bool is(const LocalFile& other) const { return device == other.device && number == other.number; }
};

// None if the path does not exist or cannot be examined. `follow`: the target of a symbolic link,
// not the link.
std::optional<LocalFile> look_at(const std::string& path, bool follow);

}  // namespace komparu::cli

#endif  // KOMPARU_APPS_LOCAL_FILE_H_
