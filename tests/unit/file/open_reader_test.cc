// SPDX-License-Identifier: MIT
// What open_reader() makes of everything a path can name.
#include <fcntl.h>
#include <unistd.h>

#include <cstring>
#include <filesystem>
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

TEST_CASE("a regular file can be read in order and at any offset") {
  const TemporaryDirectory directory;
  const std::string text = "0123456789";
  const auto reader = open_reader(directory.write("f", text));
  CHECK(reader->kind() == Kind::regular);
  REQUIRE(reader->size().has_value());
  CHECK(reader->size()->bytes == 10);
  CHECK(reader->size()->proven);
  REQUIRE(reader->random_access() != nullptr);
  const auto window = reader->random_access()->window(4);
  CHECK(std::memcmp(window->at(3, 4).data(), "3456", 4) == 0);
  CHECK(window->at(8, 4).size() == 2);
  CHECK(window->at(10, 4).empty());
  CHECK(window->at(1000, 4).empty());
  reader->skip(2);
  CHECK(read_all(*reader, 3) == "23456789");
  reader->skip(100);
  CHECK(read_all(*reader).empty());
}

TEST_CASE("an empty file proves no size") {
  const TemporaryDirectory directory;
  const auto reader = open_reader(directory.write("empty", ""));
  CHECK(reader->kind() == Kind::regular);
  CHECK(read_all(*reader).empty());
  CHECK((!reader->size() || !reader->size()->proven));
}

TEST_CASE("a descriptor is read from where it stands and stays open") {
  const TemporaryDirectory directory;
  const std::string path = directory.write("f", "0123456789");
  const UniqueFd fd(::open(path.c_str(), O_RDONLY));
  REQUIRE(::lseek(fd.get(), 4, SEEK_SET) == 4);
  {
    const auto reader = open_reader(Source("-", fd.get()));
    CHECK(reader->size()->bytes == 6);
    CHECK(read_all(*reader) == "456789");
  }
  CHECK(::lseek(fd.get(), 0, SEEK_CUR) >= 0);
}

TEST_CASE("bad operands are told apart by code") {
  const TemporaryDirectory directory;
  CHECK(error_of_opening(directory.path("missing")) == ErrorCode::not_found);
  CHECK(error_of_opening("") == ErrorCode::not_found);
  CHECK(error_of_opening(directory.write("f", "") + "/below") == ErrorCode::not_found);
  CHECK(error_of_opening(Source("-", 999)) == ErrorCode::unreadable);
}

TEST_CASE("a directory opens, has an identity, and cannot be read") {
  const TemporaryDirectory directory;
  const auto reader = open_reader(directory.path("."));
  CHECK(reader->kind() == Kind::directory);
  CHECK(reader->identity() == open_reader(directory.path("."))->identity());
  CHECK_THROWS_AS(read_all(*reader), Error);
}

TEST_CASE("F4: hard links share an identity, copies and positions do not") {
  const TemporaryDirectory directory;
  const std::string path = directory.write("f", "x");
  const std::string copy = directory.write("copy", "x");
  std::filesystem::create_hard_link(path, directory.path("link"));
  const auto reader = open_reader(path);
  CHECK(reader->identity().has_value());
  CHECK(reader->identity() == open_reader(directory.path("link"))->identity());
  CHECK(reader->identity() != open_reader(copy)->identity());
}

TEST_CASE("F4: an empty file is one and the same, too") {
  const TemporaryDirectory directory;
  const std::string path = directory.write("empty", "");
  CHECK(open_reader(path)->identity().has_value());
  CHECK(open_reader(path)->identity() == open_reader(path)->identity());
}

TEST_CASE("F6: holes are told where the filesystem tells them, and only holes") {
  const TemporaryDirectory directory;
  const std::string path = directory.write("sparse", "head");
  constexpr std::uint64_t kData = std::uint64_t{64} << 20;
  {
    std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(static_cast<std::streamoff>(kData));
    file << "data";
  }
  const auto reader = open_reader(path);
  RandomAccess& access = *reader->random_access();
  CHECK(access.next_data(0) == 0);
  CHECK(access.next_data(kData) == kData);
  // Either the filesystem is one whose holes are believed, or the offset comes back.
  const std::uint64_t next = access.next_data(std::uint64_t{32} << 20);
  CHECK((next == (std::uint64_t{32} << 20) || next == kData));
  CHECK(access.next_data(access.size()) == access.size());
}
