// SPDX-License-Identifier: MIT
// The public function for many sources, with pipes, with descriptors, and with few of them.
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "base/unique_fd.h"
#include "komparu/compare.h"
#include "komparu/error.h"
#include "support/catch.h"
#include "support/temporary_directory.h"

using namespace komparu;
using komparu::testing::TemporaryDirectory;

namespace {

using Groups = std::vector<std::vector<std::size_t>>;

// While it lives, the process has no descriptor of this number or above.
class DescriptorLimit {
 public:
  explicit DescriptorLimit(rlim_t most) {
    ::getrlimit(RLIMIT_NOFILE, &before_);
    rlimit lower = before_;
    lower.rlim_cur = most;
    ::setrlimit(RLIMIT_NOFILE, &lower);
  }
  DescriptorLimit(const DescriptorLimit&) = delete;
  DescriptorLimit& operator=(const DescriptorLimit&) = delete;
  ~DescriptorLimit() { ::setrlimit(RLIMIT_NOFILE, &before_); }

 private:
  rlimit before_{};
};

struct Pipe {
  Pipe() {
    int ends[2];
    REQUIRE(::pipe(ends) == 0);
    read_end = UniqueFd(ends[0]);
    write_end = UniqueFd(ends[1]);
  }
  UniqueFd read_end;
  UniqueFd write_end;
};

void write_all(int fd, const std::string& text) {
  std::size_t written = 0;
  while (written < text.size()) {
    const ssize_t count = ::write(fd, text.data() + written, text.size() - written);
    if (count <= 0) return;
    written += static_cast<std::size_t>(count);
  }
}

}  // namespace

TEST_CASE("a closed descriptor is told, whatever is opened besides") {
  const TemporaryDirectory directory;
  const std::string path = directory.write("a", "one");
  const int next = ::open(path.c_str(), O_RDONLY);
  REQUIRE(next >= 0);
  ::close(next);
  const GroupResult result = compare_many(std::vector<Source>{path, Source("-", next)});
  REQUIRE(result.problems.size() == 1);
  CHECK(result.problems[0].source == 1);
  CHECK(result.problems[0].problem.os_error == EBADF);
}

TEST_CASE("F7: one pipe cannot be two sources") {
  Pipe pipe;
  write_all(pipe.write_end.get(), "one");
  pipe.write_end = UniqueFd();
  const int fd = pipe.read_end.get();
  const GroupResult result = compare_many(std::vector<Source>{Source("-", fd), Source("-", fd)});
  CHECK(result.verdict == Verdict::trouble);
  CHECK(result.groups == Groups{{0}});
  REQUIRE(result.problems.size() == 1);
  CHECK(result.problems[0].source == 1);
  CHECK(result.problems[0].problem.code == ErrorCode::wrong_kind);
}

TEST_CASE("a descriptor of a file may be given twice, unless its position is all there is") {
  const TemporaryDirectory directory;
  const UniqueFd file(::open(directory.write("a", "one").c_str(), O_RDONLY));
  REQUIRE(file);
  CHECK(
      compare_many(std::vector<Source>{Source("-", file.get()), Source("-", file.get())}).verdict ==
      Verdict::same);
  const UniqueFd generated(::open("/proc/version", O_RDONLY));
  REQUIRE(generated);
  const GroupResult result =
      compare_many(std::vector<Source>{Source("-", generated.get()), Source("-", generated.get())});
  CHECK(result.groups == Groups{{0}});
  REQUIRE(result.problems.size() == 1);
  CHECK(result.problems[0].problem.code == ErrorCode::wrong_kind);
}

TEST_CASE("F5: files that the kernel makes up are grouped by what they hold") {
  const TemporaryDirectory directory;
  const std::string copy = directory.path("copy");
  {
    std::ifstream from("/proc/version", std::ios::binary);
    std::ofstream(copy, std::ios::binary) << from.rdbuf();
  }
  const GroupResult result = compare_many(
      std::vector<Source>{"/proc/version", copy, directory.write("a", ""), "/proc/version"});
  CHECK(result.groups == Groups{{0, 1, 3}, {2}});
}

TEST_CASE("F7: one writer that feeds two pipes in turns is never kept waiting") {
  // Also where the two are in different groups.
  for (const bool equal : {true, false}) {
    Pipe one;
    Pipe two;
    const TemporaryDirectory directory;
    const std::string part(4096, 'x');
    const std::string other(4096, equal ? 'x' : 'z');
    std::string text;
    std::string other_text;
    for (int index = 0; index < 64; ++index) text += part, other_text += other;
    std::thread writer([&] {
      for (std::size_t from = 0; from < text.size(); from += part.size()) {
        write_all(one.write_end.get(), part);
        write_all(two.write_end.get(), other);
      }
      one.write_end = UniqueFd();
      two.write_end = UniqueFd();
    });
    const GroupResult result = compare_many(
        std::vector<Source>{Source("one", one.read_end.get()), directory.write("a", text),
                            directory.write("b", other_text), directory.write("c", text + "y"),
                            Source("two", two.read_end.get())});
    writer.join();
    CHECK(result.groups == (equal ? Groups{{0, 1, 2, 4}, {3}} : Groups{{0, 1}, {2, 4}, {3}}));
    CHECK(result.problems.empty());
  }
}

