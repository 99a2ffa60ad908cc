// SPDX-License-Identifier: MIT
// The paths that a comparison of trees is limited to.
#ifndef KOMPARU_TREE_PATHS_H_
#define KOMPARU_TREE_PATHS_H_

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "archive/member_tree.h"
#include "komparu/result.h"
#include "komparu/tree.h"

namespace komparu {

namespace internal {

// What make_paths() (tree.h) makes: as a tree, a path with others below it is a directory, any
// other one a regular file. Nothing in it has a content.
class Paths final : public archive::MemberList {
 public:
  // In the order of archive::comes_before(), no path twice.
  explicit Paths(std::vector<std::string> paths) : paths_(std::move(paths)) {}

  std::size_t count() const override { return paths_.size(); }
  std::string_view path(std::size_t member) const override { return paths_[member]; }
  Kind kind(std::size_t member) const override;
  EntryFacts look(std::size_t member) const override;
  std::string link_text(std::size_t member) const override;
  std::unique_ptr<Reader> open(std::size_t member) const override;
  archive::MemoryShare memory() const override { return {}; }

  bool contains(std::string_view path) const;

 private:
  std::vector<std::string> paths_;
};

}  // namespace internal

// The tree that paths stand for.
std::unique_ptr<Tree> make_path_tree(std::shared_ptr<const internal::Paths> paths);

}  // namespace komparu

#endif  // KOMPARU_TREE_PATHS_H_
