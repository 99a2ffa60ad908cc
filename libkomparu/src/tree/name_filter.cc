// SPDX-License-Identifier: MIT
#include "tree/name_filter.h"

#include <algorithm>

namespace komparu {

NameFilter::NameFilter(const Filter& filter)
    : exclude_(filter.exclude.begin(), filter.exclude.end()),
      include_(filter.include.begin(), filter.include.end()) {}

bool NameFilter::depends_on_paths() const {
  const auto whole_path = [](const Glob& glob) { return glob.whole_path(); };
  return std::any_of(exclude_.begin(), exclude_.end(), whole_path) ||
         std::any_of(include_.begin(), include_.end(),
                     [&](const Glob& glob) { return whole_path(glob) || glob.directories_only(); });
}

bool NameFilter::excludes(std::string_view relative_path, std::string_view name,
                          bool is_directory) const {
  const auto is_meant = [&](const Glob& glob) {
    return glob.matches(relative_path, name, is_directory) || glob.matches_above(relative_path);
  };
  if (std::any_of(exclude_.begin(), exclude_.end(), is_meant)) return true;
  if (is_directory || include_.empty()) return false;
  return std::none_of(include_.begin(), include_.end(), [&](const Glob& glob) {
    return glob.directories_only() ? glob.matches_above(relative_path)
                                   : glob.matches(relative_path, name, is_directory);
  });
}

}  // namespace komparu
