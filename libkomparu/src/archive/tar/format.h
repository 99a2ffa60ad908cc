// SPDX-License-Identifier: MIT
#ifndef KOMPARU_ARCHIVE_TAR_FORMAT_H_
#define KOMPARU_ARCHIVE_TAR_FORMAT_H_

#include <memory>

#include "archive/account.h"
#include "archive/libarchive.h"
#include "komparu/reader.h"

namespace komparu::archive {

// Reads a tar archive: v7, ustar, pax, GNU. Blocks of content are views of what `source` gives.
// Both must outlive it.
std::unique_ptr<FormatReader> open_tar(Reader& source, Account& account);

}  // namespace komparu::archive

#endif  // KOMPARU_ARCHIVE_TAR_FORMAT_H_
