// SPDX-License-Identifier: MIT
// Workers that end badly, and what the real one grants itself.
#include <dirent.h>
#include <sys/wait.h>
#if defined(__linux__)
#include <sys/prctl.h>
#endif

#include <array>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>
#include <thread>

#include "support/catch.h"
#include "support/temporary_directory.h"
#include "unit/archive/member_list.h"
#include "unit/archive/worker_rig.h"

using namespace komparu;
using namespace komparu::testing;

namespace {

// As the shell's printf wants it.
std::string quoted(const std::string& bytes) {
  std::string text;
  for (const char byte : bytes) {
    std::array<char, 8> digits{};
    std::snprintf(digits.data(), digits.size(), "\\%03o",
                  static_cast<unsigned>(static_cast<unsigned char>(byte)));
    text += digits.data();
  }
  return text;
}
// What a script says to be taken for a worker.
const std::string kHello = "printf '" + quoted(hello()) + "'";

std::string warc(const std::string& name, std::uint64_t size, const std::string& content) {
  return "WARC/1.0\r\nWARC-Type: resource\r\nWARC-Target-URI: file://" + name +
         "\r\nWARC-Date: 2001-01-01T01:01:01Z\r\nContent-Length: " + std::to_string(size) +
         "\r\n\r\n" + content + "\r\n\r\n";
}

ArchiveOptions options_with(const std::string& worker) {
  ArchiveOptions options;
  options.extra_formats = {ExtraFormat::warc};
  options.worker = worker;
  return options;
}

std::size_t open_descriptors() {
  std::size_t count = 0;
  const std::unique_ptr<DIR, int (*)(DIR*)> directory(::opendir("/dev/fd"), &::closedir);
  while (::readdir(directory.get()) != nullptr) ++count;
  return count;
}

bool has_child() { return ::waitpid(-1, nullptr, WNOHANG) >= 0 || errno != ECHILD; }

class Scripts {
 public:
  std::string make(const std::string& lines) const {
    std::string path = directory_.write("worker", "#!/bin/sh\n" + lines + "\n");
    std::filesystem::permissions(path, std::filesystem::perms::owner_all);
    return path;
  }

 private:
  TemporaryDirectory directory_;
};

struct Ending {
  const char* lines;
  ErrorCode code;
  std::string detail;
};

#ifdef KOMPARU_COMMAND
// Zeros without an end behind a WARC header.
class Endless final : public RandomAccess {
 public:
  std::uint64_t size() const override { return std::uint64_t{1} << 45; }
  std::unique_ptr<Window> window(std::size_t maximum) override {
    return std::make_unique<EndlessWindow>(maximum);
  }

 private:
  class EndlessWindow final : public Window {
   public:
    explicit EndlessWindow(std::size_t maximum) : zeros_(maximum) {}
    std::span<const std::byte> at(std::uint64_t offset, std::size_t length) override {
      if (offset > 0) return std::span(zeros_).first(length);
      head_ = warc("a", std::uint64_t{1} << 44, "");
      head_.resize(length);
      return bytes_of(head_);
    }

   private:
    std::vector<std::byte> zeros_;
    std::string head_;
  };
};

// What comes of reading without an end under these limits.
Error end_of_endless(const WorkerLimits& limits, const Until& until = {}) {
  Endless archive;
  std::atomic<std::uint64_t> bytes_read{0};
  ArchiveLimits none;
  none.compression_ratio.reset();
  none.decompressed_size.reset();
  Account account(none, "x", bytes_read, until);
  return error_of([&] {
    const auto format = make_worker_format(start_worker(KOMPARU_COMMAND, limits), ExtraFormat::warc,
                                           archive, account, limits);
    REQUIRE(format->next());
    while (format->next_block()) continue;
  });
}
#endif

}  // namespace

