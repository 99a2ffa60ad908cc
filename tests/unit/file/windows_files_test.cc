// SPDX-License-Identifier: MIT
// What paths, names and handles of Windows are made of.
#include <windows.h>  // before those that build on it

#include <fcntl.h>
#include <io.h>

#include <algorithm>
#include <filesystem>
#include <string>
#include <thread>
#include <vector>

#include "base/unique_fd.h"
#include "base/win32/names.h"
#include "file/system.h"
#include "komparu/compare.h"
#include "komparu/error.h"
#include "komparu/reader.h"
#include "support/catch.h"
#include "support/temporary_directory.h"

using namespace komparu;
using komparu::testing::TemporaryDirectory;

namespace {

std::string read_all(Reader& reader) {
  std::vector<std::byte> scratch(1000);
  std::string text;
  while (true) {
    const auto got = reader.read(scratch);
    text.append(reinterpret_cast<const char*>(got.data()), got.size());
    if (got.size() < scratch.size()) return text;
  }
}

template <typename Work>
ErrorCode code_of(Work&& work) {
  try {
    work();
  } catch (const Error& error) {
    return error.code();
  }
  FAIL("nothing was thrown");
  return ErrorCode::output;
}

ErrorCode error_of_opening(const std::string& path) {
  return code_of([&] { open_reader(path); });
}

struct Pipe {
  Pipe() {
    int ends[2];
    REQUIRE(::_pipe(ends, 65536, _O_BINARY | _O_NOINHERIT) == 0);
    read_end = UniqueFd(ends[0]);
    write_end = UniqueFd(ends[1]);
  }
  UniqueFd read_end;
  UniqueFd write_end;
};

}  // namespace

TEST_CASE("a slash and a backslash separate, in any mixture") {
  const TemporaryDirectory directory;
  std::filesystem::create_directory(directory.path("sub"));
  directory.write("sub/f", "abc");
  std::string path = directory.path("sub/f");
  std::replace(path.begin(), path.end(), '\\', '/');
  CHECK(read_all(*open_reader(path)) == "abc");
  std::replace(path.begin(), path.end(), '/', '\\');
  CHECK(read_all(*open_reader(path)) == "abc");
  CHECK(open_reader(directory.path("sub") + "\\")->kind() == Kind::directory);
  CHECK(open_reader(directory.path("sub") + "/")->kind() == Kind::directory);
  CHECK(error_of_opening(directory.path("sub/f") + "/") == ErrorCode::not_found);
}

TEST_CASE("names in UTF-8 are found and listed as they are") {
  const TemporaryDirectory directory;
  const std::string name = "gr\xc3\xbc\xc3\x9f \xe4\xb8\xad.txt";
  directory.write(name, "abc");
  CHECK(read_all(*open_reader(directory.path(name))) == "abc");
  const UniqueFd fd = file::open_directory_at(file::kWorkingDirectory, directory.path("."),
                                              file::Links::followed, "");
  const std::vector<Entry> entries = file::list_directory(fd.get(), "");
  REQUIRE(entries.size() == 1);
  CHECK(entries[0].name == name);
  CHECK(entries[0].kind == Kind::regular);
  CHECK(error_of_opening(directory.path(".") + "\\\xff") == ErrorCode::not_found);
}

TEST_CASE("paths may be longer than MAX_PATH") {
  const TemporaryDirectory directory;
  std::string path = directory.path("d");
  std::wstring wide = L"\\\\?\\" + *wide_name(path);
  REQUIRE(::CreateDirectoryW(wide.c_str(), nullptr) != 0);
  for (int level = 0; level < 3; ++level) {
    const std::string name(150, static_cast<char>('a' + level));
    path += '\\' + name;
    wide += L'\\' + *wide_name(name);
    REQUIRE(::CreateDirectoryW(wide.c_str(), nullptr) != 0);
  }
  const HANDLE made =
      ::CreateFileW((wide + L"\\f").c_str(), GENERIC_WRITE, 0, nullptr, CREATE_NEW, 0, nullptr);
  REQUIRE(made != INVALID_HANDLE_VALUE);
  DWORD written = 0;
  CHECK(::WriteFile(made, "abc", 3, &written, nullptr) != 0);
  ::CloseHandle(made);
  CHECK(read_all(*open_reader(path + "\\f")) == "abc");
}

