// SPDX-License-Identifier: MIT
// Many trees walked side by side, every file read once, and sorted into groups of equal content.
#ifndef KOMPARU_COMPARE_MANY_GROUP_TREES_H_
#define KOMPARU_COMPARE_MANY_GROUP_TREES_H_

#include <memory>
#include <span>

#include "compare/bytes/meter.h"
#include "compare/many/groups.h"
#include "komparu/groups.h"
#include "komparu/stop.h"
#include "komparu/tree.h"
#include "pool/thread_pool.h"

namespace komparu {

// The subjects of failures are paths in the tree, empty for the tree itself. A tree fails with the
// first entry that cannot be judged; one that is equal to no other any more is not read on. Throws
// Error only where `until` ends the work.
Grouping group_trees(std::span<const std::unique_ptr<Tree>> trees, const GroupOptions& options,
                     const Until& until, Meter& meter, ThreadPool& pool);

}  // namespace komparu

#endif  // KOMPARU_COMPARE_MANY_GROUP_TREES_H_
