// SPDX-License-Identifier: MIT
#ifndef KOMPARU_ARCHIVE_ZIP_NAMES_H_
#define KOMPARU_ARCHIVE_ZIP_NAMES_H_

#include <string>
#include <string_view>

#include "archive/inflater.h"
#include "archive/zip/records.h"

namespace komparu::archive {

// The name of an entry by all that its header says (A16). Throws Error (bad_archive), without a
// subject, if the header can be read as two names.
std::string zip_entry_name(const ZipHeader& header, const Inflater& crc);

// Whether bytes are UTF-8 as RFC 3629 has it.
bool is_utf8(std::string_view bytes);

// Whether `raw` may be what is left of the name `unicode` in an encoding that is not told.
bool may_stand_for(std::string_view raw, std::string_view unicode);

}  // namespace komparu::archive

#endif  // KOMPARU_ARCHIVE_ZIP_NAMES_H_
