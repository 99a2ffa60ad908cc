// SPDX-License-Identifier: MIT
// Formats whose decoders have crashed on crafted input: they are read by request only, and never in
// this process.
#ifndef KOMPARU_ARCHIVE_EXTRA_FORMATS_H_
#define KOMPARU_ARCHIVE_EXTRA_FORMATS_H_

#include <memory>
#include <string>

#include "komparu/archive.h"

namespace komparu::archive {

// Whether the caller asked for archives of this format.
bool is_requested(ExtraFormat format, const ArchiveOptions& options);

// The archive in a format that only the worker reads. Throws Error (unsupported), which says which
// format it is and why it is not read.
std::unique_ptr<Archive> open_extra_archive(ExtraFormat format, const std::string& name,
                                            const ArchiveOptions& options);

}  // namespace komparu::archive

#endif  // KOMPARU_ARCHIVE_EXTRA_FORMATS_H_
