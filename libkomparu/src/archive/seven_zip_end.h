// SPDX-License-Identifier: MIT
#ifndef KOMPARU_ARCHIVE_SEVEN_ZIP_END_H_
#define KOMPARU_ARCHIVE_SEVEN_ZIP_END_H_

#include "archive/raw_bytes.h"

namespace komparu::archive {

// Throws Error (bad_archive), without a subject, unless the 7z file ends where its first record
// says: libarchive does not look at what follows.
void check_seven_zip_end(RandomAccess& access, Account& account);

}  // namespace komparu::archive

#endif  // KOMPARU_ARCHIVE_SEVEN_ZIP_END_H_
