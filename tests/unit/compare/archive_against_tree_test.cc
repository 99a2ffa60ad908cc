// SPDX-License-Identifier: MIT
// An archive against a tree: a directory that can be listed, a base URL that can only be asked.
#include <cerrno>
#include <string>
#include <vector>

#include "compared_archives.h"
#include "komparu/compare.h"
#include "komparu/error.h"
#include "support/catch.h"
#include "support/memory_archive.h"
#include "support/memory_tree.h"
#include "support/unlisted_tree.h"

using namespace komparu;
using komparu::testing::compared;
using komparu::testing::lines;
using komparu::testing::MemoryArchive;
using komparu::testing::MemoryTree;
using komparu::testing::TreeAnswer;
using komparu::testing::UnlistedTree;

namespace {

using Expected = std::vector<std::string>;
using Call = MemoryTree::Call;
using Ending = MemoryArchive::Ending;

}  // namespace

TEST_CASE("an archive and a directory: contents, sizes, kinds, one side only") {
  MemoryArchive archive;
  MemoryTree tree;
  archive.file("d/x", "1").file("a", "same").file("s", "long").file("new/f", "1").file("k", "1");
  tree.file("d/x", "2").file("a", "same").file("s", "lon").file("old/f", "1").directory("k");
  TreeOptions options;
  options.detail = Detail::offset;
  CHECK(lines(archive, tree, options) == Expected{"differ d/x content 0", "differ k kind",
                                                  "only_left new", "only_right old",
                                                  "differ s size"});
  const TreeAnswer answer = compared(tree, archive, options);
  CHECK(answer.lines == Expected{"differ d/x content 0", "differ k kind", "only_right new",
                                 "only_left old", "differ s size"});
  CHECK(answer.summary.counts.same == 1);
}

TEST_CASE("A8: names that lead elsewhere are compared, never looked up") {
  MemoryArchive archive;
  MemoryTree tree;
  archive.file("/a", "1").file("../a", "1").file("d/../a", "1").file("d/./a", "1");
  tree.file("a", "1").file("d/a", "1");
  tree.fail("a", Call::open, ErrorCode::unreadable).fail("d/a", Call::open, ErrorCode::unreadable);
  CHECK(lines(archive, tree) == Expected{"only_left ..", "only_left /a", "only_right a",
                                         "only_left d/.", "only_left d/..", "only_right d/a"});
}

TEST_CASE("A9: a link in an archive and one on disk are compared by their texts") {
  MemoryArchive archive;
  MemoryTree tree;
  archive.link("same", "f").link("other", "f").link("file", "f").link("dead", "no").file("f", "1");
  tree.link("same", "f").link("other", "g").file("file", "1").link("dead", "no").file("f", "1");
  CHECK(lines(archive, tree) == Expected{"differ file kind", "differ other link"});
  CHECK(lines(tree, archive) == Expected{"differ file kind", "differ other link"});
}

TEST_CASE("A9: a link on disk is followed where the archive has a file or a directory") {
  MemoryArchive archive;
  MemoryTree tree;
  archive.file("l", "1").file("m/x", "1").file("dead", "1").file("f", "1").file("d/x", "1");
  tree.link("l", "f").link("m", "d").link("dead", "no").file("f", "1").file("d/x", "1");
  CHECK(lines(archive, tree) == Expected{"error dead not_found right"});
  TreeOptions kept;
  kept.follow_links = false;
  CHECK(lines(archive, tree, kept) ==
        Expected{"differ dead kind", "differ l kind", "differ m kind"});
}

TEST_CASE("A9: a hard link is compared with the file that its target was found to equal") {
  komparu::testing::Behaviour known;
  known.identity = Identity{{1}, true};
  for (const bool once : {true, false}) {
    MemoryArchive archive;
    MemoryTree tree;
    archive.file("a", "1").hard_link("b", "a").hard_link("c", "a");
    if (once) archive.once();
    tree.file("a", "1", known).file("b", "1").file("c", "2");
    CHECK(lines(archive, tree) == Expected{"differ c content"});
    CHECK(archive.passes() == 1);
  }
}

TEST_CASE("A9: a file that cannot be known again stands for no content") {
  MemoryArchive archive;
  MemoryTree tree;
  archive.file("a", "1").hard_link("b", "a").hard_link("c", "a");
  tree.file("a", "1").file("b", "1").file("c", "2");
  CHECK(lines(archive, tree) == Expected{"differ c content"});
  CHECK(archive.passes() == 2);
  archive.once();
  CHECK(lines(archive, tree) == Expected{"differ c content"});
  CHECK(archive.passes() == 3);
}

TEST_CASE("A9: where the target's file differs, the link is judged by digest") {
  MemoryArchive archive;
  MemoryTree tree;
  archive.file("a", "1")
      .hard_link("b", "a")
      .hard_link("c", "a")
      .hard_link("e", "only")
      .file("only", "x");
  tree.file("a", "2").file("b", "1").file("c", "3").file("e", "x");
  CHECK(lines(archive, tree) == Expected{"differ a content", "differ c content", "only_left only"});
  CHECK(archive.passes() == 2);
  archive.once();
  CHECK(lines(tree, archive) ==
        Expected{"differ a content", "differ c content", "only_right only"});
}

TEST_CASE("A7: duplicates against a directory") {
  MemoryArchive archive;
  MemoryTree tree;
  archive.file("a", "1").file("a", "1").file("b", "1").file("b", "2");
  tree.file("a", "1").file("b", "1");
  CHECK(lines(archive, tree) == Expected{"error b duplicate left"});
  archive.once();
  CHECK(lines(archive, tree) == Expected{"error b duplicate left"});
}

