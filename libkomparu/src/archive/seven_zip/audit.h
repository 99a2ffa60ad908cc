// SPDX-License-Identifier: MIT
#ifndef KOMPARU_ARCHIVE_SEVEN_ZIP_AUDIT_H_
#define KOMPARU_ARCHIVE_SEVEN_ZIP_AUDIT_H_

#include "archive/account.h"
#include "archive/seven_zip/header.h"
#include "komparu/reader.h"

namespace komparu::archive {

// Throws Error (bad_archive), without a subject, unless the first record of the 7z file is as it
// was written, the file ends where it says, the header behind it is whole and its counts agree.
// libarchive looks at none of that. A version that is not known is unsupported, a header that needs
// a password is encrypted.
SevenZipHeader audit_seven_zip(RandomAccess& access, Account& account);

}  // namespace komparu::archive

#endif  // KOMPARU_ARCHIVE_SEVEN_ZIP_AUDIT_H_
