// SPDX-License-Identifier: MIT
// The bare limit for a file and its URL: bytes that are received are compared with bytes that are
// read, 256 KiB at a time, and nothing else. It speaks to 127.0.0.1 alone, and takes what comes
// behind the header for the body. Exit status: 0 same, 1 differ, 2 trouble.

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <string>
#include <string_view>

namespace {

constexpr std::size_t kChunk = std::size_t{256} << 10;
constexpr std::string_view kHost = "http://127.0.0.1:";

[[noreturn]] void fail(const char* what) {
  std::perror(what);
  std::exit(2);
}

int connect_to(std::uint16_t port) {
  const int connection = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (connection < 0 ||
      ::connect(connection, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    fail("connect");
  }
  return connection;
}

// Asks for the path, and leaves what was received behind the header at the front of the buffer.
std::size_t ask(int connection, std::string_view path, char* buffer) {
  std::string request = "GET ";
  request.append(path).append(" HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n");
  if (::send(connection, request.data(), request.size(), 0) !=
      static_cast<ssize_t>(request.size())) {
    fail("send");
  }
  std::size_t filled = 0;
  for (;;) {
    const ssize_t got = ::recv(connection, buffer + filled, kChunk - filled, 0);
    if (got <= 0) fail("recv");
    filled += static_cast<std::size_t>(got);
    const std::size_t end = std::string_view(buffer, filled).find("\r\n\r\n");
    if (end == std::string_view::npos) continue;
    if (std::string_view(buffer, filled).substr(8, 5) != " 200 ") std::exit(2);
    filled -= end + 4;
    std::memmove(buffer, buffer + end + 4, filled);
    return filled;
  }
}

}  // namespace

int main(int count, char** words) {
  const std::string_view url = count == 3 ? words[2] : "";
  const std::size_t slash = url.find('/', kHost.size());
  if (!url.starts_with(kHost) || slash == std::string_view::npos) {
    std::fputs("usage: limit_url FILE http://127.0.0.1:PORT/PATH\n", stderr);
    return 2;
  }
  const int file = ::open(words[1], O_RDONLY | O_CLOEXEC);
  if (file < 0) fail(words[1]);
  const int port = std::atoi(url.substr(kHost.size()).data());
  const int connection = connect_to(static_cast<std::uint16_t>(port));
  // At a page: to other places some processors copy at a third of the speed.
  const std::unique_ptr<char, decltype(&std::free)> both(
      static_cast<char*>(std::aligned_alloc(4096, 2 * kChunk)), &std::free);
  if (!both) return 2;
  char* const received = both.get();
  char* const own = both.get() + kChunk;
  std::size_t filled = ask(connection, url.substr(slash), received);
  for (;;) {
    while (filled < kChunk) {
      const ssize_t got = ::recv(connection, received + filled, kChunk - filled, MSG_WAITALL);
      if (got < 0) fail("recv");
      if (got == 0) break;
      filled += static_cast<std::size_t>(got);
    }
    const ssize_t read = ::read(file, own, kChunk);
    if (read < 0) fail("read");
    if (static_cast<std::size_t>(read) != filled) return 1;
    if (filled == 0) return 0;
    if (std::memcmp(received, own, filled) != 0) return 1;
    filled = 0;
  }
}
