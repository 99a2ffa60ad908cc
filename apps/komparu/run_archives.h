// SPDX-License-Identifier: MIT
#ifndef KOMPARU_APPS_RUN_ARCHIVES_H_
#define KOMPARU_APPS_RUN_ARCHIVES_H_

#include <memory>

#include "invocation.h"
#include "komparu/archive.h"
#include "komparu/options.h"
#include "komparu/reader.h"
#include "komparu/side.h"
#include "komparu/stop.h"
#include "komparu/tree.h"
#include "output.h"
#include "report.h"
#include "sources.h"

namespace komparu::cli {

// Compares two trees that were asked for as such: archives, directories, a base URL. `options` are
// those for two byte streams.
Outcome run_members(const Invocation& asked, const CompareOptions& options,
                    const Fetching& fetching, Report& report, Output& output);

// The archive that is compared with a tree; null if `reader` holds none. Standard input and what a
// URL sends are read to see that; nobody waits for other streams, which may stay silent for ever.
std::unique_ptr<Archive> archive_beside_tree(std::unique_ptr<Reader> reader, const Operand& operand,
                                             const Invocation& asked, const Until& until);

// Compares an opened archive, which stands on `side`, with an opened tree.
Outcome run_archive_and_tree(Side side, Archive& archive, Tree& tree, const Invocation& asked,
                             const CompareOptions& options, Report& report, Output& output);

// Says that the members of two differing files can be compared, if both are archives. Looks at no
// more than their first bytes, and loads nothing for it.
void point_to_members(Reader& left, Reader& right, const Invocation& asked, Output& output);

}  // namespace komparu::cli

#endif  // KOMPARU_APPS_RUN_ARCHIVES_H_
