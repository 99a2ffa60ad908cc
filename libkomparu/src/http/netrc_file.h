// SPDX-License-Identifier: MIT
#ifndef KOMPARU_HTTP_NETRC_FILE_H_
#define KOMPARU_HTTP_NETRC_FILE_H_

#include <cstddef>
#include <string>

namespace komparu::http {

inline constexpr std::size_t kLargestNetrcFile = std::size_t{1} << 20;

// The text of a netrc file. Throws as netrc_lookup() does.
std::string read_netrc_file(const std::string& path);

}  // namespace komparu::http

#endif  // KOMPARU_HTTP_NETRC_FILE_H_