TEST_CASE("a name below a directory is no path, no stream and no device") {
  const TemporaryDirectory directory;
  std::filesystem::create_directory(directory.path("sub"));
  directory.write("sub/f", "abc");
  directory.write("g", "abc");
  const UniqueFd fd = file::open_directory_at(file::kWorkingDirectory, directory.path("."),
                                              file::Links::followed, "");
  const auto look = [&](const std::string& name) {
    return file::status_at(fd.get(), name, file::Links::kept, name);
  };
  CHECK(look("sub").kind == Kind::directory);
  CHECK(look("g").size == 3);
  for (const char* const name : {"sub\\f", "sub/f", "g:stream", "g::$DATA", "", "missing", "NUL"}) {
    CHECK(code_of([&] { look(name); }) == ErrorCode::not_found);
  }
}

TEST_CASE("the directory itself and its parent are found from a handle") {
  const TemporaryDirectory directory;
  std::filesystem::create_directory(directory.path("sub"));
  const auto listed = [](int at, const std::string& name) {
    return file::open_directory_at(at, name, file::Links::kept, name);
  };
  const UniqueFd above = listed(file::kWorkingDirectory, directory.path("."));
  const UniqueFd sub = listed(above.get(), "sub");
  const file::Status expected = file::status_of(above.get(), "");
  CHECK(file::status_of(listed(sub.get(), "..").get(), "").inode == expected.inode);
  CHECK(file::status_of(listed(above.get(), ".").get(), "").inode == expected.inode);
}

TEST_CASE("devices are known by their names, and opened only if they were typed") {
  const auto null = open_reader("NUL");
  CHECK(null->kind() == Kind::character_device);
  CHECK_FALSE(null->identity().has_value());
  CHECK(read_all(*null).empty());
  CHECK(open_reader("nul")->kind() == Kind::character_device);
  CHECK(error_of_opening("\\\\.\\pipe\\komparu-test") == ErrorCode::wrong_kind);
  CHECK(error_of_opening("\\\\.\\PhysicalDrive0") == ErrorCode::wrong_kind);
}

TEST_CASE("a file that others write, rename or delete can be read, and others can do so") {
  const TemporaryDirectory directory;
  const std::string path = directory.write("f", "abc");
  const auto reader = open_reader(path);
  CHECK(::MoveFileW(wide_name(path)->c_str(), wide_name(directory.path("moved"))->c_str()) != 0);
  CHECK(::DeleteFileW(wide_name(directory.path("moved"))->c_str()) != 0);
  CHECK(read_all(*reader) == "abc");
}

TEST_CASE("F3: a file whose times changed carries no verdict of same") {
  const TemporaryDirectory directory;
  const std::string path = directory.write("f", "abc");
  const auto reader = open_reader(path);
  CHECK_NOTHROW(reader->confirm(Verdict::same));
  using namespace std::chrono_literals;
  std::filesystem::last_write_time(path, std::filesystem::last_write_time(path) - 24h);
  CHECK_THROWS_AS(reader->confirm(Verdict::same), Error);
}

TEST_CASE("F7: a pipe is waited for and ends with its writer") {
  Pipe pipe;
  const auto reader = open_reader(Source("-", pipe.read_end.get()));
  CHECK(reader->kind() == Kind::fifo);
  std::thread writer([&] {
    CHECK(::_write(pipe.write_end.get(), "hello", 5) == 5);
    CHECK(::_write(pipe.write_end.get(), " world", 6) == 6);
    pipe.write_end = UniqueFd();
  });
  const std::string text = read_all(*reader);
  writer.join();
  CHECK(text == "hello world");
}

TEST_CASE("F7: waiting for a pipe ends when asked to stop, and at the deadline") {
  const Pipe pipe;
  StopSource source;
  const Source end("-", pipe.read_end.get());
  const auto reader = open_reader(end, {}, Until{source.token(), std::nullopt});
  std::thread stopper([&] { source.request_stop(); });
  CHECK(code_of([&] { read_all(*reader); }) == ErrorCode::cancelled);
  stopper.join();
  const auto late = open_reader(
      end, {}, Until{{}, std::chrono::steady_clock::now() + std::chrono::milliseconds(20)});
  CHECK(code_of([&] { read_all(*late); }) == ErrorCode::timed_out);
}

TEST_CASE("two pipes are two streams") {
  const Pipe one;
  const Pipe two;
  const auto identity = [](const Pipe& pipe) {
    return open_reader(Source("-", pipe.read_end.get()))->identity();
  };
  CHECK(identity(one) == identity(one));
  CHECK(identity(one) != identity(two));
}
