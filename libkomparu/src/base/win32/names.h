// SPDX-License-Identifier: MIT
// Names of files: the library has them in UTF-8, Windows in 16-bit units that need be no valid
// UTF-16. A surrogate without its other half is three bytes as UTF-8 would have it (WTF-8), so that
// every name comes back as it was.
#ifndef KOMPARU_BASE_WIN32_NAMES_H_
#define KOMPARU_BASE_WIN32_NAMES_H_

#include <optional>
#include <string>
#include <string_view>

namespace komparu {

std::string narrow_name(std::wstring_view name);

// None if no file can be called so: the bytes are no UTF-8, or a zero is among them.
std::optional<std::wstring> wide_name(std::string_view name);

}  // namespace komparu

#endif  // KOMPARU_BASE_WIN32_NAMES_H_
