// SPDX-License-Identifier: MIT
// How archives are read, as far as the typed words and the environment tell.
#ifndef KOMPARU_APPS_OPTIONS_ARCHIVE_OPTIONS_H_
#define KOMPARU_APPS_OPTIONS_ARCHIVE_OPTIONS_H_

#include <string>
#include <string_view>

#include "komparu/archive.h"
#include "options/web_options.h"

namespace komparu::cli {

// What holds where nothing is typed: wider than the library's own defaults, for whoever types can
// also interrupt.
ArchiveOptions archive_defaults();

// Adds what the environment says about temporary files, and who reads the formats of
// --archive-formats.
void complete_archive_options(ArchiveOptions& archives, const Environment& environment);

// The reason of an Error (limit_exceeded) with the option in the place of the limit's own name.
std::string limit_by_option(std::string_view detail);

// The reason of an Error (unsupported) with the option that asks for what is read only by request.
std::string request_by_option(std::string_view detail);

}  // namespace komparu::cli

#endif  // KOMPARU_APPS_OPTIONS_ARCHIVE_OPTIONS_H_
