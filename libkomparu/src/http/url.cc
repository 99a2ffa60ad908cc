// SPDX-License-Identifier: MIT
#include "http/url.h"

#include <fmt/format.h>

#include <algorithm>

#include "http/ascii.h"
#include "http/url_parts.h"
#include "komparu/error.h"

namespace komparu::http {
namespace {

constexpr std::uint16_t port_of_scheme(std::string_view scheme) {
  return scheme == "https" ? 443 : 80;
}

bool is_unreserved(char c) {
  return is_letter(c) || is_digit(c) || c == '-' || c == '.' || c == '_' || c == '~';
}

template <typename Kept>
std::string percent_encoded(std::string_view text, Kept kept) {
  std::string result;
  for (const char c : text) {
    if (kept(c)) {
      result += c;
    } else {
      result += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
  }
  return result;
}

// True if redacted() shows nothing but the scheme. What a URL was typed as tells more than its
// parts: a port that is the scheme's own is not among them.
bool is_doubted(std::string_view text) { return redacted(text).ends_with("://***"); }

// Everything a URL consists of; null, or what is wrong with the text.
const char* take_apart(std::string_view text, Origin& origin,
                       std::optional<Credentials>& credentials, std::string& target) {
  const auto parts = split_url(text);
  if (!parts) return "not an http:// or https:// URL";
  origin.scheme = lower(parts->scheme);
  if (origin.scheme != "http" && origin.scheme != "https") {
    return "not an http:// or https:// URL";
  }
  if (const char* fault = fault_in_bytes(text)) return fault;
  Authority authority;
  if (const char* fault = parse_authority(parts->authority, authority)) return fault;
  if (const char* fault = parse_credentials(authority.userinfo, credentials)) return fault;
  // X6: of http://user?word@host/ the host would be "user", which would be looked up.
  if (parts->path.empty() && is_doubted(text)) {
    return "'?' and '#' in a user name or password are written %3F and %23";
  }
  origin.host = authority.host;
  origin.port = authority.port.value_or(port_of_scheme(origin.scheme));
  target = parts->path.empty() ? "/" : percent_encoded(parts->path, is_ascii);
  target += percent_encoded(parts->query, is_ascii);
  return nullptr;
}

// RFC 3986, 5.2.4, for a path that begins with '/'.
std::string without_dot_segments(std::string_view path) {
  std::string result;
  while (!path.empty()) {
    const std::size_t next = std::min(path.find('/', 1), path.size());
    const std::string_view segment = path.substr(1, next - 1);
    path.remove_prefix(next);
    const bool dots = segment == "." || segment == "..";
    if (segment == "..") result.erase(std::min(result.rfind('/'), result.size()));
    if (!dots) result.append(1, '/').append(segment);
    if (dots && path.empty()) result += '/';
  }
  return result;
}

std::string_view path_of(std::string_view target) { return target.substr(0, target.find('?')); }

// RFC 3986, 5.2.2, for a reference without scheme and authority.
std::string relative_target(const std::string& target, std::string_view reference) {
  const std::string_view path = path_of(reference);
  const std::string_view query = reference.substr(path.size());
  const std::string_view base = path_of(target);
  if (reference.empty()) return target;
  if (path.empty()) return std::string(base).append(percent_encoded(query, is_ascii));
  std::string merged(path[0] == '/' ? std::string_view{} : base.substr(0, base.rfind('/') + 1));
  merged += percent_encoded(path, is_ascii);
  return without_dot_segments(merged).append(percent_encoded(query, is_ascii));
}

}  // namespace

Url Url::parse(std::string_view typed) {
  Url url;
  if (const char* fault = take_apart(typed, url.origin_, url.credentials_, url.target_)) {
    throw Error(ErrorCode::bad_option, redacted(typed), fault);
  }
  url.hidden_ = is_doubted(typed);
  return url;
}

Url Url::resolved(std::string_view location) const {
  const auto fail = [this](const char* fault) {
    return Error(ErrorCode::http, shown(),
                 fmt::format("the redirect cannot be followed: {}", fault));
  };
  if (location.empty()) throw fail("its Location is empty");
  if (const char* fault = fault_in_bytes(location)) throw fail(fault);
  const std::string_view reference = location.substr(0, location.find('#'));
  const bool has_scheme = !scheme_of(reference).empty();
  Url url;
  if (!has_scheme && reference.substr(0, 2) != "//") {
    // RFC 3986, 4.2: what stands before a ':' would be a scheme.
    const std::string_view first = reference.substr(0, reference.find_first_of("/?"));
    if (first.find(':') != std::string_view::npos) throw fail("its Location is malformed");
    url.origin_ = origin_;
    url.target_ = relative_target(target_, reference);
    url.hidden_ = hidden_;
    return url;
  }
  const std::string text = (has_scheme ? "" : origin_.scheme + ':').append(reference);
  if (const char* fault = take_apart(text, url.origin_, url.credentials_, url.target_)) {
    throw fail(fault);
  }
  url.hidden_ = is_doubted(text);
  if (origin_.scheme == "https" && url.origin_.scheme == "http") {
    throw fail("it leads from https to http");
  }
  url.credentials_.reset();
  const std::string_view path = path_of(url.target_);
  url.target_ = without_dot_segments(path) + url.target_.substr(path.size());
  return url;
}

Url Url::below(std::string_view path) const {
  Url url = *this;
  url.target_.erase(std::min(target_.find('?'), target_.size()));
  if (url.target_.back() == '/') url.target_.pop_back();
  for (;;) {
    const std::string_view component = path.substr(0, path.find('/'));
    if (component.empty() || component == "." || component == "..") {
      throw Error(ErrorCode::unsupported, shown(), "no URL below it can have such a name");
    }
    url.target_ += '/' + percent_encoded(component, is_unreserved);
    if (component.size() == path.size()) return url;
    path.remove_prefix(component.size() + 1);
  }
}

std::string Url::text() const {
  const bool usual = origin_.port == port_of_scheme(origin_.scheme);
  return fmt::format("{}://{}{}{}", origin_.scheme, origin_.host,
                     usual ? "" : fmt::format(":{}", origin_.port), target_);
}

std::string Url::shown() const {
  if (hidden_) return origin_.scheme + "://***";
  std::string url = text();
  if (credentials_) url.insert(origin_.scheme.size() + 3, "***@");
  return redacted(url);
}

}  // namespace komparu::http
