// SPDX-License-Identifier: MIT
// H14: which proxy a hop goes through.
#ifndef KOMPARU_HTTP_PROXY_H_
#define KOMPARU_HTTP_PROXY_H_

#include <optional>
#include <string>
#include <string_view>

#include "http/url.h"
#include "komparu/http.h"

namespace komparu::http {

struct Proxy {
  std::string url;  // scheme://host:port, without credentials
  std::optional<Credentials> credentials;
  std::string shown;  // redacted
};

// Takes a proxy's URL apart; one without a scheme is http://, one without a port has 1080, or 443
// if it is https:// (as in curl). Throws Error (bad_option, redacted subject) for another scheme, a
// path other than "/", or no host.
Proxy parse_proxy(std::string_view url);

// The proxy for a request to `origin`, or none.
std::optional<Proxy> proxy_for(const Origin& origin, const Proxies& proxies);

// Whether the list names the host: curl's rules for no_proxy (commas or spaces between the entries;
// a leading dot is ignored; a name stands for the names below it; address blocks with '/'; "*").
bool bypassed(std::string_view host, std::string_view list);

}  // namespace komparu::http

#endif  // KOMPARU_HTTP_PROXY_H_
