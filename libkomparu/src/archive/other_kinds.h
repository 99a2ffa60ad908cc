// SPDX-License-Identifier: MIT
// Files that people take for archives, and that are none which is read here.
#ifndef KOMPARU_ARCHIVE_OTHER_KINDS_H_
#define KOMPARU_ARCHIVE_OTHER_KINDS_H_

#include <cstddef>
#include <memory>
#include <span>
#include <string>

#include "komparu/archive.h"

namespace komparu::archive {

// As open_if_archive(); if it is no archive, `other` says what it is instead, as far as that is
// known. All errors name the archive.
std::unique_ptr<komparu::Archive> open_or_name(std::unique_ptr<Reader> reader,
                                               const std::string& name,
                                               const ArchiveOptions& options, const Until& until,
                                               std::string& other);

// What the file that begins with `head` is, why it is not read and what helps: "lzip-made .lz file:
// this compression is not unpacked; lzip -dc unpacks it". Empty if that is not known.
std::string other_kind(std::span<const std::byte> head);

}  // namespace komparu::archive

#endif  // KOMPARU_ARCHIVE_OTHER_KINDS_H_
