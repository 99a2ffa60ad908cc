// SPDX-License-Identifier: MIT
#ifndef KOMPARU_ARCHIVE_MEMBER_NAME_H_
#define KOMPARU_ARCHIVE_MEMBER_NAME_H_

#include <cstdint>
#include <string>
#include <string_view>

namespace komparu::archive {

// A member's name as it is compared: without leading "./", doubled and trailing slashes. A leading
// "/" and ".." stay; nothing is resolved. Empty for the root itself.
std::string normalised_name(std::string_view name);

// A normalised name without its first `count` components (and the "/" before them); empty if it has
// no more than that.
std::string stripped_name(std::string_view name, std::uint64_t count);

}  // namespace komparu::archive

#endif  // KOMPARU_ARCHIVE_MEMBER_NAME_H_
