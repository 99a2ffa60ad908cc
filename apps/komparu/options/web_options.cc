// SPDX-License-Identifier: MIT
#include "options/web_options.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <limits>

#include "komparu/error.h"
#include "options/sizes.h"
#include "options/usage_error.h"

namespace komparu::cli {
namespace {

using std::chrono::milliseconds;

// A value that is no number may be anything, a header with a token in it, too: not even refused
// values are shown.
void add_header(const Option& option, std::string_view value, std::vector<std::string>& headers) {
  if (value.empty()) throw UsageError{fmt::format("--{} needs a header line", option.name)};
  if (value == "@") throw UsageError{fmt::format("--{}=@ needs the name of a file", option.name)};
  headers.emplace_back(value);
}

unsigned small_count(const Option& option, std::string_view value) {
  const std::optional<std::uint64_t> number = read_count(value);
  if (!number || *number > std::numeric_limits<unsigned>::max()) refuse_value(option, value);
  return static_cast<unsigned>(*number);
}

milliseconds duration(const Option& option, std::string_view value) {
  const auto time = read_seconds(value);
  if (!time) refuse_value(option, value);
  return std::chrono::ceil<milliseconds>(*time);
}

bool is_zero(std::string_view value) {
  return value.find('0') != std::string_view::npos &&
         value.find_first_not_of("0.") == std::string_view::npos &&
         std::count(value.begin(), value.end(), '.') < 2;
}

std::string file_name(const Option& option, std::string_view value) {
  if (value.empty()) refuse_value(option, value);
  return std::string(value);
}

bool apply_flag(OptionId id, WebOptions& web) {
  switch (id) {
    case OptionId::allow_private_redirects:
      web.http.allow_private_redirects = true;
      return true;
    case OptionId::allow_unframed:
      web.http.allow_unframed = true;
      return true;
    case OptionId::insecure:
      web.http.verify_tls = false;
      return true;
    case OptionId::netrc:
      web.netrc = true;
      return true;
    case OptionId::no_location:
      web.http.follow_redirects = false;
      return true;
    case OptionId::public_only:
      web.http.public_only = true;
      return true;
    default:
      return false;
  }
}

bool apply_number(const Option& option, std::string_view value, HttpOptions& http) {
  switch (option.id) {
    case OptionId::connections:
      http.connections = small_count(option, value);
      if (http.connections < 1 || http.connections > kMaximumConnections) {
        refuse_value(option, value);
      }
      return true;
    case OptionId::connect_timeout:
      http.connect_timeout = duration(option, value);
      return true;
    case OptionId::limit_rate: {
      const std::optional<std::uint64_t> rate = read_number(value);
      if (!rate) refuse_value(option, value);
      http.rate_limit = *rate;
      return true;
    }
    case OptionId::max_redirs:
      http.max_redirects = small_count(option, value);
      return true;
    case OptionId::retry:
      http.retries = small_count(option, value);
      return true;
    case OptionId::timeout:
      http.stall_timeout.reset();
      if (!is_zero(value)) http.stall_timeout = duration(option, value);
      return true;
    default:
      return false;
  }
}

bool apply_text(const Option& option, std::string_view value, WebOptions& web) {
  switch (option.id) {
    case OptionId::cacert:
      web.http.ca_file = file_name(option, value);
      return true;
    case OptionId::header:
      add_header(option, value, web.headers);
      return true;
    case OptionId::header_left:
      add_header(option, value, web.left_headers);
      return true;
    case OptionId::header_right:
      add_header(option, value, web.right_headers);
      return true;
    case OptionId::noproxy:
      web.no_proxy = std::string(value);
      return true;
    case OptionId::proxy:
      web.proxy = std::string(value);
      return true;
    case OptionId::user_agent:
      web.http.user_agent = std::string(value);
      return true;
    default:
      return false;
  }
}

// The messages of the library name no secret.
void check(const HttpOptions& http) {
  try {
    check_http_options(http);
  } catch (const Error& error) {
    throw UsageError{error.what()};
  }
}

void refuse_proxy_with_public_only(const HttpOptions& http) {
  if (!http.public_only || (http.proxies.http.empty() && http.proxies.https.empty())) return;
  throw UsageError{
      "--public-only cannot be kept behind a proxy, which looks names up itself (--proxy='' uses "
      "none)"};
}

}  // namespace

bool apply_web_option(const Option& option, std::string_view value, WebOptions& web) {
  const bool is_mine = apply_flag(option.id, web) || apply_number(option, value, web.http) ||
                       apply_text(option, value, web);
  web.typed = web.typed || is_mine;
  return is_mine;
}

void check_web_options(const WebOptions& web) {
  HttpOptions http = web.http;
  http.proxies = {web.proxy.value_or(""), web.proxy.value_or(""), ""};
  if (web.no_proxy != "*") refuse_proxy_with_public_only(http);
  http.public_only = false;
  for (const auto* const headers : {&web.headers, &web.left_headers, &web.right_headers}) {
    std::copy_if(headers->begin(), headers->end(), std::back_inserter(http.headers),
                 [](const std::string& header) { return header[0] != '@'; });
  }
  check(http);
}

void complete_web_options(WebOptions& web, const Environment& environment) {
  const HttpOptions known = environment ? http_options_from(environment) : HttpOptions();
  HttpOptions& http = web.http;
  http.proxies.http = web.proxy.value_or(known.proxies.http);
  http.proxies.https = web.proxy.value_or(known.proxies.https);
  http.proxies.bypass = web.no_proxy.value_or(known.proxies.bypass);
  if (http.proxies.bypass == "*") http.proxies = {};
  if (http.ca_file.empty()) {
    http.ca_file = known.ca_file;
    http.ca_directory = known.ca_directory;
  }
  if (web.netrc) {
    const auto variable = [&](const char* name) {
      const char* const value = environment ? environment(name) : nullptr;
      return std::string(value != nullptr ? value : "");
    };
    http.netrc_file = variable("NETRC");
    if (http.netrc_file.empty()) {
      const std::string home = variable("HOME");
      if (home.empty()) throw UsageError{"--netrc needs NETRC or HOME in the environment"};
      http.netrc_file = home + "/.netrc";
    }
  }
  refuse_proxy_with_public_only(http);
  check(http);
}

}  // namespace komparu::cli
