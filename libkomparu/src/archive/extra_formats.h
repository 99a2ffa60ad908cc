// SPDX-License-Identifier: MIT
// Formats whose decoders have crashed on crafted input: they are read by request only, and never in
// this process.
#ifndef KOMPARU_ARCHIVE_EXTRA_FORMATS_H_
#define KOMPARU_ARCHIVE_EXTRA_FORMATS_H_

#include <memory>

#include "archive/account.h"
#include "komparu/archive.h"

namespace komparu::archive {

// Whether the caller asked for archives of this format.
bool is_requested(ExtraFormat format, const ArchiveOptions& options);

// Throws Error (unsupported), which says which format it is and why it is not read, unless it was
// asked for and there is a worker for it.
void require_request(ExtraFormat format, const ArchiveOptions& options);

// A pass that a worker of its own makes, which is started here and gone with the pass. `access`
// must outlive it.
std::unique_ptr<MemberStream> read_extra(ExtraFormat format, RandomAccess& access,
                                         const ArchiveOptions& options,
                                         std::shared_ptr<Account> account);

}  // namespace komparu::archive

#endif  // KOMPARU_ARCHIVE_EXTRA_FORMATS_H_
