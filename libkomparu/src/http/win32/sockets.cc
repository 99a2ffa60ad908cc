// SPDX-License-Identifier: MIT
#include "http/sockets.h"

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <iterator>
#include <string_view>

#include "base/win32/system_error.h"

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

struct KnownError {
  int error;
  int number;  // the errno
  const char* text;
};

// The C runtime has the numbers, but no words for them.
constexpr KnownError kKnownErrors[] = {
    {WSAEACCES, EACCES, "Permission denied"},
    {WSAEADDRNOTAVAIL, EADDRNOTAVAIL, "Cannot assign requested address"},
    {WSAEAFNOSUPPORT, EAFNOSUPPORT, "Address family not supported by protocol"},
    {WSAECONNABORTED, ECONNABORTED, "Software caused connection abort"},
    {WSAECONNREFUSED, ECONNREFUSED, "Connection refused"},
    {WSAECONNRESET, ECONNRESET, "Connection reset by peer"},
    {WSAEHOSTUNREACH, EHOSTUNREACH, "No route to host"},
    {WSAEMFILE, EMFILE, "Too many open files"},
    {WSAENETDOWN, ENETDOWN, "Network is down"},
    {WSAENETUNREACH, ENETUNREACH, "Network is unreachable"},
    {WSAENOBUFS, ENOBUFS, "No buffer space available"},
    {WSAETIMEDOUT, ETIMEDOUT, "Connection timed out"},
};

const KnownError* known_error(int error) {
  const auto* const found =
      std::find_if(std::begin(kKnownErrors), std::end(kKnownErrors),
                   [&](const KnownError& known) { return known.error == error; });
  return found != std::end(kKnownErrors) ? found : nullptr;
}

}  // namespace

Socket open_socket(int family, int type, int protocol) {
  return ::WSASocketW(family, type, protocol, nullptr, 0,
                      WSA_FLAG_OVERLAPPED | WSA_FLAG_NO_HANDLE_INHERIT);
}

std::optional<std::uint64_t> bytes_received(Socket /*socket*/) { return std::nullopt; }

int errno_of_socket(int error) {
  const KnownError* const known = known_error(error);
  return known != nullptr ? known->number : EIO;
}

std::string text_of_socket_error(int error) {
  const KnownError* const known = known_error(error);
  return known != nullptr ? known->text : text_of_system_error(static_cast<unsigned long>(error));
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
