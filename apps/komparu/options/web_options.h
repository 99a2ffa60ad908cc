// SPDX-License-Identifier: MIT
// How URLs are fetched, by the options and by the environment.
#ifndef KOMPARU_APPS_OPTIONS_WEB_OPTIONS_H_
#define KOMPARU_APPS_OPTIONS_WEB_OPTIONS_H_

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "komparu/http.h"

namespace komparu::cli {

class Origins;

// As std::getenv: null for what is not set.
using Environment = std::function<const char*(const char*)>;

struct WebOptions {
  bool typed = false;  // any of them was
  HttpOptions http;    // all but the headers
  // Header lines, or '@' and the name of a file that holds some.
  std::vector<std::string> headers;
  std::vector<std::string> left_headers;
  std::vector<std::string> right_headers;
  std::optional<std::string> proxy;  // in the place of the environment's; empty: none
  std::optional<std::string> no_proxy;
  bool netrc = false;
  std::shared_ptr<Origins> origins;  // notes where headers go; null: no warning is wanted
};

// Throws UsageError for values that no URL could be fetched with. Nothing is opened.
void check_web_options(const WebOptions& web);

// Adds what the environment says about proxies, certificates and netrc where nothing was typed.
// Throws UsageError if it cannot be used.
void complete_web_options(WebOptions& web, const Environment& environment);

}  // namespace komparu::cli

#endif  // KOMPARU_APPS_OPTIONS_WEB_OPTIONS_H_
