// SPDX-License-Identifier: MIT
#include "http/framing.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "http/ascii.h"
#include "komparu/error.h"

namespace komparu::http {
namespace {

constexpr std::uint64_t kLargest = std::numeric_limits<std::int64_t>::max();

Error untrustworthy(std::string why) { return Error(ErrorCode::http, "", std::move(why)); }

// Cuts the text before the next separator off its front; what is left begins behind it.
std::string_view cut(std::string_view& text, char separator) {
  const std::string_view part = text.substr(0, text.find(separator));
  text.remove_prefix(std::min(part.size() + 1, text.size()));
  return part;
}

// All elements of a field that is a list (RFC 9110, 5.6.1), empty ones included.
std::vector<std::string_view> elements_of(const Head& head, std::string_view name) {
  std::vector<std::string_view> elements;
  for (std::string_view value : head.values(name)) {
    for (bool more = true; more;) {
      more = value.find(',') != std::string_view::npos;
      elements.push_back(trimmed(cut(value, ',')));
    }
  }
  return elements;
}

std::optional<std::uint64_t> content_length(const Head& head) {
  std::optional<std::uint64_t> length;
  for (const std::string_view element : elements_of(head, "content-length")) {
    const auto number = number_of(element, kLargest);
    if (!number) throw untrustworthy("the answer's Content-Length is malformed");
    if (length.value_or(*number) != *number) {
      throw untrustworthy("the answer has two different Content-Lengths");
    }
    length = number;
  }
  return length;
}

// True for chunks, false without a Transfer-Encoding.
bool transfer_encoded(const Head& head) {
  const auto codings = elements_of(head, "transfer-encoding");
  if (codings.empty()) return false;
  if (head.major != 1 || head.minor == 0) {
    throw untrustworthy("the answer has a Transfer-Encoding, which its HTTP version does not know");
  }
  if (codings.size() != 1 || !equal_ignoring_case(codings[0], "chunked")) {
    throw untrustworthy("the answer's Transfer-Encoding is other than chunked");
  }
  if (!head.values("content-length").empty()) {
    throw untrustworthy("the answer has both a Content-Length and a Transfer-Encoding");
  }
  return true;
}

std::optional<ContentRange> parse_content_range(std::string_view value) {
  if (!equal_ignoring_case(cut(value, ' '), "bytes")) return std::nullopt;
  const auto first = number_of(cut(value, '-'), kLargest);
  const auto last = number_of(cut(value, '/'), kLargest);
  const auto total = number_of(value, kLargest);
  if (!first || !last || !total || *first > *last || *last >= *total) return std::nullopt;
  return ContentRange{*first, *last, *total};
}

ContentRange content_range(const Head& head, const Framing& framing) {
  const auto values = head.values("content-range");
  if (values.size() != 1) {
    throw untrustworthy(values.empty() ? "the answer 206 has no Content-Range"
                                       : "the answer 206 has several Content-Ranges");
  }
  const auto range = parse_content_range(values[0]);
  if (!range) throw untrustworthy("the answer's Content-Range is malformed");
  if (framing.length && *framing.length != range->last - range->first + 1) {
    throw untrustworthy("the answer's Content-Length and Content-Range contradict each other");
  }
  return *range;
}

std::string content_encoding(const Head& head) {
  std::string encodings;
  for (const std::string_view element : elements_of(head, "content-encoding")) {
    if (element.empty() || equal_ignoring_case(element, "identity")) continue;
    if (!encodings.empty()) encodings += ", ";
    encodings += lower(element);
  }
  return encodings;
}

// RFC 9110, 8.8.3: "..." without quotes inside; W/"..." is weak.
bool is_strong_etag(std::string_view etag) {
  return etag.size() >= 2 && etag.front() == '"' && etag.back() == '"' &&
         etag.find_first_of("\" \t", 1) == etag.size() - 1;
}

}  // namespace

std::vector<std::string_view> Head::values(std::string_view name) const {
  std::vector<std::string_view> found;
  for (const auto& [field, value] : fields) {
    if (field == name) found.push_back(value);
  }
  return found;
}

std::optional<std::string_view> Head::value(std::string_view name) const {
  const auto found = values(name);
  if (found.empty()) return std::nullopt;
  const bool one = std::all_of(found.begin(), found.end(),
                               [&](std::string_view value) { return value == found[0]; });
  return one ? std::optional(found[0]) : std::nullopt;
}

Framing framing_of(const Head& head) {
  if (!head.fault.empty()) throw untrustworthy(head.fault);
  if (head.major == 0) throw untrustworthy("the answer has no status line");
  Framing framing;
  framing.chunked = transfer_encoded(head) || head.major >= 2;
  framing.length = content_length(head);
  if (head.status == 206) framing.range = content_range(head, framing);
  framing.encoding = content_encoding(head);
  return framing;
}

Validators validators_of(const Head& head, const Framing& framing) {
  Validators validators;
  const std::string_view etag = head.value("etag").value_or("");
  if (is_strong_etag(etag)) validators.etag = etag;
  validators.last_modified = head.value("last-modified").value_or("");
  if (framing.range) {
    validators.total = framing.range->total;
  } else if (head.status == 200) {
    validators.total = framing.length;
  }
  validators.encoding = framing.encoding;
  return validators;
}

}  // namespace komparu::http
