// SPDX-License-Identifier: MIT
#include "tree/name_filter.h"

#include <algorithm>
#include <cstddef>
#include <span>

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

namespace {

// Hands out the words of one pattern after another.
template <typename Words>
class InTurn {
 public:
  explicit InTurn(Words words) : rest_(words) {}

  Words of(const Glob& glob) {
    const Words own = rest_.first(glob.words());
    rest_ = rest_.subspan(glob.words());
    return own;
  }

 private:
  Words rest_;
};

using Read = InTurn<std::span<const std::uint64_t>>;
using Write = InTurn<std::span<std::uint64_t>>;

}  // namespace

NameFilter::Place NameFilter::root() const {
  Place place;
  std::size_t words = 0;
  for (const auto* const globs : {&exclude_, &include_}) {
    for (const Glob& glob : *globs) words += glob.words();
  }
  place.words_.resize(words);
  Write write(place.words_);
  for (const auto* const globs : {&exclude_, &include_}) {
    for (const Glob& glob : *globs) glob.begin(write.of(glob));
  }
  return place;
}

NameFilter::Place NameFilter::below(const Place& above, std::string_view name) const {
  Place place = above;
  Read read(above.words_);
  Write write(place.words_);
  for (const Glob& glob : exclude_) {
    if (glob.go_down(read.of(glob), name, write.of(glob))) place.excluded_ = true;
  }
  for (const Glob& glob : include_) {
    const bool is_meant = glob.go_down(read.of(glob), name, write.of(glob));
    if (is_meant && glob.directories_only()) place.included_ = true;
  }
  return place;
}

bool NameFilter::excludes(const Place& directory, std::string_view name, bool is_directory) const {
  if (directory.excluded_) return true;
  Read read(directory.words_);
  for (const Glob& glob : exclude_) {
    if (glob.matches_in(read.of(glob), name, is_directory)) return true;
  }
  if (is_directory || include_.empty() || directory.included_) return false;
  return std::none_of(include_.begin(), include_.end(), [&](const Glob& glob) {
    const auto words = read.of(glob);
    return !glob.directories_only() && glob.matches_in(words, name, is_directory);
  });
}

}  // namespace komparu
