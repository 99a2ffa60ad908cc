// SPDX-License-Identifier: MIT
#include <algorithm>

#include "http/ascii.h"
#include "http/framing.h"

namespace komparu::http {
namespace {

std::string_view without_line_end(std::string_view line) {
  if (!line.empty() && line.back() == '\n') line.remove_suffix(1);
  if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
  return line;
}

bool has_control(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) { return c != '\t' && is_control(c); });
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

}  // namespace komparu::http
