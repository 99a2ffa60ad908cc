// SPDX-License-Identifier: MIT
#include "operand.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "komparu/error.h"
#include "komparu/http.h"
#include "local_path.h"

namespace komparu::cli {
namespace {

constexpr char ascii_lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

constexpr bool is_letter(char c) { return ascii_lower(c) >= 'a' && ascii_lower(c) <= 'z'; }

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::string lower(std::string_view text) {
  std::string result(text);
  std::transform(result.begin(), result.end(), result.begin(), ascii_lower);
  return result;
}

// The scheme of RFC 3986, section 3.1, if the text goes on with "://" behind it.
std::optional<std::string_view> scheme_of(std::string_view text) {
  const std::size_t end = text.find("://");
  if (end == std::string_view::npos || end == 0 || !is_letter(text[0])) return std::nullopt;
  const std::string_view scheme = text.substr(0, end);
  const bool valid = std::all_of(scheme.begin(), scheme.end(), [](char c) {
    return is_letter(c) || is_digit(c) || c == '+' || c == '-' || c == '.';
  });
  return valid ? std::optional(scheme) : std::nullopt;
}

int hex_digit(char c) {
  if (is_digit(c)) return c - '0';
  const char small = ascii_lower(c);
  return small >= 'a' && small <= 'f' ? small - 'a' + 10 : -1;
}

std::string percent_decoded(std::string_view text) {
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      result.push_back(text[i]);
      continue;
    }
    const int high = i + 2 < text.size() ? hex_digit(text[i + 1]) : -1;
    const int low = high >= 0 ? hex_digit(text[i + 2]) : -1;
    if (low < 0) throw BadOperand{"invalid percent-encoding in a file:// URL"};
    if (high == 0 && low == 0) throw BadOperand{"a file:// URL cannot hold %00"};
    result.push_back(static_cast<char>(high * 16 + low));
    i += 2;
  }
  return result;
}

// RFC 8089. Other programs take '?' for a query and '#' for a fragment, and would open another
// file, so both must be encoded.
std::string path_of_file_url(std::string_view rest) {
  const std::size_t slash = std::min(rest.find('/'), rest.size());
  const std::string host = lower(rest.substr(0, slash));
  if (!host.empty() && host != "localhost") {
    throw BadOperand{"the host of a file:// URL must be empty or localhost"};
  }
  const std::string_view path = rest.substr(slash);
  if (path.empty()) throw BadOperand{"a file:// URL needs a path"};
  if (path.find_first_of("?#") != std::string_view::npos) {
    throw BadOperand{"'?' and '#' must be written as %3F and %23 in a file:// URL"};
  }
  return path_of_url_path(percent_decoded(path));
}

Operand web_operand(std::string_view typed) {
  try {
    check_url(typed);
  } catch (const Error& error) {
    throw BadOperand{error.what()};  // its subject is the redacted URL
  }
  std::string shown = shown_name(typed);
  // A fragment is not sent to the server, so it is no part of the name.
  if (const std::size_t hash = shown.find('#'); hash != std::string::npos) shown.resize(hash);
  return {Operand::Kind::web, std::move(shown), std::string(typed)};
}

// http:/host is a typing error, seldom the file "host" in a directory "http:".
void check_scheme_with_one_slash(std::string_view typed) {
  const std::size_t colon = typed.find(':');
  if (colon == std::string_view::npos || colon + 1 >= typed.size() || typed[colon + 1] != '/')
    return;
  const std::string scheme = lower(typed.substr(0, colon));
  for (const std::string_view known : {"http", "https", "s3", "gs", "ftp"}) {
    if (scheme != known) continue;
    throw BadOperand{
        fmt::format("'{}' looks like a URL: write {}:// with two slashes, or ./{}:/ "
                    "for a file of that name",
                    shown_name(typed), scheme, scheme)};
  }
}

}  // namespace

Operand read_operand(std::string_view typed) {
  if (typed == "-") return {Operand::Kind::standard_input, "-", {}};
  const std::optional<std::string_view> scheme = scheme_of(typed);
  if (!scheme || is_drive(*scheme)) {
    check_scheme_with_one_slash(typed);
    return {Operand::Kind::path, shown_name(typed), std::string(typed)};
  }
  const std::string name = lower(*scheme);
  if (name == "file") {
    return {Operand::Kind::path, std::string(typed),
            path_of_file_url(typed.substr(scheme->size() + 3))};
  }
  if (name == "http" || name == "https") return web_operand(typed);
  throw BadOperand{
      fmt::format("unsupported scheme '{}://' (supported: file://, http://, https://; of other "
                  "storage, signed https:// URLs can be listed in a file for --url-map)",
                  *scheme)};
}

}  // namespace komparu::cli
