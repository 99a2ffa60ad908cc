// SPDX-License-Identifier: MIT
// A worker of which nothing is there but what it says.
#ifndef KOMPARU_TESTS_UNIT_ARCHIVE_WORKER_RIG_H_
#define KOMPARU_TESTS_UNIT_ARCHIVE_WORKER_RIG_H_

#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <memory>
#include <string>
#include <utility>

#include "archive/extra_formats.h"
#include "archive/worker_tar.h"
#include "support/catch.h"
#include "support/memory_reader.h"

namespace komparu::testing {

using namespace komparu::archive;

inline std::string text_of(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

inline std::string number(std::uint64_t value, std::size_t bytes) {
  std::string text;
  for (; bytes > 0; --bytes, value >>= 8) text += static_cast<char>(value & 0xff);
  return text;
}

// What one of the functions of worker_tar.h writes.
template <typename Write, typename... What>
std::string written(const Write& write, const What&... what) {
  std::string out;
  write(what..., out);
  return out;
}

inline std::string hello() { return written(write_hello); }

inline std::string asked(std::uint64_t offset, std::uint64_t length) {
  return number(offset, 8) + number(length, 8);
}

// What an archive is read with whose worker has said all this on its pipe, asked all that on its
// socket, and does nothing else. The archive is "0123456789".
class WorkerRig {
 public:
  explicit WorkerRig(const std::string& said, const std::string& asks = "",
                     WorkerLimits limits = {}, const Until& until = {})
      : account_({}, "x", bytes_read_, until) {
    std::array<int, 2> sockets{};
    std::array<int, 2> pipe{};
    REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM, 0, sockets.data()) == 0);
    REQUIRE(::pipe(pipe.data()) == 0);
    peer_ = UniqueFd(sockets[1]);
    stream_ = UniqueFd(pipe[1]);
    auto worker =
        std::make_unique<WorkerProcess>(UniqueFd(pipe[0]), UniqueFd(sockets[0]), -1, limits);
    REQUIRE(::write(peer_.get(), asks.data(), asks.size()) == static_cast<ssize_t>(asks.size()));
    // All of it fits into the pipe. Who is to lose patience must not meet its end.
    REQUIRE(::write(stream_.get(), said.data(), said.size()) == static_cast<ssize_t>(said.size()));
    if (limits.silence == WorkerLimits().silence) stream_ = UniqueFd();
    format_ = make_worker_format(std::move(worker), ExtraFormat::iso, *archive_.random_access(),
                                 account_, limits);
  }

  FormatReader& format() { return *format_; }

  // All that was said to the worker.
  std::string heard() {
    format_.reset();
    std::string text;
    std::array<char, 4096> room{};
    for (ssize_t count = 1; count > 0;) {
      count = ::read(peer_.get(), room.data(), room.size());
      if (count > 0) text.append(room.data(), static_cast<std::size_t>(count));
    }
    return text;
  }

 private:
  MemoryReader archive_{"0123456789"};
  std::atomic<std::uint64_t> bytes_read_{0};
  Account account_;
  UniqueFd peer_;
  UniqueFd stream_;
  std::unique_ptr<FormatReader> format_;
};

// The Error that a call throws: its code; none is a failure of the test.
template <typename Call>
Error error_of(const Call& call) {
  try {
    call();
  } catch (const Error& error) {
    return error;
  }
  FAIL("nothing was thrown");
  return Error(ErrorCode::output, "", "");
}

}  // namespace komparu::testing

#endif  // KOMPARU_TESTS_UNIT_ARCHIVE_WORKER_RIG_H_
