// SPDX-License-Identifier: MIT
// URLs, taken apart by one parser of our own: what is judged (host, port, origin) is exactly what
// is then asked for.
#ifndef KOMPARU_HTTP_URL_H_
#define KOMPARU_HTTP_URL_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace komparu::http {

// RFC 6454. What credentials and headers are bound to.
struct Origin {
  std::string scheme;  // "http" or "https"
  std::string host;    // lower case; IPv6 in brackets; a name's trailing dot is part of it
  std::uint16_t port = 0;

  bool operator==(const Origin&) const = default;
};

struct Credentials {
  std::string user;  // percent-decoded
  std::string password;

  bool operator==(const Credentials&) const = default;
};

class Url {
 public:
  // Throws Error (bad_option, with the redacted URL as subject): another scheme, no host, a bad
  // host or port, more than one '@' before the path, control bytes, spaces, backslashes, bytes that
  // are no ASCII in the host. Bytes above 0x7f in path and query are percent-encoded. Addresses get
  // their usual spelling (127.1 is 127.0.0.1). A fragment is dropped.
  static Url parse(std::string_view typed);

  // Where a Location header of this URL's answer leads (RFC 3986, 5.2, dot segments removed). The
  // result has no credentials: those in the Location are dropped, and this URL's own are not handed
  // on. Throws Error (http) if it is none that can be followed: empty, malformed, another scheme,
  // from https to http.
  Url resolved(std::string_view location) const;

  // A file below this base URL: each component percent-encoded (all but the unreserved characters
  // of RFC 3986). `path` has no empty component, no "." and no "..".
  Url below(std::string_view path) const;

  const Origin& origin() const { return origin_; }
  // From the URL itself.
  const std::optional<Credentials>& credentials() const { return credentials_; }
  // The path (never empty) and the query, as they go on the wire; dots are left as they are.
  const std::string& target() const { return target_; }

  // scheme://host:port/path?query for the transport: neither credentials nor fragment; the port
  // only where it is not the scheme's own.
  std::string text() const;
  // As text(), with "***" for credentials (`***@`, if there are any) and for the value of every
  // query parameter (a parameter without '=' is a value); what redacted() doubts is hidden, too.
  std::string shown() const;

 private:
  Origin origin_;
  std::optional<Credentials> credentials_;
  std::string target_;
  bool hidden_ = false;  // redacted() doubted the text it came from
};

// The redaction for any text that looks like a URL of whatever scheme, valid or not; also hides a
// fragment. Never fails, never shows more than it understands: where the authority is malformed, or
// an '@' after it may mean that a password went on there (http://user:1/2@host/), all after "://"
// is "***"; so is a text without "://". At most 2 KiB are shown.
std::string redacted(std::string_view url);

// X6: true for a name that may have been meant as a URL with a user part: "http:/u:pw@host",
// " http://u:pw@host", "//u:pw@host", "u:pw@host/". What is a file of such a name can be typed with
// "./" before it.
bool is_mistyped_url(std::string_view name);

}  // namespace komparu::http

#endif  // KOMPARU_HTTP_URL_H_
