// SPDX-License-Identifier: MIT
#ifndef KOMPARU_ARCHIVE_FILTERS_OTHER_H_
#define KOMPARU_ARCHIVE_FILTERS_OTHER_H_

#include <memory>

#include "archive/account.h"
#include "archive/filters/stage.h"
#include "archive/sniff.h"

namespace komparu::archive {

// What `source` held before it was packed with `filter`, which is not none. `source` and
// `account` must outlive it. Throws Error (unsupported) if what unpacks it is not there.
std::unique_ptr<Stage> make_stage(Filter filter, Reader& source, Account& account);

}  // namespace komparu::archive

#endif  // KOMPARU_ARCHIVE_FILTERS_OTHER_H_
