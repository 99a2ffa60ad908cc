// SPDX-License-Identifier: MIT
// Names are bytes; these are the ways in which they are shown.
#ifndef KOMPARU_APPS_SHOWN_TEXT_H_
#define KOMPARU_APPS_SHOWN_TEXT_H_

#include <string>
#include <string_view>

namespace komparu::cli {

// Control bytes become \xNN, so that a name can neither break a line nor steer a terminal; bytes
// from 0x80 on stay as they are.
std::string escape_controls(std::string_view text);

// True for well-formed UTF-8 (RFC 3629).
bool is_utf8(std::string_view text);

// A JSON string, quotes included; what is not UTF-8 becomes U+FFFD.
std::string json_string(std::string_view text);

// RFC 4648, section 4.
std::string base64(std::string_view bytes);

}  // namespace komparu::cli

#endif  // KOMPARU_APPS_SHOWN_TEXT_H_
