// SPDX-License-Identifier: MIT
#include <algorithm>

#include "http/ascii.h"
#include "http/url.h"
#include "http/url_parts.h"

namespace komparu::http {
namespace {

constexpr std::string_view kHidden = "***";

bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

// Whoever forgets to encode '/', '?' or '#' in a password moves the end of the authority into it:
// in http://user:1/2@host/ the host is "user". An '@' after the authority is shown only where the
// host can hardly be a user name.
bool may_be_userinfo(std::string_view typed, const Authority& authority, std::string_view rest) {
  if (!contains(rest, "@")) return false;
  if (authority.has_userinfo) return true;
  const bool usual_spelling = typed.substr(0, authority.host.size()) == authority.host;
  if (authority.is_address && (typed.front() == '[' || usual_spelling)) return false;
  if (authority.host == "localhost") return false;
  return contains(typed, ":") || !contains(typed, ".");
}

// A path can hold a whole URL, as archives of the web have it.
bool may_hold_url(std::string_view path) {
  const std::string decoded = percent_decoded(path).value_or(std::string(path));
  return contains(decoded, "@") && (contains(decoded, ":") || contains(decoded, "//"));
}

bool is_parameter_name(std::string_view name) {
  return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
    return is_letter(c) || is_digit(c) || contains("-_.$[]%", {&c, 1});
  });
}

// All but the names of parameters. What ends in '=' alone may be the end of something in base64;
// what holds a ';' may be several parameters.
std::string redacted_query(std::string_view query) {
  std::string result;
  while (!query.empty()) {
    result += query.front();  // '?' or '&'
    query.remove_prefix(1);
    const std::string_view parameter = query.substr(0, query.find('&'));
    query.remove_prefix(parameter.size());
    const std::string_view name = parameter.substr(0, parameter.find('='));
    const bool has_value = parameter.find_first_not_of('=', name.size()) != std::string_view::npos;
    if (has_value && is_parameter_name(name)) result.append(name).append("=");
    if (!parameter.empty()) result += kHidden;
  }
  return result;
}

std::string redacted_whole(std::string_view url) {
  if (url.empty()) return {};
  const auto parts = split_url(url);
  if (!parts) return std::string(kHidden);
  std::string result(parts->scheme);
  result += "://";
  Authority authority;
  const std::string_view rest = url.substr(result.size() + parts->authority.size());
  if (fault_in_bytes(url) != nullptr || parse_authority(parts->authority, authority) != nullptr ||
      may_be_userinfo(parts->authority, authority, rest) || may_hold_url(parts->path)) {
    return result.append(kHidden);
  }
  if (authority.has_userinfo) result.append(kHidden).append("@");
  result += parts->authority.substr(parts->authority.find('@') + 1);
  result.append(parts->path).append(redacted_query(parts->query));
  if (!parts->fragment.empty()) result.append("#").append(kHidden);
  return result;
}

}  // namespace

std::string redacted(std::string_view url) {
  // X7: nobody reads more of it.
  constexpr std::size_t kLongest = 2048;
  constexpr std::string_view kCut = "...";
  std::string result = redacted_whole(url);
  if (result.size() > kLongest) result.replace(kLongest - kCut.size(), std::string::npos, kCut);
  return result;
}

bool is_mistyped_url(std::string_view name) {
  // Quotes and brackets come along when a URL is copied.
  constexpr std::string_view kAround = " \t\r\n\"'<([";
  name.remove_prefix(std::min(name.find_first_not_of(kAround), name.size()));
  const std::string_view scheme = scheme_of(name);
  if (equal_ignoring_case(scheme, "file")) return false;
  if (!contains(name, "@")) return false;
  if (name.starts_with('.') || (name.starts_with('/') && !name.starts_with("//"))) return false;
  const std::size_t slashes = name.find("//");
  if (slashes != std::string_view::npos) {
    const std::string_view before = name.substr(0, slashes);
    const bool may_be_scheme = before.empty() || before.ends_with(':') ||
                               equal_ignoring_case(before, "http") ||
                               equal_ignoring_case(before, "https");
    if (may_be_scheme) return contains(name.substr(slashes), "@");
  }
  // C:\file and C:/file are paths on Windows.
  const std::string_view first = name.substr(0, name.find('/'));
  if (scheme.size() == 1 && name.size() > 2 && contains("/\\", name.substr(2, 1))) return false;
  return contains(first, ":");
}

}  // namespace komparu::http
