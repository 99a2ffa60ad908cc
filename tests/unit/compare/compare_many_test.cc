// SPDX-License-Identifier: MIT
// The public function for many sources, with files, pipes and descriptors.
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>
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

TEST_CASE("files are grouped by content") {
  const TemporaryDirectory directory;
  const std::vector<Source> sources{directory.write("a", "one"), directory.write("b", "two"),
                                    directory.write("c", "one"), directory.write("d", ""),
                                    "/dev/null"};
  const GroupResult result = compare_many(sources);
  CHECK(result.verdict == Verdict::different);
  CHECK(result.groups == Groups{{0, 2}, {1}, {3, 4}});
  CHECK(result.problems.empty());
  CHECK(result.bytes_read == 9);
}

TEST_CASE("one group, one source and no source are the same") {
  const TemporaryDirectory directory;
  const std::string path = directory.write("a", "one");
  CHECK(compare_many(std::vector<Source>{path, directory.write("b", "one")}).verdict ==
        Verdict::same);
  CHECK(compare_many(std::vector<Source>{path}).groups == Groups{{0}});
  CHECK(compare_many(std::vector<Source>{path}).verdict == Verdict::same);
  CHECK(compare_many({}).verdict == Verdict::same);
}

TEST_CASE("T1: what cannot be opened is a problem and the others are grouped") {
  const TemporaryDirectory directory;
  const std::vector<Source> sources{directory.path("missing"), directory.write("a", "one"),
                                    Source("-", 999), directory.write("b", "one")};
  const GroupResult result = compare_many(sources);
  CHECK(result.verdict == Verdict::trouble);
  CHECK(result.groups == Groups{{1, 3}});
  REQUIRE(result.problems.size() == 2);
  CHECK(result.problems[0].source == 0);
  CHECK(result.problems[0].problem.code == ErrorCode::not_found);
  CHECK(result.problems[0].problem.os_error == ENOENT);
  CHECK(result.problems[1].source == 2);
  CHECK(result.problems[1].problem.os_error == EBADF);
}

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

TEST_CASE("V1: a proven difference wins when any difference is enough, trouble without one") {
  const TemporaryDirectory directory;
  std::vector<Source> sources{directory.path("missing"), directory.write("a", "one"),
                              directory.write("b", "one")};
  GroupOptions options;
  options.stop_at_any_difference = true;
  CHECK(compare_many(sources, options).verdict == Verdict::trouble);
  sources.emplace_back(directory.write("c", "two"));
  CHECK(compare_many(sources, options).verdict == Verdict::different);
  CHECK(compare_many(sources).verdict == Verdict::trouble);
}

