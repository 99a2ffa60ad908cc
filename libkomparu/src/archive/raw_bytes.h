// SPDX-License-Identifier: MIT
// The bytes of the archive itself, on their way to whatever decodes them.
#ifndef KOMPARU_ARCHIVE_RAW_BYTES_H_
#define KOMPARU_ARCHIVE_RAW_BYTES_H_

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "archive/account.h"
#include "komparu/reader.h"

namespace komparu::archive {

// Reads `access` in order, from its first byte on. Both must outlive it.
std::unique_ptr<Reader> make_pass(RandomAccess& access, Account& account);

// Gives `head` first, then what `rest` still has, which must outlive it.
std::unique_ptr<Reader> make_resumed(std::vector<std::byte> head, Reader& rest);

// Reads `reader` on account, which must both outlive it.
std::unique_ptr<Reader> make_counted(Reader& reader, Account& account);

// The first bytes of what `reader` gives, at most `count`.
std::vector<std::byte> read_head(Reader& reader, std::size_t count);

}  // namespace komparu::archive

#endif  // KOMPARU_ARCHIVE_RAW_BYTES_H_