TEST_CASE("F9: many more files than descriptors") {
  const TemporaryDirectory directory;
  std::vector<Source> sources;
  Groups expected(4);
  const std::string text(300000, 'x');
  for (std::size_t index = 0; index < 100; ++index) {
    std::string content = text;
    if (index % 4 > 0) content[index % 4 * 90000] = 'y';
    sources.emplace_back(directory.write("f" + std::to_string(index), content));
    expected[index % 4].push_back(index);
  }
  for (const std::size_t chunk : {0u, 4096u}) {
    GroupOptions options;
    options.trees.read.chunk_size = chunk;
    const DescriptorLimit limit(32);
    const GroupResult result = compare_many(sources, options);
    CHECK(result.verdict == Verdict::different);
    CHECK(result.groups == expected);
    CHECK(result.problems.empty());
  }
  const GroupResult result = compare_many(sources);
  CHECK(result.groups == expected);
  CHECK(result.problems.empty());
}

TEST_CASE("F9: a file for which no descriptor is left is not said to differ from a pipe") {
  const TemporaryDirectory directory;
  const std::string text(1000, 'x');
  Pipe pipe;
  write_all(pipe.write_end.get(), "only in the pipe, and in the last file");
  pipe.write_end = UniqueFd();
  std::vector<Source> sources{Source("-", pipe.read_end.get())};
  for (std::size_t index = 0; index < 40; ++index) {
    sources.emplace_back(directory.write("f" + std::to_string(index), text));
  }
  sources.emplace_back(directory.write("last", "only in the pipe, and in the last file"));
  const DescriptorLimit limit(32);
  const GroupResult result = compare_many(sources);
  CHECK(result.verdict == Verdict::trouble);
  REQUIRE(result.groups.size() == 2);
  CHECK(result.groups[0] == std::vector<std::size_t>{0});
  CHECK(result.groups[1].size() == 40);
  REQUIRE(result.problems.size() == 1);
  CHECK(result.problems[0].source == 41);
  CHECK(result.problems[0].problem.code == ErrorCode::unsupported);
}

TEST_CASE("F9: more directories and files below them than descriptors") {
  const TemporaryDirectory directory;
  std::vector<Source> sources;
  Groups expected(2);
  for (std::size_t index = 0; index < 20; ++index) {
    const std::string name = "t" + std::to_string(index);
    std::filesystem::create_directories(directory.path(name + "/a/b/c"));
    directory.write(name + "/a/b/c/f", "the same");
    directory.write(name + "/a/g", index % 2 == 0 ? "even" : "odd.");
    sources.emplace_back(directory.path(name));
    expected[index % 2].push_back(index);
  }
  const DescriptorLimit limit(32);
  const GroupResult result = compare_many(sources);
  for (const GroupProblem& problem : result.problems) {
    UNSCOPED_INFO(problem.source << " " << problem.path << ": " << problem.problem.detail);
  }
  CHECK(result.groups == expected);
  CHECK(result.problems.empty());
}

TEST_CASE("T4: paths far beyond the longest that the system takes, with few descriptors") {
  const TemporaryDirectory directory;
  const std::string name(200, 'd');
  constexpr int kLevels = 100;
  std::vector<Source> sources;
  for (const char* const tree : {"a", "b", "c"}) {
    std::filesystem::create_directory(directory.path(tree));
    sources.emplace_back(directory.path(tree));
    UniqueFd at(::open(directory.path(tree).c_str(), O_RDONLY | O_DIRECTORY));
    for (int level = 0; level < kLevels; ++level) {
      REQUIRE(::mkdirat(at.get(), name.c_str(), 0700) == 0);
      at = UniqueFd(::openat(at.get(), name.c_str(), O_RDONLY | O_DIRECTORY));
      // Looked at on the way back.
      const UniqueFd file(::openat(at.get(), "z", O_WRONLY | O_CREAT, 0600));
      write_all(file.get(), level == kLevels / 2 && tree[0] == 'b' ? "other" : "equal");
    }
  }
  {
    const DescriptorLimit limit(64);
    CHECK(compare_many(sources).groups == Groups{{0, 2}, {1}});
  }
  // The standard library's own removal is at the mercy of the stack and the limits; rm is not.
  for (const Source& source : sources) {
    REQUIRE(std::system(("rm -rf " + source.name).c_str()) == 0);
  }
}

TEST_CASE("F7: waiting for a pipe ends at the deadline, without any groups") {
  const TemporaryDirectory directory;
  const std::string file = directory.write("a", "one");
  const Pipe pipe;
  // The last one that is read, and one of two.
  for (const bool last : {true, false}) {
    std::vector<Source> sources{file, Source("-", pipe.read_end.get())};
    if (!last) std::swap(sources[0], sources[1]);
    try {
      compare_many(sources, {}, Until::within(std::chrono::milliseconds(20)));
      FAIL("grouped");
    } catch (const Error& error) {
      CHECK(error.code() == ErrorCode::timed_out);
    }
  }
}
