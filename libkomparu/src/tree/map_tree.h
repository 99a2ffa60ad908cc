// SPDX-License-Identifier: MIT
#ifndef KOMPARU_TREE_MAP_TREE_H_
#define KOMPARU_TREE_MAP_TREE_H_

#include <memory>

#include "komparu/options.h"
#include "komparu/source.h"
#include "komparu/tree.h"

namespace komparu {

// Whether a map names nothing.
bool is_empty(const internal::Map& map) noexcept;

// Whether the test holds for a source of the map.
bool any_source(const internal::Map& map, bool (*test)(const Source&));

// The tree that a map (make_map()) stands for.
std::unique_ptr<Tree> make_map_tree(std::shared_ptr<const internal::Map> map,
                                    const ReadOptions& options);

}  // namespace komparu

#endif  // KOMPARU_TREE_MAP_TREE_H_
