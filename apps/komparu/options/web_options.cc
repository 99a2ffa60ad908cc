// SPDX-License-Identifier: MIT
#include "options/web_options.h"

#include <algorithm>
#include <iterator>

#include "komparu/error.h"
#include "options/usage_error.h"

namespace komparu::cli {
namespace {

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
