// SPDX-License-Identifier: MIT
#ifndef KOMPARU_HTTP_BASE64_H_
#define KOMPARU_HTTP_BASE64_H_

#include <string>
#include <string_view>

namespace komparu::http {

// RFC 4648, section 4, with padding.
std::string base64(std::string_view bytes);

}  // namespace komparu::http

#endif  // KOMPARU_HTTP_BASE64_H_
