// SPDX-License-Identifier: MIT
// What of the extra formats is checked in this process: whether the archive is whole and nothing
// follows it, which libarchive does not look at. Each throws Error without a subject.
#ifndef KOMPARU_ARCHIVE_EXTRA_ENDS_H_
#define KOMPARU_ARCHIVE_EXTRA_ENDS_H_

#include "archive/raw_bytes.h"
#include "komparu/archive.h"

namespace komparu::archive {

// Before the members: bad_archive if the archive is shorter than it says or followed by more than
// zeros, as far as its beginning tells; unsupported if it has several volumes.
void check_extra_begin(ExtraFormat format, RandomAccess& access, Account& account);

// Behind the last member, whose reading has used `used` bytes: bad_archive if the archive has no
// end there.
void check_extra_end(ExtraFormat format, RandomAccess& access, std::uint64_t used,
                     Account& account);

}  // namespace komparu::archive

#endif  // KOMPARU_ARCHIVE_EXTRA_ENDS_H_
