// SPDX-License-Identifier: MIT
// A socket, since libcurl waits for nothing else: a datagram socket that is connected to itself,
// so that nobody else can send to it.
#include "base/wake_descriptor.h"

#include <winsock2.h>

#include <mutex>

#include "base/win32/system_error.h"

namespace komparu {

namespace {

Error socket_error() {
  return system_error(static_cast<unsigned long>(::WSAGetLastError()), "socket");
}

void start_winsock() {
  static std::once_flag once;
  std::call_once(once, [] {
    WSADATA about;
    const int failed = ::WSAStartup(MAKEWORD(2, 2), &about);
    if (failed != 0) throw system_error(static_cast<unsigned long>(failed), "socket");
  });
}

bool connect_to_itself(SOCKET socket) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = ::htonl(INADDR_LOOPBACK);
  auto* const name = reinterpret_cast<sockaddr*>(&address);
  int length = sizeof address;
  u_long yes = 1;
  return ::bind(socket, name, length) == 0 && ::getsockname(socket, name, &length) == 0 &&
         ::connect(socket, name, length) == 0 &&
         ::ioctlsocket(socket, static_cast<long>(FIONBIO), &yes) == 0;
}

}  // namespace

WakeDescriptor::~WakeDescriptor() {
  if (made()) ::closesocket(static_cast<SOCKET>(waited_for_));
}

void WakeDescriptor::make() {
  start_winsock();
  const SOCKET socket =
      ::WSASocketW(AF_INET, SOCK_DGRAM, IPPROTO_UDP, nullptr, 0, WSA_FLAG_NO_HANDLE_INHERIT);
  if (socket == INVALID_SOCKET) throw socket_error();
  if (!connect_to_itself(socket)) {
    const Error error = socket_error();
    ::closesocket(socket);
    throw error;
  }
  // Only the lower 32 bits of a handle are significant.
  waited_for_ = static_cast<int>(socket);
  rung_.store(waited_for_);
}

void WakeDescriptor::ring() noexcept {
  const int socket = rung_.load();
  // What a full queue does not take is not needed: it is readable.
  if (socket >= 0) ::send(static_cast<SOCKET>(socket), "x", 1, 0);
}

void WakeDescriptor::silence() noexcept {
  char rung[8];
  while (::recv(static_cast<SOCKET>(waited_for_), rung, sizeof rung, 0) > 0) continue;
}

}  // namespace komparu
