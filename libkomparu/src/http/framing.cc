// SPDX-License-Identifier: MIT
#include "http/framing.h"

#include <algorithm>
#include <limits>

#include <fmt/format.h>

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

namespace {

std::string_view without_line_end(std::string_view line) {
  if (!line.empty() && line.back() == '\n') line.remove_suffix(1);
  if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
  return line;
}

// HTTP/1.1 200 Reason, HTTP/2 200; false for anything else.
bool parse_status_line(std::string_view line, Head& head) {
  constexpr std::string_view kName = "HTTP/";
  if (line.substr(0, kName.size()) != kName) return false;
  line.remove_prefix(kName.size());
  const std::string_view version = line.substr(0, line.find(' '));
  line.remove_prefix(version.size());
  if (version.size() == 3 && version.substr(0, 2) == "1." && is_digit(version[2])) {
    head.minor = version[2] - '0';
  } else if (version != "2" && version != "2.0") {
    return false;
  }
  const std::string_view digits = line.substr(0, 4);
  const auto status = number_of(digits.substr(std::min<std::size_t>(1, digits.size())), 999);
  if (digits.size() != 4 || !status || *status < 100) return false;
  if (line.size() > 4 && line[4] != ' ') return false;
  head.status = static_cast<int>(*status);
  head.major = version[0] - '0';
  return true;
}

}  // namespace

void HeadParser::begin(std::string_view status_line) {
  head_ = Head{};
  status_line = without_line_end(status_line);
  if (has_control(status_line) || !parse_status_line(status_line, head_)) {
    head_ = Head{};
    head_.fault = "the answer's status line is malformed";
  }
}

void HeadParser::add(std::string_view line) {
  line = without_line_end(line);
  if (line.empty() || !head_.fault.empty()) return;
  const std::size_t colon = line.find(':');
  const std::string_view name = line.substr(0, colon);
  if (line[0] == ' ' || line[0] == '\t') {
    head_.fault = "the answer has a folded header line";
  } else if (colon == std::string_view::npos) {
    head_.fault = "the answer has a header line without a colon";
  } else if (!is_token(name)) {
    head_.fault = "the answer has a header field with a malformed name";
  } else if (has_control(line.substr(colon + 1))) {
    head_.fault = "the answer has a control byte in a header field";
  } else {
    head_.fields.emplace_back(lower(name), trimmed(line.substr(colon + 1)));
  }
}

std::optional<std::uint64_t> retry_after(const Head& head, std::int64_t seconds) {
  if (seconds != 0) return static_cast<std::uint64_t>(std::max<std::int64_t>(seconds, 0));
  const std::string_view value = head.value("retry-after").value_or("");
  if (value.empty() || !std::all_of(value.begin(), value.end(), is_digit)) return std::nullopt;
  const bool is_zero = value.find_first_not_of('0') == std::string_view::npos;
  return is_zero ? 0 : std::numeric_limits<std::uint64_t>::max();
}

}  // namespace komparu::http
