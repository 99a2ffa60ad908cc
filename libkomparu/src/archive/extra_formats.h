// SPDX-License-Identifier: MIT
// Formats whose decoders have crashed on crafted input: they are read by request only, and never in
// this process.
#ifndef KOMPARU_ARCHIVE_EXTRA_FORMATS_H_
#define KOMPARU_ARCHIVE_EXTRA_FORMATS_H_

#include <memory>

#include "archive/account.h"
#include "archive/libarchive.h"
#include "archive/worker_process.h"
#include "komparu/archive.h"
#include "komparu/reader.h"

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

// What of the extra formats is checked in this process: whether the archive is whole and nothing
// follows it, which libarchive does not look at. Each throws Error without a subject.

// Before the members: bad_archive if the archive is shorter than it says or followed by more than
// zeros, as far as its beginning tells; unsupported if it has several volumes.
void check_extra_begin(ExtraFormat format, RandomAccess& access, Account& account);

// Behind the last member, whose reading has used `used` bytes: bad_archive if the archive has no
// end there.
void check_extra_end(ExtraFormat format, RandomAccess& access, std::uint64_t used,
                     Account& account);

// A pass through one format that a worker makes. Nothing that the worker says is believed beyond
// what a damaged archive could say: what is no message, or comes out of turn, ends the pass.
// `access` and `account` must outlive it. Throws Error (unsupported) if `worker` is none.
std::unique_ptr<FormatReader> make_worker_format(std::unique_ptr<WorkerProcess> worker,
                                                 ExtraFormat format, RandomAccess& access,
                                                 Account& account, const WorkerLimits& limits = {});

}  // namespace komparu::archive

#endif  // KOMPARU_ARCHIVE_EXTRA_FORMATS_H_
