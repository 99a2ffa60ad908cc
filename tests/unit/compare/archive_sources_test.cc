// SPDX-License-Identifier: MIT
// Archives that are files and pipes: what is decided before they are decoded, and when they end.
#include <unistd.h>

#include <array>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <string>
#include <thread>
#include <vector>

#include "komparu/compare.h"
#include "komparu/error.h"
#include "support/catch.h"
#include "support/finding_lines.h"
#include "support/temporary_directory.h"
#include "unit/archive/archive_builder.h"

using namespace komparu;
using komparu::testing::FindingLines;
using komparu::testing::tar_end;
using komparu::testing::tar_member;
using komparu::testing::TemporaryDirectory;
using komparu::testing::TreeAnswer;

namespace {

using Expected = std::vector<std::string>;

TreeAnswer compared(const Source& left, const Source& right, const TreeOptions& trees = {},
                    const Until& until = {}, const ArchiveOptions& archives = {}) {
  PairOptions options;
  options.as = As::tree;
  options.trees = trees;
  options.archives = archives;
  FindingLines lines;
  const Answer answer = compare(left, right, options, lines, until);
  return {std::get<TreeSummary>(answer), lines.lines};
}

// A pipe into which a thread writes, and which it keeps open when it has written all.
class StalledPipe {
 public:
  explicit StalledPipe(std::string bytes) : bytes_(std::move(bytes)) {
    if (::pipe(ends_.data()) != 0) throw std::runtime_error("pipe failed");
    writer_ = std::thread([this] { write_all(); });
  }
  StalledPipe(const StalledPipe&) = delete;
  StalledPipe& operator=(const StalledPipe&) = delete;
  ~StalledPipe() {
    ::close(ends_[0]);
    writer_.join();
    ::close(ends_[1]);
  }

  int read_end() const { return ends_[0]; }

 private:
  // Until nobody reads any more.
  void write_all() {
    sigset_t pipe_signal;
    sigemptyset(&pipe_signal);
    sigaddset(&pipe_signal, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &pipe_signal, nullptr);
    for (std::size_t at = 0; at < bytes_.size();) {
      const ssize_t put = ::write(ends_[1], bytes_.data() + at, bytes_.size() - at);
      if (put <= 0) return;
      at += static_cast<std::size_t>(put);
    }
  }

  const std::string bytes_;
  std::array<int, 2> ends_{};
  std::thread writer_;
};

}  // namespace

TEST_CASE("A13: archives of the same bytes are the same without being decoded") {
  const TemporaryDirectory directory;
  const std::string damaged = tar_member("a", "1") + std::string(512, 'x');
  const Source one(directory.write("one.tar", damaged));
  const Source other(directory.write("other.tar", damaged));
  CHECK(compared(one, other).summary.verdict == Verdict::same);
  CHECK(compared(one, one).summary.verdict == Verdict::same);
  TreeOptions options;
  options.report_same = true;
  CHECK(compared(one, other, options).lines == Expected{"same "});
  std::string changed = damaged;
  changed.back() = 'y';
  const Source third(directory.write("third.tar", changed));
  CHECK(compared(one, third).summary.verdict == Verdict::trouble);
}

