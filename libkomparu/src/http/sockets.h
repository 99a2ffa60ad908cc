// SPDX-License-Identifier: MIT
// What the http room asks of the operating system about sockets and addresses, and the headers that
// declare those.
#ifndef KOMPARU_HTTP_SOCKETS_H_
#define KOMPARU_HTTP_SOCKETS_H_

#ifdef _WIN32
#include <winsock2.h>
// winsock2.h has to come first.
#include <ws2tcpip.h>
#else
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#endif

#include <cstdint>
#include <optional>
#include <string>

namespace komparu::http {

#ifdef _WIN32
using Socket = SOCKET;
#else
using Socket = int;
#endif

// A socket that programs which are started meanwhile do not inherit; what socket(2) returns.
Socket open_socket(int family, int type, int protocol);

// The bytes that a connection has received so far, where the system counts them.
std::optional<std::uint64_t> bytes_received(Socket socket);

// The errno that stands for the error of a socket, and what to say of it.
int errno_of_socket(int error);
std::string text_of_socket_error(int error);

// inet_pton(3): the bytes of an address in the usual notation; false for any other text.
bool read_address(int family, const char* text, void* bytes);

}  // namespace komparu::http

#endif  // KOMPARU_HTTP_SOCKETS_H_
