// SPDX-License-Identifier: MIT
// A tree that can be asked for names but lists none, beside one that lists them.
#include <atomic>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "komparu/compare.h"
#include "komparu/error.h"
#include "support/catch.h"
#include "support/memory_archive.h"
#include "support/memory_reader.h"
#include "support/memory_tree.h"

using namespace komparu;
using namespace komparu::testing;

namespace {

// As a server has it: by path, with an answer for every name.
class ServedTree final : public Tree {
 public:
  ServedTree& file(const std::string& path, std::string bytes) {
    files_[path] = std::move(bytes);
    return *this;
  }
  // Asked for that path, the server answers with another status than 200 or 404.
  ServedTree& refuse(const std::string& path, int status) {
    refused_[path] = status;
    return *this;
  }

  std::shared_ptr<Folder> root() override { return std::make_shared<Served>(*this, ""); }
  bool listed() const override { return false; }
  unsigned connections() const override { return 4; }

  unsigned asked() const { return asked_; }

 private:
  class Served final : public Folder {
   public:
    Served(ServedTree& tree, std::string prefix) : tree_(tree), prefix_(std::move(prefix)) {}

    std::vector<Entry> list() override { throw Error(ErrorCode::unsupported, "", "no listing"); }
    EntryFacts look(const std::string& name, bool /*follow*/) override {
      EntryFacts facts;
      facts.side.kind = Kind::regular;
      facts.side.shown_as = "served:" + prefix_ + name;
      return facts;
    }
    std::string link_text(const std::string& name) override {
      throw Error(ErrorCode::wrong_kind, name, "no link");
    }
    std::shared_ptr<Folder> enter(const std::string& name, bool /*follow*/) override {
      return std::make_shared<Served>(tree_, prefix_ + name + '/');
    }
    std::unique_ptr<Reader> open(const std::string& name, bool /*follow*/,
                                 const ReadOptions& /*options*/, const Until& /*until*/) override {
      ++tree_.asked_;
      const std::string path = prefix_ + name;
      if (const auto found = tree_.refused_.find(path); found != tree_.refused_.end()) {
        throw Error(ErrorCode::http, name, "refused").with_http_status(found->second);
      }
      const auto found = tree_.files_.find(path);
      if (found == tree_.files_.end()) {
        throw Error(ErrorCode::not_found, name, "missing").with_http_status(404);
      }
      Behaviour behaviour;
      behaviour.random_access = false;
      return std::make_unique<MemoryReader>(found->second, behaviour);
    }
    EntryFacts facts() override {
      EntryFacts facts;
      facts.side.kind = Kind::directory;
      return facts;
    }

   private:
    ServedTree& tree_;
    std::string prefix_;
  };

  std::map<std::string, std::string> files_;
  std::map<std::string, int> refused_;
  std::atomic<unsigned> asked_{0};
};

struct Collected final : FindingSink {
  std::vector<std::string> lines;
  std::vector<Finding> findings;
  void add(const Finding& finding) override {
    lines.push_back(std::string(word(finding.status)) + ' ' + finding.path);
    findings.push_back(finding);
  }
};

using Lines = std::vector<std::string>;

}  // namespace

TEST_CASE("every file of the listed side is asked for, directories as such are not compared") {
  MemoryTree left;
  left.file("a", "1").file("d/b", "2").directory("empty").file("d/e/c", "3").file("z", "4");
  ServedTree right;
  right.file("a", "1").file("d/b", "other").file("d/e/c", "3").file("more", "unknown to us");
  Collected found;
  const TreeSummary summary = compare(left, right, {}, found);
  CHECK(summary.verdict == Verdict::different);
  CHECK(found.lines == Lines{"differ d/b", "only_left z"});
  CHECK(right.asked() == 4);
}

TEST_CASE("the unlisted side may be the left one") {
  MemoryTree right;
  right.file("a", "1").file("d/b", "2");
  ServedTree left;
  left.file("a", "x");
  Collected found;
  const TreeSummary summary = compare(left, right, {}, found);
  CHECK(summary.verdict == Verdict::different);
  CHECK(found.lines == Lines{"differ a", "only_right d/b"});
  TreeOptions one_way;
  one_way.one_way = true;
  Collected one;
  CHECK(compare(left, right, one_way, one).counts.only_right == 0);
  CHECK(one.lines == Lines{"differ a"});
}

