// SPDX-License-Identifier: MIT
// Which leaders a newcomer has to be compared with.
//
// With n sources that are all unlike, comparing each with every leader takes n * n comparisons, and
// others choose n (G1). So leaders are found by keys: numbers that two sources have in common if
// they are the same. What differs in a key differs; what agrees in all of them is compared. A key
// proves no equality.
//
// Keys come in levels, the cheap ones first (sizes, names), those of all contents last. Each level
// is asked for only where more than a few leaders agree in the levels before: a few comparisons
// that end at the first difference cost less than reading everything. A source may have no key of
// a level, because something in it cannot be judged. It then agrees with everybody, and fails where
// it always would have.
//
// So each source's key of each level is made at most twice, and a newcomer with keys meets a few
// leaders per level, those that agree with it in all levels, and those without keys. Memory: some
// 100 bytes for each leader.
#ifndef KOMPARU_COMPARE_MANY_LEADER_INDEX_H_
#define KOMPARU_COMPARE_MANY_LEADER_INDEX_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <unordered_map>
#include <utility>
#include <vector>

#include "compare/many/partition.h"

namespace komparu {

using SourceKey = std::uint64_t;

struct SourceKeys {
  // The key of a source, told by its index, at a level from 0 on. Throws Error only where the work
  // is to end.
  std::function<std::optional<SourceKey>(std::size_t source, unsigned level)> of;
  unsigned levels = 0;
};

class LeaderIndex {
 public:
  // So many leaders are compared with before keys are made.
  static constexpr std::size_t kFew = 8;

  // `groups` must outlive it; the leader of each is its first member. One that has become empty is
  // found no more.
  LeaderIndex(SourceKeys keys, const Sets& groups) : keys_(std::move(keys)), groups_(groups) {}

  // The numbers of the groups that the newcomer may belong to, ascending.
  std::vector<std::size_t> candidates(std::size_t newcomer);

  // Adds a group by its number.
  void add(std::size_t group);

 private:
  // The leaders that agree in all levels above. Either it holds them itself, or they stand below,
  // by their keys of this level.
  struct Node {
    bool divided = false;
    std::vector<std::size_t> groups;
    std::unordered_map<SourceKey, std::unique_ptr<Node>> by_key;
    std::unique_ptr<Node> without_key;
  };

  std::optional<SourceKey> key_of(std::size_t source, unsigned level);
  Node& below(Node& node, unsigned level, std::size_t group);
  void add(Node& node, unsigned level, std::size_t group);
  void collect(Node& node, unsigned level, std::size_t newcomer, std::vector<std::size_t>& found);

  const SourceKeys keys_;
  const Sets& groups_;
  Node root_;
  // Of the source that was asked for last, by level.
  std::size_t known_source_ = 0;
  std::map<unsigned, std::optional<SourceKey>> known_keys_;
};

}  // namespace komparu

#endif  // KOMPARU_COMPARE_MANY_LEADER_INDEX_H_