TEST_CASE("T1: what the directory cannot give is a finding and the rest is compared") {
  MemoryArchive archive;
  MemoryTree tree;
  for (const char* const name : {"a", "d/x", "e/y", "f", "l", "z"}) {
    archive.file(name, "1");
    tree.file(name, std::string(name) == "z" ? "2" : "1");
  }
  tree.fail("a", Call::open, ErrorCode::unreadable, EACCES);
  tree.fail("d", Call::list, ErrorCode::unreadable, EACCES);
  tree.fail("e", Call::enter, ErrorCode::unreadable, EACCES);
  tree.fail("f", Call::open, ErrorCode::unreadable, EMFILE);
  tree.hide_kind("l").fail("l", Call::look, ErrorCode::unreadable, EACCES);
  const TreeAnswer answer = compared(archive, tree);
  CHECK(answer.lines == Expected{"error a unreadable right", "error d unreadable right",
                                 "error e unreadable right", "error f unreadable right",
                                 "error l unreadable right", "differ z content"});
  CHECK(answer.summary.verdict == Verdict::trouble);
}

TEST_CASE("a file that changes while it is read carries no verdict") {
  komparu::testing::Behaviour changing;
  changing.refuses = {Verdict::same};
  MemoryArchive archive;
  MemoryTree tree;
  archive.file("a", "1");
  tree.file("a", "1", changing);
  CHECK(lines(archive, tree) == Expected{"error a changed right"});
}

TEST_CASE("a fault of the archive leaves what was judged, and nothing is missing") {
  for (std::size_t fault = 0; fault < 4; ++fault) {
    MemoryArchive archive;
    MemoryTree tree;
    archive.file("a", "1").directory("b").file("c", "1").file("d", "1").fail_after(fault);
    tree.file("a", "2").directory("b").file("c", "1").file("d", "2").file("more", "1");
    Expected expected = {"error  bad_archive left"};
    if (fault > 0) expected.push_back("differ a content");
    CHECK(lines(archive, tree) == expected);
  }
}

TEST_CASE("V1: against a directory, any difference ends a bare verdict") {
  MemoryArchive archive;
  MemoryTree tree;
  archive.file("a", "1").file("b", "1").block_after(2);
  tree.file("a", "1").file("b", "2");
  TreeOptions options;
  options.stop_at_any_difference = true;
  const TreeAnswer answer = compared(archive, tree, options);
  CHECK(answer.lines == Expected{"differ b content"});
  CHECK(answer.summary.verdict == Verdict::different);
}

TEST_CASE("-N, filters, depth, devices and name matching against a directory") {
  MemoryArchive archive;
  MemoryTree tree;
  archive.file("e/empty", "")
      .file("full", "1")
      .file("x.o", "1")
      .file("d/e/f", "1")
      .file("m/x", "1");
  tree.file("zero", "").file("X.o", "2").file("d/E/f", "2").file("m/x", "2").mount("m", 9);
  TreeOptions absent;
  absent.new_file = true;
  absent.names.ignore_case = true;
  CHECK(lines(archive, tree, absent) == Expected{"differ d/e/f content", "differ full size",
                                                 "differ m/x content", "differ x.o content"});
  TreeOptions narrow;
  narrow.names.ignore_case = true;
  narrow.filter.exclude = {"*.o", "full"};
  narrow.one_file_system = true;
  narrow.max_depth = 1;
  const TreeAnswer answer = compared(archive, tree, narrow);
  CHECK(answer.lines == Expected{"only_left e", "only_right zero"});
  CHECK(tree.opened("m/x") == 1);
}

TEST_CASE("A10: a sparse member equals the zeros of a file") {
  MemoryArchive archive;
  MemoryTree tree;
  archive.sparse("a", {{"x", 100'000}, {"y", 0}}).hard_link("b", "a").file("a", "no");
  tree.file("a", "x" + std::string(100'000, '\0') + "y");
  tree.file("b", "x" + std::string(100'000, '\0') + "y");
  CHECK(lines(archive, tree) == Expected{"error a duplicate left", "error b duplicate left"});
  MemoryArchive alone;
  alone.sparse("a", {{"x", 100'000}, {"y", 0}}).hard_link("b", "a");
  CHECK(lines(alone, tree).empty());
}

TEST_CASE("a base URL is asked for every file, and directories as such are not compared") {
  MemoryTree tree;
  tree.file("a", "1").file("d/x", "2").file("link", "1").file("h", "1").file("hidden", "1");
  tree.file("bad", "1").fail("bad", Call::open, ErrorCode::http);
  UnlistedTree url(tree);
  for (const bool swapped : {false, true}) {
    MemoryArchive archive;
    archive.file("a", "1").file("d/x", "1").file("d/gone", "1").directory("empty");
    archive.file("gone/too", "1").link("link", "a").link("lost", "a").hard_link("h", "a");
    archive.file("bad", "1").file("../up", "1").file("skipped", "1").special("pipe", Kind::fifo);
    TreeOptions options;
    options.filter.exclude = {"skipped"};
    const TreeAnswer answer =
        swapped ? compared(url, archive, options) : compared(archive, url, options);
    const std::string only = swapped ? "only_right " : "only_left ";
    CHECK(answer.lines == Expected{only + "../up",
                                   swapped ? "error bad http left" : "error bad http right",
                                   only + "d/gone", "differ d/x content", only + "gone/too",
                                   "differ link kind", only + "lost", only + "pipe"});
    CHECK(answer.summary.counts.same == 2);
    CHECK(answer.summary.counts.excluded == 1);
  }
}