TEST_CASE("H18: only 404 and 410 mean that a name is missing") {
  MemoryTree left;
  left.file("a", "1").file("b", "2");
  ServedTree right;
  right.file("b", "2").refuse("a", 403);
  Collected found;
  CHECK(compare(left, right, {}, found).verdict == Verdict::trouble);
  REQUIRE(found.lines == Lines{"error a"});
  CHECK(found.findings[0].problem->http_status == 403);
  CHECK(found.findings[0].problem->side == Side::right);
  CHECK(found.findings[0].right->shown_as == "served:a");
}

TEST_CASE("what a server cannot have is only on the other side") {
  MemoryTree left;
  left.special("pipe", Kind::fifo).file("target", "1").link("link", "target").link("lost", "x");
  ServedTree right;
  right.file("target", "1").file("link", "1");
  Collected found;
  CHECK(compare(left, right, {}, found).verdict == Verdict::trouble);
  CHECK(found.lines == Lines{"error lost", "only_left pipe"});
  TreeOptions options;
  options.follow_links = false;
  Collected unfollowed;
  CHECK(compare(left, right, options, unfollowed).verdict == Verdict::different);
  CHECK(unfollowed.lines == Lines{"only_left link", "only_left lost", "only_left pipe"});
}

TEST_CASE("with new_file a missing name equals an empty file") {
  MemoryTree left;
  left.file("empty", "").file("full", "1");
  ServedTree right;
  TreeOptions options;
  options.new_file = true;
  Collected found;
  CHECK(compare(left, right, options, found).verdict == Verdict::different);
  CHECK(found.lines == Lines{"differ full"});
}

TEST_CASE("two sides that cannot be listed cannot be compared") {
  ServedTree left;
  ServedTree right;
  Collected found;
  CHECK_THROWS_AS(compare(left, right, {}, found), Error);
}

TEST_CASE("only as much as is needed is asked for") {
  MemoryTree left;
  for (int i = 0; i < 200; ++i) left.file("f" + std::to_string(1000 + i), "1");
  ServedTree right;
  TreeOptions options;
  options.filter.exclude = {"f10*"};
  options.max_differences = 3;
  Collected found;
  const TreeSummary summary = compare(left, right, options, found);
  CHECK(summary.stopped_early);
  CHECK(found.lines == Lines{"only_left f1100", "only_left f1101", "only_left f1102"});
  CHECK(right.asked() <= 100);
}

TEST_CASE("listed paths are asked for on both sides") {
  MemoryTree listed;
  listed.file("a", "1").file("d/b", "2").file("mine", "3").file("other", "4").directory("e");
  ServedTree served;
  served.file("a", "1").file("d/b", "other").file("d/theirs", "5").file("x/y", "6");
  served.refuse("broken", 500);
  TreeOptions options;
  options.paths =
      make_paths({"a", "d/b", "d/theirs", "mine", "x/y", "none", "d/none", "n/n", "broken"});
  const Lines expected{"error broken",   "differ d/b", "error d/none", "only_right d/theirs",
                       "only_left mine", "error n/n",  "error none",   "only_right x/y"};
  Collected found;
  SECTION("a server against what can be listed") {
    const TreeSummary summary = compare(listed, served, options, found);
    CHECK(found.lines == expected);
    CHECK(summary.verdict == Verdict::trouble);
    CHECK(summary.counts.same == 1);
  }
  SECTION("an archive that goes by against a server") {
    MemoryArchive archive;
    archive.file("d/b", "2").file("other", "4").file("mine", "3").file("a", "1");
    const TreeSummary summary = compare(archive, served, options, found);
    CHECK(found.lines == expected);
    CHECK(summary.counts.same == 1);
  }
  SECTION("two servers") {
    ServedTree left;
    left.file("a", "1").file("d/b", "2").file("mine", "3").refuse("broken", 500);
    const TreeSummary summary = compare(left, served, options, found);
    CHECK(found.lines == expected);
    CHECK(summary.counts.same == 1);
  }
  SECTION("an absent file equals an empty one, but not one that is nowhere") {
    options.new_file = true;
    served.file("x/y", "");
    compare(listed, served, options, found);
    CHECK(found.lines == Lines{"error broken", "differ d/b", "error d/none", "differ d/theirs",
                               "differ mine", "error n/n", "error none"});
  }
  SECTION("what exists only on the right is ignored") {
    options.one_way = true;
    compare(listed, served, options, found);
    CHECK(found.lines == Lines{"error broken", "differ d/b", "error d/none", "only_left mine",
                               "error n/n", "error none"});
  }
}

TEST_CASE("two servers cannot be compared without paths") {
  ServedTree left;
  ServedTree right;
  Collected found;
  CHECK_THROWS_AS(compare(left, right, {}, found), Error);
}
