// SPDX-License-Identifier: MIT
#ifndef KOMPARU_ARCHIVE_SEVEN_ZIP_END_H_
#define KOMPARU_ARCHIVE_SEVEN_ZIP_END_H_

#include "archive/raw_bytes.h"

namespace komparu::archive {

// Throws Error (bad_archive), without a subject, unless the first record of the 7z file is as it
// was written and the file ends where it says: libarchive looks neither at its check sum nor at
// what follows the end. A version that is not known is unsupported.
void check_seven_zip_end(RandomAccess& access, Account& account);

}  // namespace komparu::archive

#endif  // KOMPARU_ARCHIVE_SEVEN_ZIP_END_H_
