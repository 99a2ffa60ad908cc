// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "http/ascii.h"
#include "http/proxy.h"
#include "http/url.h"
#include "http/url_parts.h"
#include "komparu/error.h"
#include "komparu/http.h"

namespace komparu {
namespace {

using http::equal_ignoring_case;
using http::has_control;

// They would change what is compared, how it arrives, or whom it is asked of.
constexpr std::string_view kForbiddenHeaders[] = {
    "Accept-Encoding",
    "Connection",
    "Content-Length",
    "Expect",
    "If-Match",
    "If-Modified-Since",
    "If-None-Match",
    "If-Range",
    "If-Unmodified-Since",
    "Proxy-Authorization",
    "Proxy-Connection",
    "Range",
    "TE",
    "Transfer-Encoding",
    "Upgrade",
};

Error bad(std::string subject, std::string_view why) {
  return Error(ErrorCode::bad_option, std::move(subject), std::string(why));
}

// The value may be a secret, and so may a line in which no name is found.
void check_header(std::string_view line) {
  const std::string_view name = line.substr(0, line.find(':'));
  if (name.size() == line.size() || !http::is_token(name)) {
    throw bad("header", "not of the form Name: value");
  }
  if (has_control(line.substr(name.size()))) {
    throw bad(fmt::format("header {}", name), "its value holds a control byte");
  }
  if (std::any_of(
          std::begin(kForbiddenHeaders), std::end(kForbiddenHeaders),
          [&](std::string_view forbidden) { return equal_ignoring_case(name, forbidden); })) {
    throw bad(fmt::format("header {}", name), "it would change what is compared");
  }
}

void check_path(std::string_view name, std::string_view path) {
  if (path.find('\0') != std::string_view::npos)
    throw bad(std::string(name), "it holds a NUL byte");
}

void check_proxies(const HttpOptions& options) {
  for (const std::string& proxy : {options.proxies.http, options.proxies.https}) {
    if (proxy.empty()) continue;
    http::parse_proxy(proxy);
    // It is the proxy that looks names up: nothing could be known of the addresses.
    if (options.public_only) throw bad("public_only", "not together with a proxy");
  }
}

}  // namespace

HttpOptions http_options_from(const std::function<const char*(const char*)>& variable) {
  // curl takes an empty variable for one that is not set.
  const auto first_of = [&](std::initializer_list<const char*> names) -> std::string {
    for (const char* name : names) {
      const char* value = variable(name);
      if (value != nullptr && *value != 0) return value;
    }
    return {};
  };
  HttpOptions options;
  // Not HTTP_PROXY: to a CGI program that is a header which the client chose.
  options.proxies.http = first_of({"http_proxy", "all_proxy", "ALL_PROXY"});
  options.proxies.https = first_of({"https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"});
  options.proxies.bypass = first_of({"no_proxy", "NO_PROXY"});
  options.ca_file = first_of({"CURL_CA_BUNDLE"});
  if (options.ca_file.empty()) {
    options.ca_file = first_of({"SSL_CERT_FILE"});
    options.ca_directory = first_of({"SSL_CERT_DIR"});
  }
  return options;
}

void check_http_options(const HttpOptions& options) {
  for (const std::string& header : options.headers) check_header(header);
  if (has_control(options.user_agent)) throw bad("user_agent", "it holds a control byte");
  check_path("netrc_file", options.netrc_file);
  check_path("ca_file", options.ca_file);
  check_path("ca_directory", options.ca_directory);
  if (options.connect_timeout.count() <= 0) throw bad("connect_timeout", "must be positive");
  if (options.stall_timeout && options.stall_timeout->count() <= 0) {
    throw bad("stall_timeout", "must be positive");
  }
  if (options.connections < 1 || options.connections > kMaximumConnections) {
    throw bad("connections", fmt::format("must be from 1 to {}", kMaximumConnections));
  }
  check_proxies(options);
}

bool is_url(std::string_view name) noexcept {
  return equal_ignoring_case(name.substr(0, 7), "http://") ||
         equal_ignoring_case(name.substr(0, 8), "https://");
}

void check_url(std::string_view url) { http::Url::parse(url); }

bool is_base_url(std::string_view url) noexcept {
  if (!is_url(url)) return false;
  const auto parts = http::split_url(url);
  return parts && !parts->authority.empty() && parts->path.ends_with('/') && parts->query.empty();
}

std::string shown_name(std::string_view name) {
  if (is_url(name)) return http::redacted(name);
  // A URL of another scheme, or a mistyped one, is none for us, but what stands before its '@' is a
  // secret all the same.
  return http::is_mistyped_url(name) ? http::redacted(name) : std::string(name);
}

}  // namespace komparu
