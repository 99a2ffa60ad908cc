// SPDX-License-Identifier: MIT
#ifndef KOMPARU_COMPARE_MANY_DIRECTORY_ROW_H_
#define KOMPARU_COMPARE_MANY_DIRECTORY_ROW_H_

#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "compare/many/partition.h"
#include "komparu/tree.h"

namespace komparu {

// The directories of one name in several trees, which are walked side by side.
struct DirectoryRow {
  static constexpr std::size_t kNowhere = std::numeric_limits<std::size_t>::max();

  // One directory, and the trees that have it: more than one where it is one and the same.
  struct Place {
    Members trees;
    std::shared_ptr<Folder> folder;  // null: there is none, and that counts as an empty one
    std::string name;
    std::size_t above = kNowhere;  // its place in the row above
    std::vector<Entry> entries;
  };

  std::shared_ptr<DirectoryRow> above;
  std::vector<Place> places;
  std::uint64_t depth = 0;

  DirectoryRow() = default;
  DirectoryRow(const DirectoryRow&) = delete;
  DirectoryRow& operator=(const DirectoryRow&) = delete;
  // One by one: a chain of 20 000 destructors inside each other overflows the stack.
  ~DirectoryRow() {
    std::shared_ptr<DirectoryRow> next = std::move(above);
    while (next && next.use_count() == 1) next = std::move(next->above);
  }

  // Leaves out the last component if there is no such entry.
  std::string path(std::size_t place, const Entry* entry) const {
    std::vector<const std::string*> names;
    if (entry != nullptr) names.push_back(&entry->name);
    for (const DirectoryRow* row = this; row->above; row = row->above.get()) {
      names.push_back(&row->places[place].name);
      place = row->places[place].above;
    }
    std::string text;
    for (; !names.empty(); names.pop_back()) {
      text.append(*names.back());
      if (names.size() > 1) text.push_back('/');
    }
    return text;
  }

  void rest() const {
    for (const Place& place : places) {
      if (place.folder) place.folder->rest();
    }
  }
};

}  // namespace komparu

#endif  // KOMPARU_COMPARE_MANY_DIRECTORY_ROW_H_
