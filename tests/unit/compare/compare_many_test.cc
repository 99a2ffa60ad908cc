// SPDX-License-Identifier: MIT
// The public function for many sources, with files.
#include <filesystem>
#include <string>
#include <vector>

#include "komparu/compare.h"
#include "komparu/error.h"
#include "support/catch.h"
#include "support/temporary_directory.h"

using namespace komparu;
using komparu::testing::TemporaryDirectory;

namespace {

using Groups = std::vector<std::vector<std::size_t>>;

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
  std::filesystem::create_hard_link(path, directory.path("link"));
  const GroupResult result = compare_many(std::vector<Source>{path, directory.path("link"), path});
  CHECK(result.groups == Groups{{0, 1, 2}});
  CHECK(result.bytes_read == 0);
}

TEST_CASE("hundreds of files are read once each") {
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
  CHECK(result.bytes_read == 3 + 2 + 2);  // the files, and the first directory with each other one

  GroupOptions options;
  options.stop_at_any_difference = true;
  result = compare_many(sources, options);
  CHECK(result.verdict == Verdict::different);
  CHECK(result.bytes_read == 0);
}

TEST_CASE("many files end with the call when asked to stop and at the deadline") {
  const TemporaryDirectory directory;
  const std::vector<Source> sources{directory.write("a", "one"), directory.write("b", "one")};
  StopSource stop;
  stop.request_stop();
  try {
    compare_many(sources, {}, Until{stop.token()});
    FAIL("grouped");
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::cancelled);
  }
  try {
    compare_many(sources, {}, Until::within(std::chrono::nanoseconds(0)));
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
