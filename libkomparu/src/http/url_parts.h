// SPDX-License-Identifier: MIT
// The grammar of URLs (RFC 3986), read strictly: what two parsers could read in two ways is
// refused.
#ifndef KOMPARU_HTTP_URL_PARTS_H_
#define KOMPARU_HTTP_URL_PARTS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "http/url.h"

namespace komparu::http {

// Views of a text of the form scheme://authority/path?query#fragment.
struct UrlParts {
  std::string_view scheme;
  std::string_view authority;
  std::string_view path;      // begins with '/', or empty
  std::string_view query;     // begins with '?', or empty
  std::string_view fragment;  // begins with '#', or empty
};

// None if the text does not begin with a scheme and "://". Nothing else is checked.
std::optional<UrlParts> split_url(std::string_view text);

// The scheme before the first ':', if that is one; empty: none.
std::string_view scheme_of(std::string_view text);

// user:password@host:port
struct Authority {
  std::string_view userinfo;  // as typed, without '@'
  bool has_userinfo = false;  // also where it is empty
  // A name in lower case; an IPv4 address, however it was spelt, as four decimals; an IPv6 address
  // in brackets, in its shortest form.
  std::string host;
  bool is_address = false;
  std::optional<std::uint16_t> port;  // none where none was typed
};

// Fills `result`. Null, or what is wrong in words that show nothing of the text: no host, a bad
// host or port, more than one '@'. Bytes of the userinfo are not looked at.
const char* parse_authority(std::string_view text, Authority& result);

// Fills `result`, unless the text is empty. Null, or what is wrong: a '%' that encodes nothing, an
// encoded control byte.
const char* parse_credentials(std::string_view userinfo, std::optional<Credentials>& result);

// Null, or why the text cannot be part of a URL: control bytes, spaces, backslashes.
const char* fault_in_bytes(std::string_view text);

// %XX replaced by the byte; none if '%' is followed by anything else.
std::optional<std::string> percent_decoded(std::string_view text);

}  // namespace komparu::http

#endif  // KOMPARU_HTTP_URL_PARTS_H_
