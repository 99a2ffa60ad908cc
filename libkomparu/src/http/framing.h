// SPDX-License-Identifier: MIT
// H1, H5, H6, H9: what an answer's header fields prove about its body.
#ifndef KOMPARU_HTTP_FRAMING_H_
#define KOMPARU_HTTP_FRAMING_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace komparu::http {

// One answer's head, taken apart. Interim answers (1xx) and a proxy's answer to CONNECT are not
// given to it.
struct Head {
  int status = 0;
  int major = 0;  // of the HTTP version: 1 or 2; 0 for what is no status line
  int minor = 0;
  std::vector<std::pair<std::string, std::string>> fields;  // names in lower case, values trimmed
  // Why the head cannot be trusted: no status line, a line without colon, a name with a space or
  // another byte that is no token, a folded line, a control byte; empty if it can.
  std::string fault;

  // All values of a field, in order.
  std::vector<std::string_view> values(std::string_view name) const;
  // The one value; none if there is none or if there are several that differ.
  std::optional<std::string_view> value(std::string_view name) const;
};

// Takes header lines as they arrive, with or without their line end; begin() forgets them.
class HeadParser {
 public:
  void begin(std::string_view status_line);
  void add(std::string_view line);
  const Head& head() const { return head_; }

 private:
  Head head_;
};

// bytes F-L/T
struct ContentRange {
  std::uint64_t first = 0;
  std::uint64_t last = 0;
  std::uint64_t total = 0;

  bool operator==(const ContentRange&) const = default;
};

struct Framing {
  // The number of bytes that follow, from one valid Content-Length; none: chunked or until the end
  // of the connection.
  std::optional<std::uint64_t> length;
  bool chunked = false;
  // Of 206: exactly one valid Content-Range.
  std::optional<ContentRange> range;
  // Content-Encoding, if it is other than identity; in lower case, several separated by ", ".
  std::string encoding;
  // Nothing but the end of the connection ends the body.
  bool unframed() const { return !length && !chunked; }
};

// What the head says. Throws Error (http, subject empty): two distinct Content-Lengths (a list of
// equal values counts once), one that is no number, negative or above 2^63-1, one together with
// Transfer-Encoding, a Transfer-Encoding other than "chunked", a 206 without exactly one
// Content-Range or with one that is malformed (no "bytes", F > L, L >= T, T unknown) or contradicts
// the Content-Length, a head with a fault. HTTP/1.0 has no chunks: Transfer-Encoding there is an
// error. HTTP/2 frames every body: `chunked` is set, and Transfer-Encoding an error.
Framing framing_of(const Head& head);

// What identifies a representation (H3).
struct Validators {
  std::string etag;  // strong ones only; empty: none
  std::string last_modified;
  std::optional<std::uint64_t> total;
  std::string encoding;

  bool operator==(const Validators&) const = default;
};

Validators validators_of(const Head& head, const Framing& framing);

// The seconds that a Retry-After asks for, of which libcurl has read `seconds`: less than 0 for a
// date that has passed, and 0 for no field, "0", a number that it cannot hold and anything that is
// neither number nor date. None if it asks for nothing.
std::optional<std::uint64_t> retry_after(const Head& head, std::int64_t seconds);

}  // namespace komparu::http

#endif  // KOMPARU_HTTP_FRAMING_H_
