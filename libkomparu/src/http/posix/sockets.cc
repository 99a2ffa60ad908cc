// SPDX-License-Identifier: MIT
#include "http/sockets.h"

#ifdef __linux__
#include <linux/tcp.h>
#endif

#include <system_error>

namespace komparu::http {

Socket open_socket(int family, int type, int protocol) {
  return ::socket(family, type | SOCK_CLOEXEC, protocol);
}

std::optional<std::uint64_t> bytes_received(Socket socket) {
#ifdef __linux__
  tcp_info info{};
  socklen_t length = sizeof(info);
  if (::getsockopt(socket, IPPROTO_TCP, TCP_INFO, &info, &length) == 0) {
    return info.tcpi_bytes_received;
  }
#else
  static_cast<void>(socket);
#endif
  return std::nullopt;
}

int errno_of_socket(int error) { return error; }

std::string text_of_socket_error(int error) { return std::generic_category().message(error); }

bool read_address(int family, const char* text, void* bytes) {
  return ::inet_pton(family, text, bytes) == 1;
}

}  // namespace komparu::http
