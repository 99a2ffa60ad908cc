// SPDX-License-Identifier: MIT
// Keys of directories, for leader_index.h.
//
// A key is a hash over what a walk meets first: so many entries, in path order, with their names,
// their kinds after links were followed, and their lengths or contents; and the name of the entry
// behind them. Each step of the levels takes twice as many entries as the one before, first with
// lengths, then with contents. So a difference that stands early is found early, as by the verb for
// two trees, and all levels together cost about as much as walking the tree four times.
//
// A walk that meets something which the verb might not be able to judge gives no key: a link that
// leads nowhere, what cannot be opened or read, another filesystem with one_file_system. So does
// one that meets a link to a directory, because the other side may have the directory itself, and a
// directory where patterns treat files otherwise. That is why the entries are taken in path order:
// two trees with unlike keys have their first difference where both can be judged, in front of
// everything that would be a problem. The verb stops there, too, so that keys keep no problem from
// being reported, but for contents that cannot be read behind unlike lengths.
//
// A tree without the key of a level is compared with all those that agree with it in the levels
// before: with trees that agree in half of what comes before the place in question, or more.
#ifndef KOMPARU_COMPARE_MANY_TREE_KEYS_H_
#define KOMPARU_COMPARE_MANY_TREE_KEYS_H_

#include <optional>

#include "compare/many/content_key.h"
#include "compare/many/leader_index.h"
#include "komparu/tree.h"
#include "komparu/tree_options.h"

namespace komparu {

// How many levels of keys there are.
unsigned tree_key_levels(const TreeOptions& options);

// The tree must be a directory. None: it has no key of that level. Throws Error only where the work
// is to end.
std::optional<SourceKey> tree_key(Tree& tree, unsigned level, const TreeOptions& options,
                                  const KeyMaking& making);

}  // namespace komparu

#endif  // KOMPARU_COMPARE_MANY_TREE_KEYS_H_
