// SPDX-License-Identifier: MIT
#include "archive/seven_zip/end.h"

#include "archive/byte_cursor.h"
#include "archive/inflater.h"
#include "archive/little_endian.h"
#include "komparu/error.h"

namespace komparu::archive {

void check_seven_zip_end(RandomAccess& access, Account& account) {
  constexpr std::size_t kSignatureHeader = 32;
  ByteCursor file(access, account, kSignatureHeader);
  const auto header = file.at(0, kSignatureHeader);
  if (header.size() < kSignatureHeader) {
    throw Error(ErrorCode::bad_archive, "", "the 7z file is cut off");
  }
  // The writer counts the minor version up for what it adds; a major one would be another format.
  if (header[6] != std::byte{0}) {
    throw Error(ErrorCode::unsupported, "", "the 7z file is of a version that is not known");
  }
  if (make_inflater()->crc32(0, header.subspan(12)) != le32(header, 8)) {
    throw Error(ErrorCode::bad_archive, "", "the first record of the 7z file is damaged");
  }
  const std::uint64_t offset = le64(header, 12);
  const std::uint64_t length = le64(header, 20);
  const std::uint64_t room = access.size() - kSignatureHeader;
  if (offset > room || length > room - offset) {
    throw Error(ErrorCode::bad_archive, "", "the 7z file is cut off");
  }
  if (offset + length < room) {
    throw Error(ErrorCode::bad_archive, "", "bytes follow the end of the 7z file");
  }
}

}  // namespace komparu::archive