TEST_CASE("A1: however a worker ends, it is trouble and leaves nothing behind", "[archive]") {
  const Ending endings[] = {
      {"kill -SEGV $$", ErrorCode::bad_archive, "the program that reads it was ended by signal 11"},
      {"kill -XCPU $$", ErrorCode::limit_exceeded,
       "reading it takes more than 600 s of processor time"},
      {"exit 3", ErrorCode::bad_archive, "the program that reads it ended with status 3"},
      {"exit 0", ErrorCode::bad_archive, "the program that reads it ended too early"},
      // It closes its end and goes on.
      {"exec 1>/dev/null; while :; do :; done", ErrorCode::bad_archive,
       "the program that reads it ended too early"},
      {"exec /bin/cat /dev/zero", ErrorCode::bad_archive,
       "the program that reads it talks nonsense"},
      {"exec /bin/cat /dev/urandom", ErrorCode::bad_archive,
       "the program that reads it talks nonsense"},
  };
  const Scripts scripts;
  const std::size_t before = open_descriptors();
  for (const Ending& ending : endings) {
    INFO(ending.lines);
    const MemberList list =
        list_members(warc("a", 1, "x"), options_with(scripts.make(kHello + "\n" + ending.lines)));
    CHECK(list.members.empty());
    CHECK(list.error == ending.code);
    CHECK(list.detail == "x: " + ending.detail);
    CHECK_FALSE(has_child());
    CHECK(open_descriptors() == before);
  }
}

TEST_CASE("A1: what is no worker is not taken for one", "[archive]") {
  const Scripts scripts;
  const TemporaryDirectory directory;
  const std::string text = directory.write("text", "no program");
  for (const std::string& worker :
       {std::string("/nowhere/at/all"), text, directory.path("."), scripts.make("kill -SEGV $$"),
        std::string("/bin/true"), scripts.make("exec /bin/cat /dev/zero")}) {
    INFO(worker);
    const std::size_t before = open_descriptors();
    const MemberList list = list_members(warc("a", 1, "x"), options_with(worker));
    CHECK(list.error == ErrorCode::unsupported);
    CHECK_FALSE(has_child());
    CHECK(open_descriptors() == before);
  }
}

#if defined(__linux__)
TEST_CASE("X1: while there is a worker, nobody looks into its parent", "[archive]") {
  const Scripts scripts;
  const std::string worker = scripts.make("read line");
  const int before = ::prctl(PR_GET_DUMPABLE, 0, 0, 0, 0);
  {
    const auto first = start_worker(worker, {});
    CHECK(::prctl(PR_GET_DUMPABLE, 0, 0, 0, 0) == 0);
    { const auto second = start_worker(worker, {}); }
    CHECK(::prctl(PR_GET_DUMPABLE, 0, 0, 0, 0) == 0);
  }
  CHECK(::prctl(PR_GET_DUMPABLE, 0, 0, 0, 0) == before);
}
#endif

TEST_CASE("A1: a worker that hangs is ended", "[archive]") {
  const Scripts scripts;
  const std::string worker = scripts.make(kHello + "\nwhile :; do :; done");
  WorkerLimits limits;
  limits.silence = std::chrono::milliseconds(100);
  MemoryReader archive("0123456789");
  std::atomic<std::uint64_t> bytes_read{0};
  Account account({}, "x", bytes_read, {});
  const Error error = error_of([&] {
    make_worker_format(start_worker(worker, limits), ExtraFormat::iso, *archive.random_access(),
                       account, limits)
        ->next();
  });
  CHECK(error.code() == ErrorCode::limit_exceeded);
  CHECK_FALSE(has_child());
}

TEST_CASE("A1: a worker is started with nothing of its parent's", "[archive]") {
  ::setenv("KOMPARU_TEST_SECRET", "secret", 1);
  const Scripts scripts;
  const TemporaryDirectory directory;
  const std::string found = directory.path("found");
  const MemberList list = list_members(
      warc("a", 1, "x"), options_with(scripts.make("/usr/bin/env > " + found +
                                                   "\nprintf '%s\\n' \"$#:$1\" >> " + found)));
  ::unsetenv("KOMPARU_TEST_SECRET");
  CHECK(list.error == ErrorCode::unsupported);
  std::ifstream file(found);
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  CHECK(text.find("secret") == text.npos);
  CHECK(text.find("HOME") == text.npos);
  CHECK(text.find("1:" + std::string(kWorkerArgument)) != text.npos);
}

#ifdef KOMPARU_COMMAND
TEST_CASE("A1: the command is a worker", "[archive]") {
  const std::string archive = warc("a", 5, "alpha") + warc("dir/b", 4, "beta");
  for (const auto& behaviour : {Behaviour{}, stream()}) {
    for (const auto how : {ReadMembers::fully, ReadMembers::first_byte, ReadMembers::not_at_all}) {
      const MemberList list = list_members(archive, options_with(KOMPARU_COMMAND), behaviour, how);
      CHECK(list.detail.empty());
      CHECK(list.clean());
      REQUIRE(list.members.size() == 2);
      CHECK(list.members[1].path == "dir/b");
      if (how == ReadMembers::fully) CHECK(list.members[1].content == "beta");
      CHECK_FALSE(has_child());
    }
  }
}

