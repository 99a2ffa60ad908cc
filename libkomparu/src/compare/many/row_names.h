// SPDX-License-Identifier: MIT
#ifndef KOMPARU_COMPARE_MANY_ROW_NAMES_H_
#define KOMPARU_COMPARE_MANY_ROW_NAMES_H_

#include <cstddef>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "compare/many/directory_row.h"
#include "komparu/tree.h"
#include "komparu/tree_options.h"

namespace komparu {

// The listings of a row as one: name after name, and who has it. The row must not change meanwhile.
class RowNames {
 public:
  RowNames(const DirectoryRow& row, const NameMatching& names);
  RowNames(const RowNames&) = delete;
  RowNames& operator=(const RowNames&) = delete;

  // Goes to the next name, at first to the first one. False if there is none.
  bool next();

  // The entry of that name in each place; null where there is none.
  const std::vector<const Entry*>& entries() const { return entries_; }
  // Whether another entry of the same place counts as the same name.
  bool ambiguous(std::size_t place) const { return ambiguous_[place]; }

 private:
  struct Named {
    std::string_view key;
    const Entry* entry = nullptr;
  };
  struct Listing {
    std::vector<Named> names;
    std::size_t next = 0;
  };

  Listing listing_of(const DirectoryRow::Place& place, const NameMatching& names);

  std::deque<std::string> keys_;  // those that are not the names themselves
  std::vector<Listing> listings_;
  std::vector<const Entry*> entries_;
  std::vector<bool> ambiguous_;
};

}  // namespace komparu

#endif  // KOMPARU_COMPARE_MANY_ROW_NAMES_H_
