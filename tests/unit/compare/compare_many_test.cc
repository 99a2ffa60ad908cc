// SPDX-License-Identifier: MIT
// The public function for many sources, with files, pipes and descriptors.
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <string>
#include <thread>
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
  Pipe one;
  Pipe two;
  const TemporaryDirectory directory;
  const std::string part(4096, 'x');
  std::string text;
  for (int index = 0; index < 64; ++index) text += part;
  std::thread writer([&] {
    for (std::size_t from = 0; from < text.size(); from += part.size()) {
      write_all(one.write_end.get(), part);
      write_all(two.write_end.get(), part);
    }
    one.write_end = UniqueFd();
    two.write_end = UniqueFd();
  });
  const GroupResult result = compare_many(
      std::vector<Source>{Source("one", one.read_end.get()), directory.write("a", text),
                          directory.write("b", text + "y"), Source("two", two.read_end.get())});
  writer.join();
  CHECK(result.groups == Groups{{0, 1, 3}, {2}});
  CHECK(result.problems.empty());
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

TEST_CASE("many sources: option values outside their range") {
  GroupOptions options;
  options.trees.jobs = kMaximumJobs + 1;
  CHECK_THROWS_AS(compare_many({}, options), Error);
  options.trees.jobs = 0;
  options.trees.read.chunk_size = kMaximumChunkSize + 1;
  CHECK_THROWS_AS(compare_many({}, options), Error);
}
