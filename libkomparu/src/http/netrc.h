// SPDX-License-Identifier: MIT
// H12: users and passwords by exact host name from a netrc file.
#ifndef KOMPARU_HTTP_NETRC_H_
#define KOMPARU_HTTP_NETRC_H_

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "http/url.h"

namespace komparu::http {

// The entry `machine HOST` of the text of a netrc file, in curl's syntax: tokens separated by white
// space, quoted ones with \" \\ \n \r \t; # begins a comment, but not within a value or as its
// first character; macdef goes up to an empty line; `default` counts for nobody. Case does not
// count in the name of the host. The first entry with a login is taken; none if there is none. What
// follows a quote that is not closed on its line is not read.
std::optional<Credentials> netrc_entry(std::string_view text, std::string_view host);

// The same from a file. Throws Error (not_found, unreadable, wrong_kind) if it cannot be read, is
// no regular file or is larger than 1 MiB.
std::optional<Credentials> netrc_lookup(const std::string& path, std::string_view host);

inline constexpr std::size_t kLargestNetrcFile = std::size_t{1} << 20;

// The text of a netrc file. Throws as netrc_lookup() does.
std::string read_netrc_file(const std::string& path);

}  // namespace komparu::http

#endif  // KOMPARU_HTTP_NETRC_H_