TEST_CASE("F4: hard links and a name given twice are not read") {
  const TemporaryDirectory directory;
  const std::string path = directory.write("a", "one");
  REQUIRE(::link(path.c_str(), directory.path("link").c_str()) == 0);
  const GroupResult result = compare_many(std::vector<Source>{path, directory.path("link"), path});
  CHECK(result.groups == Groups{{0, 1, 2}});
  CHECK(result.bytes_read == 0);
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

TEST_CASE("more files than are held open are read once each") {
  const TemporaryDirectory directory;
  std::vector<Source> sources;
  for (std::size_t index = 0; index < 300; ++index) {
    sources.emplace_back(directory.write("f" + std::to_string(index), "the same"));
  }
  const GroupResult result = compare_many(sources);
  CHECK(result.verdict == Verdict::same);
  CHECK(result.groups.size() == 1);
  CHECK(result.bytes_read == 300 * 8);
}

TEST_CASE("directories and files are sorted apart, and into groups of their own") {
  const TemporaryDirectory directory;
  for (const char* const name : {"a", "b", "c"}) {
    std::filesystem::create_directories(directory.path(name) + "/sub");
    directory.write(std::string(name) + "/sub/f", name[0] == 'c' ? "2" : "1");
  }
  const std::vector<Source> sources{directory.path("a"),      directory.path("a/sub/f"),
                                    directory.path("b"),      directory.path("missing"),
                                    directory.path("c"),      directory.path("b/sub/f"),
                                    directory.path("c/sub/f")};
  GroupResult result = compare_many(sources);
  CHECK(result.verdict == Verdict::trouble);
  CHECK(result.groups == Groups{{0, 2}, {1, 5}, {4}, {6}});
  CHECK(result.problems.size() == 1);
  CHECK(result.bytes_read == 6);

  GroupOptions options;
  options.stop_at_any_difference = true;
  result = compare_many(sources, options);
  CHECK(result.verdict == Verdict::different);
  CHECK(result.bytes_read == 0);
}

TEST_CASE("F4: one directory under two names is not walked") {
  const TemporaryDirectory directory;
  std::filesystem::create_directories(directory.path("a"));
  directory.write("a/f", "1");
  std::filesystem::create_directory_symlink("a", directory.path("link"));
  const GroupResult result =
      compare_many(std::vector<Source>{directory.path("a"), directory.path("link")});
  CHECK(result.verdict == Verdict::same);
  CHECK(result.bytes_read == 0);
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

TEST_CASE("trees of any content are grouped as pairs of them compare") {
  std::mt19937 random(20240229);
  const auto any = [&random](std::size_t below) { return random() % below; };
  std::size_t same_pairs = 0;
  for (int round = 0; round < 30; ++round) {
    const TemporaryDirectory directory;
    const std::vector<std::string> targets{directory.write("x", "0"), directory.write("y", "0")};
    TreeOptions options;
    options.names.ignore_case = any(2) == 0;
    options.follow_links = any(2) == 0;
    if (any(3) == 0) options.max_depth = any(2);
    if (any(3) == 0) options.filter.exclude = {"c"};
    std::vector<Source> sources;
    for (int tree = 0; tree < 6; ++tree) {
      const std::string root = directory.path(std::to_string(tree));
      std::filesystem::create_directories(root + "/sub");
      for (const char* const name : {any(2) == 0 ? "a" : "A", "sub/b", "sub/c"}) {
        const std::string path = root + "/" + name;
        switch (any(5)) {
          case 0:
            break;
          case 1:
            std::filesystem::create_directory(path);
            break;
          case 2:
            std::filesystem::create_symlink(targets[any(2)], path);
            break;
          default:
            std::ofstream(path) << any(2);
        }
      }
      sources.emplace_back(root);
    }
    GroupOptions many;
    many.trees = options;
    const GroupResult result = compare_many(sources, many);
    REQUIRE(result.problems.empty());
    std::vector<std::size_t> group_of(sources.size());
    for (std::size_t group = 0; group < result.groups.size(); ++group) {
      for (const std::size_t member : result.groups[group]) group_of[member] = group;
    }
    for (std::size_t left = 0; left < sources.size(); ++left) {
      for (std::size_t right = left + 1; right < sources.size(); ++right) {
        INFO("round " << round << ": " << left << " and " << right);
        const bool same = group_of[left] == group_of[right];
        const TreeResult pair = compare_trees(sources[left], sources[right], options);
        REQUIRE(pair.summary.verdict == (same ? Verdict::same : Verdict::different));
        same_pairs += same ? 1 : 0;
      }
    }
  }
  CHECK(same_pairs > 20);
  CHECK(same_pairs < 200);
}

TEST_CASE("many files end with the call when asked to stop and at the deadline") {
  const TemporaryDirectory directory;
  const std::vector<Source> sources{directory.write("a", "one"), directory.write("b", "one")};
  GroupOptions options;
  StopSource stop;
  stop.request_stop();
  options.trees.stop = stop.token();
  try {
    compare_many(sources, options);
    FAIL("grouped");
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::cancelled);
  }
  options.trees.stop = {};
  options.trees.time_limit = std::chrono::nanoseconds(0);
  try {
    compare_many(sources, options);
    FAIL("grouped");
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::timed_out);
  }
}

TEST_CASE("F7: waiting for a pipe ends at the deadline, without any groups") {
  const TemporaryDirectory directory;
  const std::string file = directory.write("a", "one");
  const Pipe pipe;
  GroupOptions options;
  options.trees.time_limit = std::chrono::milliseconds(20);
  // The last one that is read, and one of two.
  for (const bool last : {true, false}) {
    std::vector<Source> sources{file, Source("-", pipe.read_end.get())};
    if (!last) std::swap(sources[0], sources[1]);
    try {
      compare_many(sources, options);
      FAIL("grouped");
    } catch (const Error& error) {
      CHECK(error.code() == ErrorCode::timed_out);
    }
  }
}

TEST_CASE("many sources: option values outside their range") {
  GroupOptions options;
  options.trees.jobs = kMaximumJobs + 1;
  CHECK_THROWS_AS(compare_many({}, options), Error);
  options.trees.jobs = 0;
  options.trees.read.chunk_size = kMaximumChunkSize + 1;
  CHECK_THROWS_AS(compare_many({}, options), Error);
}