TEST_CASE("archives of other bytes are the same if their members are") {
  const TemporaryDirectory directory;
  const std::string a = tar_member("d/a", "1");
  const std::string b = tar_member("b", std::string(100'000, 'b'));
  const Source one(directory.write("one.tar", a + b + tar_end()));
  const Source other(directory.write("other.tar", b + a + tar_end()));
  CHECK(compared(one, other).summary.verdict == Verdict::same);
  const Source third(directory.write("third.tar", b + tar_member("d/a", "2") + tar_end()));
  CHECK(compared(one, third).lines == Expected{"differ d/a content"});
}

TEST_CASE("an archive and a directory are named alike, on either side") {
  const TemporaryDirectory directory;
  std::filesystem::create_directories(directory.path("tree/d"));
  directory.write("tree/d/a", "1");
  directory.write("tree/b", "2");
  const Source tree(directory.path("tree"));
  const Source archive(
      directory.write("a.tar", tar_member("./b", "1") + tar_member("d/a", "1") + tar_end()));
  CHECK(compared(archive, tree).lines == Expected{"differ b content"});
  CHECK(compared(tree, archive).lines == Expected{"differ b content"});
}

TEST_CASE("A2: bytes that are no archive are trouble, on the side that has them") {
  const TemporaryDirectory directory;
  const Source text(directory.write("text", std::string(5000, 't')));
  const Source archive(directory.write("a.tar", tar_member("a", "1") + tar_end()));
  for (const bool swapped : {false, true}) {
    try {
      swapped ? compared(archive, text) : compared(text, archive);
      FAIL("it was taken for an archive");
    } catch (const Error& error) {
      CHECK(error.code() == ErrorCode::bad_archive);
      CHECK(error.side() == (swapped ? Side::right : Side::left));
    }
  }
  CHECK_THROWS_AS(compared(text, text), Error);
}

TEST_CASE("a bare verdict about a pipe does not wait for a writer that writes no more") {
  const TemporaryDirectory directory;
  const std::string content(300'000, 'a');
  const Source file(directory.write("a.tar", tar_member("a", content) + tar_end()));
  const StalledPipe pipe(tar_member("a", "b" + content.substr(1)) + tar_member("b", content));
  TreeOptions options;
  options.stop_at_any_difference = true;
  CHECK(compared(file, Source("pipe", pipe.read_end()), options,
                 Until::within(std::chrono::seconds(30)))
            .summary.verdict == Verdict::different);
}

TEST_CASE("a stop ends the wait for a pipe that an archive comes from") {
  const TemporaryDirectory directory;
  const Source file(directory.write("a.tar", tar_member("a", "1") + tar_end()));
  const StalledPipe pipe(tar_member("a", "1"));
  StopSource stop;
  std::thread stopper([&] { stop.request_stop(); });
  CHECK_THROWS_AS(compared(file, Source("pipe", pipe.read_end()), {}, Until{stop.token()}), Error);
  stopper.join();
}

TEST_CASE("one pipe cannot be both archives") {
  const StalledPipe pipe(tar_member("a", "1") + tar_end());
  try {
    compared(Source("pipe", pipe.read_end()), Source("pipe", pipe.read_end()));
    FAIL("it was compared with itself");
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::wrong_kind);
  }
}

TEST_CASE("by digest: what is found is what reading side by side finds") {
  const TemporaryDirectory directory;
  const std::string large(300'000, 'l');
  const Source left(directory.write(
      "a.tar", tar_member("same", large) + tar_member("differs", large) + tar_member("short", "1") +
                   tar_member("left", "1") + tar_member("twice", "1") + tar_member("twice", "1") +
                   tar_end()));
  const Source right(
      directory.write("b.tar", tar_member("twice", "1") + tar_member("right", "1") +
                                   tar_member("short", "12") + tar_member("same", large) +
                                   tar_member("differs", large.substr(1) + "x") + tar_end()));
  const auto answer = [&](bool by_digest, bool any) {
    ArchiveOptions archives;
    archives.by_digest = by_digest;
    TreeOptions options;
    options.stop_at_any_difference = any;
    options.report_same = true;
    const TreeAnswer found = compared(left, right, options, {}, archives);
    CHECK(found.summary.verdict == Verdict::different);
    return found.lines;
  };
  CHECK(answer(true, false) == answer(false, false));
  CHECK(answer(true, false).size() == 6);
  answer(true, true);
}

TEST_CASE("by digest: an archive is read to its end before the other one is") {
  const TemporaryDirectory directory;
  const std::string content(300'000, 'a');
  const Source broken(
      directory.write("broken.tar", tar_member("a", content) + std::string(512, '\x7f')));
  const StalledPipe pipe(tar_member("a", content));
  ArchiveOptions archives;
  archives.by_digest = true;
  // Side by side, the pipe would be waited for.
  const TreeSummary summary = compared(broken, Source("pipe", pipe.read_end()), {},
                                       Until::within(std::chrono::seconds(30)), archives)
                                  .summary;
  CHECK(summary.verdict == Verdict::trouble);
  CHECK(summary.counts.errors == 1);
}
