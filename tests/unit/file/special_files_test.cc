// SPDX-License-Identifier: MIT
// What open_reader() makes of pipes, devices and sockets, and of files behind its back.
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstring>
#include <fstream>
#include <iterator>
#include <string>
#include <thread>
#include <vector>

#include "base/unique_fd.h"
#include "komparu/error.h"
#include "komparu/reader.h"
#include "support/catch.h"
#include "support/temporary_directory.h"

using namespace komparu;
using komparu::testing::TemporaryDirectory;

namespace {

std::string read_all(Reader& reader, std::size_t chunk = 1000) {
  std::vector<std::byte> scratch(chunk);
  std::string text;
  while (true) {
    const auto got = reader.read(scratch);
    text.append(reinterpret_cast<const char*>(got.data()), got.size());
    if (got.size() < chunk) return text;
  }
}

ErrorCode error_of_opening(const Source& source, const ReadOptions& options = {}) {
  try {
    open_reader(source, options);
  } catch (const Error& error) {
    return error.code();
  }
  FAIL("opened");
  return ErrorCode::output;
}

}  // namespace

TEST_CASE("F5: files that the kernel makes up have no proven size and no identity") {
  const auto reader = open_reader("/proc/version");
  CHECK(reader->kind() == Kind::regular);
  CHECK(reader->random_access() == nullptr);
  CHECK_FALSE(reader->identity().has_value());
  CHECK((!reader->size() || !reader->size()->proven));
  std::ifstream direct("/proc/version", std::ios::binary);
  CHECK(read_all(*reader) == std::string(std::istreambuf_iterator<char>(direct), {}));
}

TEST_CASE("F2: a file that became shorter is trouble, through every way of reading") {
  const TemporaryDirectory directory;
  for (const bool window : {false, true}) {
    const std::string path = directory.write("f", std::string(100000, 'x'));
    ReadOptions options;
    options.io = Io::read;
    const auto reader = open_reader(path, options);
    REQUIRE(::truncate(path.c_str(), 50000) == 0);
    try {
      if (window) {
        reader->random_access()->window(100000)->at(0, 100000);
      } else {
        read_all(*reader);
      }
      FAIL("read");
    } catch (const Error& error) {
      CHECK(error.code() == ErrorCode::changed);
    }
  }
}

TEST_CASE("F3: a file that was touched carries no verdict of same") {
  const TemporaryDirectory directory;
  const std::string path = directory.write("f", "abc");
  const auto reader = open_reader(path);
  CHECK_NOTHROW(reader->confirm(Verdict::same));
  const timespec times[2] = {{1, 0}, {1, 0}};
  REQUIRE(::utimensat(AT_FDCWD, path.c_str(), times, 0) == 0);
  CHECK_THROWS_AS(reader->confirm(Verdict::same), Error);
  CHECK_NOTHROW(reader->confirm(Verdict::different));
}

TEST_CASE("F7: a FIFO waits for its first writer and ends with its last") {
  const TemporaryDirectory directory;
  const std::string path = directory.path("fifo");
  REQUIRE(::mkfifo(path.c_str(), 0600) == 0);
  const auto reader = open_reader(path);
  CHECK(reader->kind() == Kind::fifo);
  CHECK(reader->random_access() == nullptr);
  std::thread writer([&] {
    const UniqueFd fd(::open(path.c_str(), O_WRONLY));
    CHECK(::write(fd.get(), "hello", 5) == 5);
    CHECK(::write(fd.get(), " world", 6) == 6);
  });
  CHECK(read_all(*reader) == "hello world");
  writer.join();
  CHECK(read_all(*reader).empty());
}

TEST_CASE("F7: waiting for a writer ends when asked to stop, and at the deadline") {
  const TemporaryDirectory directory;
  const std::string path = directory.path("fifo");
  REQUIRE(::mkfifo(path.c_str(), 0600) == 0);
  StopSource source;
  const auto reader = open_reader(path, {}, Until{source.token(), std::nullopt});
  std::thread stopper([&] { source.request_stop(); });
  try {
    read_all(*reader);
    FAIL("read");
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::cancelled);
  }
  stopper.join();

  const auto late = open_reader(
      path, {}, Until{{}, std::chrono::steady_clock::now() + std::chrono::milliseconds(20)});
  try {
    read_all(*late);
    FAIL("read");
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::timed_out);
  }
}

TEST_CASE("F7: character devices are streams, the null device ends at once") {
  const auto null = open_reader("/dev/null");
  CHECK(null->kind() == Kind::character_device);
  CHECK(read_all(*null).empty());
  CHECK_FALSE(null->identity().has_value());
  const auto zero = open_reader("/dev/zero");
  std::vector<std::byte> scratch(100, std::byte{1});
  CHECK(zero->read(scratch).size() == 100);
  CHECK(scratch[99] == std::byte{0});
  REQUIRE(zero->identity().has_value());
  CHECK_FALSE(zero->identity()->repeatable);
}

TEST_CASE("opened files never take the place of closed standard streams") {
  const TemporaryDirectory directory;
  const std::string path = directory.write("f", "x");
  const UniqueFd saved(::fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 10));
  REQUIRE(::close(STDIN_FILENO) == 0);
  const auto reader = open_reader(path);
  const int taken = ::fcntl(STDIN_FILENO, F_GETFD);
  ::dup2(saved.get(), STDIN_FILENO);
  CHECK(taken == -1);
  CHECK(read_all(*reader) == "x");
}

TEST_CASE("a socket is told by its kind") {
  const TemporaryDirectory directory;
  const std::string path = directory.path("socket");
  const UniqueFd socket(::socket(AF_UNIX, SOCK_STREAM, 0));
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  REQUIRE(path.size() < sizeof address.sun_path);
  std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
  REQUIRE(::bind(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
  CHECK(error_of_opening(path) == ErrorCode::wrong_kind);
}
