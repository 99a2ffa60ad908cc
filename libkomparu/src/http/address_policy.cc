// SPDX-License-Identifier: MIT
#include "http/address_policy.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <iterator>

#include "http/ascii.h"
#include "http/sockets.h"

namespace komparu::http {
namespace {

using Ipv6 = std::array<std::uint8_t, 16>;

struct Ipv4Block {
  std::uint32_t first;
  unsigned bits;
};

constexpr std::uint32_t ipv4(std::uint32_t a, std::uint32_t b, std::uint32_t c, std::uint32_t d) {
  return a << 24 | b << 16 | c << 8 | d;
}

// The IANA IPv4 Special-Purpose Address Registry, and multicast.
constexpr Ipv4Block kSpecialIpv4[] = {
    {ipv4(0, 0, 0, 0), 8},        // this network
    {ipv4(10, 0, 0, 0), 8},       // private
    {ipv4(100, 64, 0, 0), 10},    // shared by carriers
    {ipv4(127, 0, 0, 0), 8},      // loopback
    {ipv4(169, 254, 0, 0), 16},   // link local; clouds keep their metadata there
    {ipv4(172, 16, 0, 0), 12},    // private
    {ipv4(192, 0, 0, 0), 24},     // protocol assignments
    {ipv4(192, 0, 2, 0), 24},     // documentation
    {ipv4(192, 31, 196, 0), 24},  // AS112
    {ipv4(192, 52, 193, 0), 24},  // AMT
    {ipv4(192, 88, 99, 0), 24},   // 6to4 relays
    {ipv4(192, 168, 0, 0), 16},   // private
    {ipv4(192, 175, 48, 0), 24},  // AS112
    {ipv4(198, 18, 0, 0), 15},    // benchmarking
    {ipv4(198, 51, 100, 0), 24},  // documentation
    {ipv4(203, 0, 113, 0), 24},   // documentation
    {ipv4(224, 0, 0, 0), 4},      // multicast
    {ipv4(240, 0, 0, 0), 4},      // reserved, and broadcast
};

struct Ipv6Block {
  Ipv6 first;
  unsigned bits;
};

// What 2000::/3 holds of the IANA IPv6 Special-Purpose Address Registry.
constexpr Ipv6Block kSpecialIpv6[] = {
    {{0x20, 0x01, 0x00}, 23},                    // assignments: Teredo, ORCHID, ...
    {{0x20, 0x01, 0x0d, 0xb8}, 32},              // documentation
    {{0x26, 0x20, 0x00, 0x4f, 0x80, 0x00}, 48},  // AS112
    {{0x3f, 0xff, 0x00}, 20},                    // documentation
};

// IPv6 addresses that lead to the IPv4 address inside them, from the given byte on.
struct Wrapping {
  Ipv6Block block;
  std::size_t inside;
};

constexpr Wrapping kWrappings[] = {
    {{{}, 96}, 12},                                          // IPv4-compatible
    {{{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff}, 96}, 12},  // IPv4-mapped
    {{{0x00, 0x64, 0xff, 0x9b}, 96}, 12},                    // NAT64
    {{{0x20, 0x02}, 16}, 2},                                 // 6to4
};

bool in_block(const Ipv6& address, const Ipv6Block& block) {
  const std::size_t whole = block.bits / 8;
  if (!std::equal(address.begin(), address.begin() + whole, block.first.begin())) return false;
  const unsigned rest = block.bits % 8;
  return rest == 0 || (address[whole] ^ block.first[whole]) >> (8 - rest) == 0;
}

bool is_public_ipv4(std::uint32_t address) {
  return std::none_of(
      std::begin(kSpecialIpv4), std::end(kSpecialIpv4),
      [&](const Ipv4Block& block) { return (address ^ block.first) >> (32 - block.bits) == 0; });
}

bool is_public_ipv6(const Ipv6& address) {
  for (const Wrapping& wrapping : kWrappings) {
    if (!in_block(address, wrapping.block)) continue;
    const std::uint8_t* byte = address.data() + wrapping.inside;
    return is_public_ipv4(ipv4(byte[0], byte[1], byte[2], byte[3]));
  }
  if (address[0] >> 5 != 1) return false;  // all that is routed today is in 2000::/3
  return std::none_of(std::begin(kSpecialIpv6), std::end(kSpecialIpv6),
                      [&](const Ipv6Block& block) { return in_block(address, block); });
}

// inet_pton stops at a NUL: what it does not see must not be there.
bool has_nul(std::string_view text) { return text.find('\0') != std::string_view::npos; }

std::optional<Ipv6> ipv6_of(std::string_view host) {
  Ipv6 address;
  if (has_nul(host)) return std::nullopt;
  if (!read_address(AF_INET6, std::string(host).c_str(), address.data())) return std::nullopt;
  return address;
}

std::optional<std::uint32_t> ipv4_of(std::string_view host) {
  in_addr address;
  if (has_nul(host)) return std::nullopt;
  if (!read_address(AF_INET, std::string(host).c_str(), &address)) return std::nullopt;
  return ntohl(address.s_addr);
}

// One part of an old spelling: decimal, octal with a leading 0, hexadecimal with 0x.
std::optional<std::uint64_t> part_of_ipv4(std::string_view part) {
  unsigned base = 10;
  if (part.size() >= 2 && part[0] == '0') {
    const bool hexadecimal = lower(part[1]) == 'x';
    base = hexadecimal ? 16 : 8;
    part.remove_prefix(hexadecimal ? 2 : 1);
  } else if (part.empty()) {
    return std::nullopt;
  }
  std::uint64_t value = 0;
  for (const char c : part) {
    const int digit = hex_value(c);
    if (digit < 0 || static_cast<unsigned>(digit) >= base) return std::nullopt;
    value = value * base + static_cast<unsigned>(digit);
    if (value > 0xFFFFFFFF) return std::nullopt;
  }
  return value;
}

// What inet_aton(3) and the URL standard take for an address: one to four parts, of which the last
// fills all bytes that are left; a dot may follow.
std::optional<std::uint32_t> old_ipv4_of(std::string_view host) {
  if (!host.empty() && host.back() == '.') host.remove_suffix(1);
  std::uint64_t address = 0;
  for (unsigned shift = 32;;) {
    const std::size_t dot = host.find('.');
    const auto part = part_of_ipv4(host.substr(0, dot));
    if (!part) return std::nullopt;
    if (dot == std::string_view::npos) {
      if (*part >> shift != 0) return std::nullopt;
      return static_cast<std::uint32_t>(address | *part);
    }
    if (shift == 8 || *part > 0xFF) return std::nullopt;
    shift -= 8;
    address |= *part << shift;
    host.remove_prefix(dot + 1);
  }
}

std::string text_of(int family, const void* address) {
  char text[INET6_ADDRSTRLEN] = "";
  ::inet_ntop(family, address, text, sizeof text);
  return text;
}

}  // namespace

bool is_public(const sockaddr& address) {
  if (address.sa_family == AF_INET) {
    sockaddr_in ip;
    std::memcpy(&ip, &address, sizeof ip);
    return is_public_ipv4(ntohl(ip.sin_addr.s_addr));
  }
  if (address.sa_family == AF_INET6) {
    sockaddr_in6 ip;
    std::memcpy(&ip, &address, sizeof ip);
    Ipv6 bytes;
    std::memcpy(bytes.data(), &ip.sin6_addr, bytes.size());
    return is_public_ipv6(bytes);
  }
  return false;
}

std::optional<bool> is_public_text(std::string_view address) {
  if (const auto ip = ipv6_of(without_brackets(address))) return is_public_ipv6(*ip);
  if (const auto ip = ipv4_of(address)) return is_public_ipv4(*ip);
  return std::nullopt;
}

std::optional<std::string> address_of_host(std::string_view host) {
  if (const auto ip = ipv6_of(without_brackets(host))) return text_of(AF_INET6, ip->data());
  if (const auto ip = old_ipv4_of(host)) {
    const std::uint32_t bytes = htonl(*ip);
    return text_of(AF_INET, &bytes);
  }
  return std::nullopt;
}

bool is_local_name(std::string_view host) {
  if (host.ends_with('.')) host.remove_suffix(1);
  if (host.starts_with('[') || address_of_host(host)) return false;
  if (host.find('.') == std::string_view::npos) return true;
  constexpr std::string_view kEnds[] = {".localhost", ".local", ".internal", ".home.arpa"};
  return std::any_of(std::begin(kEnds), std::end(kEnds),
                     [host](std::string_view end) { return host.ends_with(end); });
}

}  // namespace komparu::http
