// SPDX-License-Identifier: MIT
#ifndef KOMPARU_TREE_URL_TREE_H_
#define KOMPARU_TREE_URL_TREE_H_

#include <memory>

#include "komparu/options.h"
#include "komparu/source.h"
#include "komparu/tree.h"

namespace komparu {

// What a server has below a base URL: it can be asked for every name, and lists none.
std::unique_ptr<Tree> make_url_tree(const Source& base, const ReadOptions& options);

}  // namespace komparu

#endif  // KOMPARU_TREE_URL_TREE_H_
