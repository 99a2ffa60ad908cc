// SPDX-License-Identifier: MIT
#include "http/url_parts.h"

#include <algorithm>

#include "http/address_policy.h"
#include "http/ascii.h"

namespace komparu::http {
namespace {

constexpr std::size_t kLongestLabel = 63;  // RFC 1035, 2.3.4
constexpr std::size_t kLongestName = 253;

bool is_label(std::string_view label) {
  return !label.empty() && label.size() <= kLongestLabel &&
         std::all_of(label.begin(), label.end(),
                     [](char c) { return is_letter(c) || is_digit(c) || c == '-' || c == '_'; });
}

// Names whose last label is a number are addresses to some resolvers (WHATWG URL, "ends in a
// number").
bool is_number(std::string_view label) {
  if (std::all_of(label.begin(), label.end(), is_digit)) return true;
  return label.size() >= 2 && label[0] == '0' && lower(label[1]) == 'x' &&
         std::all_of(label.begin() + 2, label.end(), [](char c) { return hex_value(c) >= 0; });
}

const char* fault_in_name(std::string_view name) {
  if (!std::all_of(name.begin(), name.end(), is_ascii)) {
    return "the host holds a byte that is no ASCII (write it as xn--...)";
  }
  if (!name.empty() && name.back() == '.') name.remove_suffix(1);
  if (name.empty()) return "the URL has no host";
  if (name.size() > kLongestName) return "the host is too long";
  for (;;) {
    const std::size_t dot = name.find('.');
    const std::string_view label = name.substr(0, dot);
    if (!is_label(label)) return "the host is malformed";
    if (dot == std::string_view::npos) {
      return is_number(label) ? "the host is neither a name nor an address" : nullptr;
    }
    name.remove_prefix(dot + 1);
  }
}

const char* parse_host(std::string_view host, Authority& result) {
  if (host.empty()) return "the URL has no host";
  const auto address = address_of_host(host);
  result.is_address = address.has_value();
  if (host.front() == '[') {
    if (!address) return "the IPv6 address is malformed";
    result.host = '[' + *address + ']';
    return nullptr;
  }
  if (address) {
    result.host = *address;
    return nullptr;
  }
  result.host = lower(host);
  return fault_in_name(host);
}

const char* parse_port(std::string_view port, Authority& result) {
  // RFC 3986, 3.2.3: an empty port is the scheme's own.
  if (port.empty()) return nullptr;
  const auto number = number_of(port, 65535);
  if (!number || *number == 0) return "the port is bad";
  result.port = static_cast<std::uint16_t>(*number);
  return nullptr;
}

}  // namespace

std::string_view scheme_of(std::string_view text) {
  const std::string_view scheme = text.substr(0, text.find(':'));
  const bool valid = scheme.size() < text.size() && !scheme.empty() && is_letter(scheme[0]) &&
                     std::all_of(scheme.begin(), scheme.end(), [](char c) {
                       return is_letter(c) || is_digit(c) || c == '+' || c == '-' || c == '.';
                     });
  return valid ? scheme : std::string_view{};
}

std::optional<UrlParts> split_url(std::string_view text) {
  UrlParts parts;
  parts.scheme = scheme_of(text);
  if (parts.scheme.empty()) return std::nullopt;
  text.remove_prefix(parts.scheme.size());
  if (text.substr(0, 3) != "://") return std::nullopt;
  text.remove_prefix(3);
  const auto cut = [&](const char* ends) {
    const std::string_view part = text.substr(0, text.find_first_of(ends));
    text.remove_prefix(part.size());
    return part;
  };
  parts.authority = cut("/?#");
  parts.path = cut("?#");
  parts.query = cut("#");
  parts.fragment = text;
  return parts;
}

const char* parse_authority(std::string_view text, Authority& result) {
  const std::size_t at = text.find('@');
  if (at != std::string_view::npos) {
    result.has_userinfo = true;
    result.userinfo = text.substr(0, at);
    text.remove_prefix(at + 1);
    if (text.find('@') != std::string_view::npos) {
      return "'@' in a user name or password is written %40";
    }
  }
  std::size_t end = text.find(':');
  if (!text.empty() && text.front() == '[') {
    end = text.find(']');
    if (end == std::string_view::npos) return "the IPv6 address is malformed";
    ++end;
    if (end < text.size() && text[end] != ':') return "the host is malformed";
  } else if (end != std::string_view::npos && text.find(':', end + 1) != std::string_view::npos) {
    return "the port is bad (IPv6 addresses go in brackets)";
  }
  const std::string_view host = text.substr(0, end);
  text.remove_prefix(host.size());
  if (const char* fault = parse_host(host, result)) return fault;
  return text.empty() ? nullptr : parse_port(text.substr(1), result);
}

const char* parse_credentials(std::string_view userinfo, std::optional<Credentials>& result) {
  if (userinfo.empty()) return nullptr;
  const std::size_t colon = std::min(userinfo.find(':'), userinfo.size());
  const auto user = percent_decoded(userinfo.substr(0, colon));
  const auto password = percent_decoded(userinfo.substr(std::min(colon + 1, userinfo.size())));
  if (!user || !password) return "'%' in a user name or password is written %25";
  if (std::any_of(user->begin(), user->end(), is_control) ||
      std::any_of(password->begin(), password->end(), is_control)) {
    return "the user name or password holds a control byte";
  }
  result = Credentials{*user, *password};
  return nullptr;
}

const char* fault_in_bytes(std::string_view text) {
  for (const char c : text) {
    if (is_control(c)) return "the URL holds a control byte";
    if (c == ' ') return "the URL holds a space (write it as %20)";
    if (c == '\\') return "the URL holds a backslash (write it as %5C)";
  }
  return nullptr;
}

std::optional<std::string> percent_decoded(std::string_view text) {
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      result += text[i];
      continue;
    }
    if (text.size() - i < 3) return std::nullopt;
    const int high = hex_value(text[i + 1]);
    const int low = hex_value(text[i + 2]);
    if (high < 0 || low < 0) return std::nullopt;
    result += static_cast<char>(high * 16 + low);
    i += 2;
  }
  return result;
}

}  // namespace komparu::http
