// SPDX-License-Identifier: MIT
// How archives are read, by the defaults of the command and by the environment.
#ifndef KOMPARU_APPS_OPTIONS_ARCHIVE_OPTIONS_H_
#define KOMPARU_APPS_OPTIONS_ARCHIVE_OPTIONS_H_

#include <string>
#include <string_view>

#include "komparu/archive.h"
#include "options/web_options.h"

namespace komparu::cli {

// The defaults of the command. They are wider than those of the library, because a person at a
// terminal can interrupt.
ArchiveOptions archive_defaults();

// Adds the directory for temporary files that the environment names.
void complete_archive_options(ArchiveOptions& archives, const Environment& environment);

// The reason of an Error (limit_exceeded) with the option in the place of the limit's own name.
std::string limit_by_option(std::string_view detail);

// The reason of an Error (unsupported), with the option that turns the format on.
std::string request_by_option(std::string_view detail);

}  // namespace komparu::cli

#endif  // KOMPARU_APPS_OPTIONS_ARCHIVE_OPTIONS_H_
