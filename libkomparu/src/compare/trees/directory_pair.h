// SPDX-License-Identifier: MIT
#ifndef KOMPARU_COMPARE_TREES_DIRECTORY_PAIR_H_
#define KOMPARU_COMPARE_TREES_DIRECTORY_PAIR_H_

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/sides.h"
#include "komparu/tree.h"
#include "tree/name_filter.h"
#include "tree/small_files.h"

namespace komparu {

// The directories of one name on both sides, or on the one side that has it. Kept alive by the
// entries that are still to be judged, and by the pairs below.
struct DirectoryPair {
  std::shared_ptr<DirectoryPair> parent;
  std::string left_name;
  std::string right_name;
  std::shared_ptr<Folder> left;   // null: not on this side
  std::shared_ptr<Folder> right;  // null: not on this side
  // The same as one that brings small files at once; null: it does not.
  SmallFiles* left_small = nullptr;
  SmallFiles* right_small = nullptr;
  // With TreeOptions::paths: the directory of that tree of paths.
  std::shared_ptr<Folder> paths;
  std::vector<Entry> left_entries;
  std::vector<Entry> right_entries;
  std::uint64_t depth = 0;
  // What patterns make of it by the names of each side; for the thread that walks, once it asked.
  Sides<std::optional<NameFilter::Place>> places;
  // A symbolic link was followed on the way here.
  bool left_linked = false;
  bool right_linked = false;
  // This very directory was entered by a symbolic link, on one side at least.
  bool through_link = false;

  // `alive` counts the pairs that exist; it must outlive them.
  explicit DirectoryPair(std::atomic<std::size_t>& alive) : alive_(alive) { ++alive_; }
  DirectoryPair(const DirectoryPair&) = delete;
  DirectoryPair& operator=(const DirectoryPair&) = delete;
  // One by one: a chain of 20 000 destructors inside each other overflows the stack.
  ~DirectoryPair() {
    std::shared_ptr<DirectoryPair> above = std::move(parent);
    while (above && above.use_count() == 1) above = std::move(above->parent);
    --alive_;
  }

  void take(Side side, std::shared_ptr<Folder> folder) {
    (side == Side::left ? left_small : right_small) = dynamic_cast<SmallFiles*>(folder.get());
    (side == Side::left ? left : right) = std::move(folder);
  }

  bool linked(Side side) const { return side == Side::left ? left_linked : right_linked; }

  Folder* folder(Side side) const { return side == Side::left ? left.get() : right.get(); }

  // What the filter, one and the same in every call, makes of it.
  const NameFilter::Place& place(Side side, const NameFilter& filter) {
    std::vector<DirectoryPair*> unknown;
    for (DirectoryPair* at = this; at != nullptr && !at->places[side]; at = at->parent.get()) {
      unknown.push_back(at);
    }
    for (; !unknown.empty(); unknown.pop_back()) {
      DirectoryPair& at = *unknown.back();
      const std::string& name = side == Side::left ? at.left_name : at.right_name;
      at.places[side] = at.parent ? filter.below(*at.parent->places[side], name) : filter.root();
    }
    return *places[side];
  }

  // The path of an entry, relative to the operands, as the names of one side have it. Made only
  // when something is told: its length adds up to the square of the depth.
  std::string path(Side side, const std::string& entry) const {
    std::vector<const std::string*> names;
    for (const DirectoryPair* at = this; at->parent; at = at->parent.get()) {
      names.push_back(side == Side::left ? &at->left_name : &at->right_name);
    }
    std::string text;
    for (; !names.empty(); names.pop_back()) text.append(*names.back()).push_back('/');
    return text.append(entry);
  }

 private:
  std::atomic<std::size_t>& alive_;
};

}  // namespace komparu

#endif  // KOMPARU_COMPARE_TREES_DIRECTORY_PAIR_H_
