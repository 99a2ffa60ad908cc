// SPDX-License-Identifier: MIT
#ifndef KOMPARU_ARCHIVE_SPOOL_H_
#define KOMPARU_ARCHIVE_SPOOL_H_

#include <memory>
#include <string>

#include "archive/raw_bytes.h"
#include "komparu/reader.h"

namespace komparu::archive {

// All that `source` gives, in a file without a name in `directory`, which is gone with the object.
// Throws Error: limit_exceeded if that is more than the allowance has for decompressed bytes, else
// what the system says.
std::unique_ptr<RandomAccess> spool(Reader& source, const std::string& directory, Account& account);

}  // namespace komparu::archive

#endif  // KOMPARU_ARCHIVE_SPOOL_H_
