// SPDX-License-Identifier: MIT
// Sources that are http:// and https:// URLs.
#ifndef KOMPARU_HTTP_H_
#define KOMPARU_HTTP_H_

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace komparu {

// Which proxy a request goes through; chosen anew for every hop of a redirect. A proxy is a URL:
// http://, https://, socks4a://, socks5:// or socks5h://, with user and password if it wants them
// (they are sent to that proxy alone). Empty: none.
struct Proxies {
  std::string http;   // for http:// URLs
  std::string https;  // for https:// URLs
  // Hosts that are reached without a proxy: names (which stand for all names below them, too),
  // addresses, address blocks such as 10.0.0.0/8, separated by commas; "*": all.
  std::string bypass;
};

// How a URL is fetched. Headers, credentials and netrc entries go only to the origin (scheme, host,
// port) of the URL they were given for, never to where a redirect leads.
struct HttpOptions {
  std::vector<std::string> headers;  // "Name: value" each
  std::string user_agent;            // empty: komparu/VERSION
  std::string netrc_file;  // path of a netrc file to look users and passwords up; or empty

  std::chrono::milliseconds connect_timeout{30'000};
  // A transfer in which less than a byte a second arrives, and nothing is taken out, over this time
  // is given up; none: never.
  std::optional<std::chrono::milliseconds> stall_timeout{30'000};

  bool follow_redirects = true;
  unsigned max_redirects = 10;
  // A redirect may lead to an address that is not public only where the named URL's own connection
  // did, on the same host; this lifts the rule.
  bool allow_private_redirects = false;
  // No address that is not public may be reached at all. Not together with a proxy.
  bool public_only = false;

  Proxies proxies;

  bool verify_tls = true;
  std::string ca_file;       // PEM bundle; empty, with ca_directory empty: the platform's
  std::string ca_directory;  // directory of hashed certificates

  // Take a body that ends with its connection for complete, although nothing proves it.
  bool allow_unframed = false;
  // How often a GET is tried again after a connection that failed or was reset, or an answer of
  // 408, 429, 500, 502, 503 or 504. None: twice at most, not after a reset, 408 and 500, and not
  // later than 10 s from the start, unless a Retry-After asks for more. Between two tries passes
  // what a Retry-After asks for, up to a minute, or else half a second at most, then twice as long
  // each time. A try that would begin past the time limit is not made.
  std::optional<unsigned> retries;
  // Bytes a second that each transfer is held to; 0: no limit.
  std::uint64_t rate_limit = 0;
  // URLs that a comparison of trees or a list of pairs fetches at the same time, from 1 to
  // kMaximumConnections. A pair of URLs counts once; sources that are sorted into groups are read
  // side by side, however many they are.
  unsigned connections = 8;
};

inline constexpr unsigned kMaximumConnections = 256;

// The proxies and certificate bundles that the environment names, by curl's rules: http_proxy (in
// small letters only), https_proxy, all_proxy, no_proxy (and in capitals), CURL_CA_BUNDLE,
// SSL_CERT_FILE, SSL_CERT_DIR. The library never looks there itself: `variable` is asked for each,
// as std::getenv is, and gives null for what is not set.
HttpOptions http_options_from(const std::function<const char*(const char*)>& variable);

// Throws Error (bad_option) for values outside their documented range, headers with control bytes
// or that would change what is compared (Range, Accept-Encoding ...), and malformed proxies.
void check_http_options(const HttpOptions& options);

// True for a name that begins with http:// or https://, in any case.
bool is_url(std::string_view name) noexcept;

// Throws Error (bad_option) if a name that is_url() cannot be requested: no host, a bad port,
// control bytes, spaces.
void check_url(std::string_view url);

// True for a URL whose path ends in '/', without a query: the base of a tree.
bool is_base_url(std::string_view url) noexcept;

// How a source is shown: users, passwords and the values of queries in URLs become "***", and so
// does all of a malformed URL; other names are left alone. URLs of other schemes (file:// excepted)
// count as such if there is an '@' in them. Never fails.
std::string shown_name(std::string_view name);

// What fetches URLs, with its version and that of its TLS, e.g. "libcurl/7.88.1 OpenSSL/3.0.15"; it
// is loaded for that. Empty if it cannot be.
std::string http_library();

// Connections that several calls share, and the one thread that serves them. Starts nothing before
// it is used. Safe to use from several threads.
class HttpClient;
std::shared_ptr<HttpClient> make_http_client();

}  // namespace komparu

#endif  // KOMPARU_HTTP_H_
