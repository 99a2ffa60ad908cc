// SPDX-License-Identifier: MIT
// Windows speaks UTF-16, komparu UTF-8. Surrogates that stand alone, which names of files may hold,
// are encoded like any other number (WTF-8), so that a name survives the way there and back.
#ifndef KOMPARU_APPS_WIN32_UTF16_H_
#define KOMPARU_APPS_WIN32_UTF16_H_

#include <string>
#include <string_view>

namespace komparu::cli {

std::string utf8_of(std::wstring_view text);

// Bytes that are no such encoding become U+FFFD.
std::wstring utf16_of(std::string_view text);

}  // namespace komparu::cli

#endif  // KOMPARU_APPS_WIN32_UTF16_H_
