// SPDX-License-Identifier: MIT
#include "sources.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "descriptors.h"
#include "file_lines.h"
#include "komparu/error.h"

namespace komparu::cli {
namespace {

// As curl does: a carriage return ends a line as well, and empty lines are skipped.
void read_headers(const std::string& file, const StopToken& stop,
                  std::vector<std::string>& headers) {
  FileLines lines(file, '\n', stop, FileLines::kSmallFile);
  std::size_t number = 0;
  while (const std::optional<std::string> line = lines.next()) {
    ++number;
    std::string_view rest = *line;
    while (!rest.empty()) {
      const std::size_t end = std::min(rest.find('\r'), rest.size());
      if (end > 0) headers.emplace_back(rest.substr(0, end));
      rest.remove_prefix(std::min(end + 1, rest.size()));
      if (end == 0) continue;
      HttpOptions alone;
      alone.headers.push_back(headers.back());
      try {
        check_http_options(alone);
      } catch (const Error& error) {
        throw Error(ErrorCode::unreadable, shown_name(file),
                    fmt::format("line {}: {}", number, error.what()));
      }
    }
  }
}

void add_headers(const std::vector<std::string>& typed, const StopToken& stop,
                 std::vector<std::string>& headers) {
  for (const std::string& header : typed) {
    if (header[0] == '@') {
      read_headers(header.substr(1), stop, headers);
    } else {
      headers.push_back(header);
    }
  }
}

}  // namespace

Fetching fetching(const Invocation& asked, const StopToken& stop) {
  Fetching result;
  if (!asked.meets_urls) return result;
  HttpOptions http = asked.web.http;
  add_headers(asked.web.headers, stop, http.headers);
  result.both = std::make_shared<const HttpOptions>(http);
  const auto side = [&](const std::vector<std::string>& headers) {
    if (headers.empty()) return result.both;
    HttpOptions own = http;
    add_headers(headers, stop, own.headers);
    return std::make_shared<const HttpOptions>(std::move(own));
  };
  result.left = side(asked.web.left_headers);
  result.right = side(asked.web.right_headers);
  return result;
}

Source source_of(const Operand& operand, const std::shared_ptr<const HttpOptions>& http) {
  if (operand.kind == Operand::Kind::standard_input) return Source(operand.name, kStandardInput);
  Source source(operand.path);
  if (operand.kind == Operand::Kind::web) source.http = http;
  return source;
}

}  // namespace komparu::cli