#if defined(__linux__)
TEST_CASE("X1: a worker works for nobody but the process that made its channel", "[archive]") {
  const Scripts scripts;
  const std::string run = std::string(KOMPARU_COMMAND) + " " + kWorkerArgument;
  const std::string archive = warc("a", 5, "alpha");
  CHECK(list_members(archive, options_with(scripts.make("exec " + run))).clean());
  const MemberList list = list_members(archive, options_with(scripts.make(run + "\nexit 0")));
  CHECK(list.error == ErrorCode::unsupported);
  CHECK(list.detail == "x: the program that wants it read is gone");
}
#endif

TEST_CASE("A11: limits hold for what a worker reads", "[archive]") {
  ArchiveOptions options = options_with(KOMPARU_COMMAND);
  const std::string archive = warc("a", 5, "alpha") + warc("dir/b", 4, "beta");
  options.limits.entries = 1;
  CHECK(list_members(archive, options).error == ErrorCode::limit_exceeded);
  options.limits.entries = 2;
  options.limits.entry_name_length = 4;
  CHECK(list_members(archive, options).error == ErrorCode::limit_exceeded);
  options.limits.entry_name_length = 5;
  options.limits.decompressed_size = 8;
  CHECK(list_members(archive, options).error == ErrorCode::limit_exceeded);
  options.limits.decompressed_size = 9;
  CHECK(list_members(archive, options).clean());
  options.limits.decompressed_size = 1000;
  CHECK(list_members(archive, options, stream()).clean());
  options.limits.decompressed_size = 100;
  CHECK(list_members(archive, options, stream()).error == ErrorCode::limit_exceeded);
}

// A sanitizer's memory has no limit, and its processes are slow to start.
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
std::string from_hex(std::string_view digits) {
  std::string bytes;
  for (; !digits.empty(); digits.remove_prefix(2)) {
    bytes += static_cast<char>(std::stoi(std::string(digits.substr(0, 2)), nullptr, 16));
  }
  return bytes;
}

TEST_CASE("A1: a worker has no more memory than it is granted", "[archive]") {
  // A RAR 4 file of one member whose packing wants a model of 256 MiB.
  const std::string archive = from_hex(
                                  "526172211a0700cf907300000d00000000000000fd197400802100e803000064"
                                  "000000038f5d0e5e000021001d330100a481000061") +
                              std::string("\xa3\xff", 2) + std::string(998, '\0') +
                              from_hex("c43d7b00400700");
  WorkerLimits limits;
  limits.memory = std::uint64_t{200} << 20;
  MemoryReader reader(archive);
  std::atomic<std::uint64_t> bytes_read{0};
  Account account({}, "x", bytes_read, {});
  const auto format = make_worker_format(start_worker(KOMPARU_COMMAND, limits), ExtraFormat::rar,
                                         *reader.random_access(), account, limits);
  REQUIRE(format->next());
  const Error error = error_of([&] {
    while (format->next_block()) continue;
  });
  CHECK(error.code() == ErrorCode::limit_exceeded);
  CHECK(error.detail() == "reading it takes more than 200 MiB of memory");
  CHECK(format->broken());
}
#endif

TEST_CASE("A1: a worker has no more processor time than it is granted", "[archive]") {
  WorkerLimits limits;
  limits.seconds = 1;
  const Error error = end_of_endless(limits);
  CHECK(error.code() == ErrorCode::limit_exceeded);
  CHECK(error.detail() == "reading it takes more than 1 s of processor time");
  CHECK_FALSE(has_child());
}

TEST_CASE("A1: a worker that is at work is ended when the call has to end", "[archive]") {
  StopSource stop;
  int polls = 0;
  stop.set_poll([&] {
    if (++polls > 100) stop.request_stop();
  });
  CHECK(end_of_endless({}, {stop.token()}).code() == ErrorCode::cancelled);
  CHECK(polls > 100);
  CHECK_FALSE(has_child());
}
#endif
