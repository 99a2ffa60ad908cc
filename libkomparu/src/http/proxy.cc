// SPDX-License-Identifier: MIT
#include "http/proxy.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <iterator>

#include "http/ascii.h"
#include "http/sockets.h"
#include "http/url_parts.h"
#include "komparu/error.h"

namespace komparu::http {
namespace {

constexpr std::string_view kSchemes[] = {"http", "https", "socks4a", "socks5", "socks5h"};

// Ports that curl takes where none is named.
constexpr std::uint16_t kPort = 1080;
constexpr std::uint16_t kHttpsPort = 443;

struct Address {
  std::array<std::uint8_t, 16> bytes{};
  unsigned bits = 0;  // 32, 128, or 0 for what is no address
};

Address address_of(std::string_view text) {
  Address address;
  const std::string terminated(without_brackets(text));
  if (terminated.find('\0') != std::string::npos) return address;
  if (read_address(AF_INET, terminated.c_str(), address.bytes.data())) {
    address.bits = 32;
  } else if (read_address(AF_INET6, terminated.c_str(), address.bytes.data())) {
    address.bits = 128;
  }
  return address;
}

// An address, or a block such as 10.0.0.0/8.
bool is_in(const Address& address, std::string_view block) {
  const std::string_view text = block.substr(0, block.find('/'));
  const Address first = address_of(text);
  if (first.bits == 0 || first.bits != address.bits) return false;
  std::uint64_t bits = first.bits;
  if (text.size() < block.size()) {
    const auto number = number_of(block.substr(text.size() + 1), first.bits);
    if (!number) return false;
    bits = *number;
  }
  for (unsigned bit = 0; bit < bits; ++bit) {
    const unsigned different = address.bytes[bit / 8] ^ first.bytes[bit / 8];
    if ((different >> (7 - bit % 8) & 1) != 0) return false;
  }
  return true;
}

std::string_view without_last_dot(std::string_view name) {
  if (!name.empty() && name.back() == '.') name.remove_suffix(1);
  return name;
}

// The name itself, or one below it.
bool is_below(std::string_view host, std::string_view name) {
  if (!name.empty() && name.front() == '.') name.remove_prefix(1);
  name = without_last_dot(name);
  if (name.empty() || host.size() < name.size()) return false;
  const std::size_t above = host.size() - name.size();
  return equal_ignoring_case(host.substr(above), name) && (above == 0 || host[above - 1] == '.');
}

}  // namespace

Proxy parse_proxy(std::string_view url) {
  const bool has_scheme = url.find("://") != std::string_view::npos;
  const std::string text = (has_scheme ? "" : "http://") + std::string(url);
  const auto fail = [&](const char* fault) {
    return Error(ErrorCode::bad_option, redacted(text), fmt::format("not a proxy: {}", fault));
  };
  const auto parts = split_url(text);
  const std::string scheme = parts ? lower(parts->scheme) : "";
  if (std::find(std::begin(kSchemes), std::end(kSchemes), scheme) == std::end(kSchemes)) {
    throw fail("its scheme is none of http, https, socks4a, socks5, socks5h");
  }
  Proxy proxy;
  Authority authority;
  const char* fault = fault_in_bytes(text);
  if (!fault) fault = parse_authority(parts->authority, authority);
  if (!fault) fault = parse_credentials(authority.userinfo, proxy.credentials);
  if (fault) throw fail(fault);
  // The '/' that many write at the end says nothing.
  if (parts->path.size() > 1 || !parts->query.empty() || !parts->fragment.empty()) {
    throw fail("a path, a query or a fragment follows its host");
  }
  const std::uint16_t port = authority.port.value_or(scheme == "https" ? kHttpsPort : kPort);
  proxy.url = fmt::format("{}://{}:{}", scheme, authority.host, port);
  proxy.shown = proxy.url;
  if (proxy.credentials) proxy.shown.insert(scheme.size() + 3, "***@");
  return proxy;
}

std::optional<Proxy> proxy_for(const Origin& origin, const Proxies& proxies) {
  const std::string& url = origin.scheme == "https" ? proxies.https : proxies.http;
  if (url.empty() || bypassed(origin.host, proxies.bypass)) return std::nullopt;
  return parse_proxy(url);
}

bool bypassed(std::string_view host, std::string_view list) {
  constexpr std::string_view kSeparators = ", \t";
  const Address address = address_of(host);
  host = without_last_dot(host);
  while (!list.empty()) {
    const std::size_t end = std::min(list.find_first_of(kSeparators), list.size());
    const std::string_view entry = list.substr(0, end);
    list.remove_prefix(std::min(end + 1, list.size()));
    if (entry == "*") return true;
    if (address.bits != 0 ? is_in(address, entry) : is_below(host, entry)) return true;
  }
  return false;
}

}  // namespace komparu::http
