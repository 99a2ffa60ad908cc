// SPDX-License-Identifier: MIT
#include "http/sockets.h"

#include <cerrno>
#include <cstddef>
#include <string_view>

namespace komparu::http {

namespace {

// Of an octal or hexadecimal part the system's own parser makes a number, too.
bool is_dotted_decimal(std::string_view text) {
  int parts = 0;
  while (++parts <= 4) {
    const std::size_t dot = text.find('.');
    const std::string_view part = text.substr(0, dot);
    if (part.empty() || part.size() > 3 || (part.size() > 1 && part.front() == '0')) return false;
    if (part.find_first_not_of("0123456789") != std::string_view::npos) return false;
    if (dot == std::string_view::npos) return parts == 4;
    text.remove_prefix(dot + 1);
  }
  return false;
}

}  // namespace

Socket open_socket(int family, int type, int protocol) {
  return ::WSASocketW(family, type, protocol, nullptr, 0,
                      WSA_FLAG_OVERLAPPED | WSA_FLAG_NO_HANDLE_INHERIT);
}

std::optional<std::uint64_t> bytes_received(Socket /*socket*/) { return std::nullopt; }

int errno_of_socket(int error) {
  switch (error) {
    case WSAEACCES:
      return EACCES;
    case WSAEADDRNOTAVAIL:
      return EADDRNOTAVAIL;
    case WSAEAFNOSUPPORT:
      return EAFNOSUPPORT;
    case WSAECONNABORTED:
      return ECONNABORTED;
    case WSAECONNREFUSED:
      return ECONNREFUSED;
    case WSAECONNRESET:
      return ECONNRESET;
    case WSAEHOSTUNREACH:
      return EHOSTUNREACH;
    case WSAEMFILE:
      return EMFILE;
    case WSAENETDOWN:
      return ENETDOWN;
    case WSAENETUNREACH:
      return ENETUNREACH;
    case WSAENOBUFS:
      return ENOBUFS;
    case WSAETIMEDOUT:
      return ETIMEDOUT;
    default:
      return error < WSABASEERR ? error : EIO;
  }
}

bool read_address(int family, const char* text, void* bytes) {
  if (family == AF_INET && !is_dotted_decimal(text)) return false;
  // Brackets, a port and a zone are no part of an address, whatever the system's parser makes of
  // them.
  constexpr std::string_view kAddress = "0123456789abcdefABCDEF:.";
  if (std::string_view(text).find_first_not_of(kAddress) != std::string_view::npos) return false;
  return ::inet_pton(family, text, bytes) == 1;
}

}  // namespace komparu::http
