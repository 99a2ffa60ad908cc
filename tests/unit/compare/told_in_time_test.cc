// SPDX-License-Identifier: MIT
// G3: a finding comes out while the walk still goes on, whatever it meets behind it.
#include <memory>
#include <string>
#include <vector>

#include "komparu/compare.h"
#include "komparu/error.h"
#include "support/catch.h"

using namespace komparu;

namespace {

// Directories in directories, and nothing else but one file of the root.
class Directories final : public Folder {
 public:
  Directories(int depth, bool with_file) : depth_(depth), with_file_(with_file) {}

  std::vector<Entry> list() override {
    std::vector<Entry> entries;
    if (with_file_) entries.push_back({"a file", Kind::regular});
    for (int i = 0; i < 1000 && depth_ < 2; ++i) {
      entries.push_back({"d" + std::to_string(i), Kind::directory});
    }
    return entries;
  }
  EntryFacts look(const std::string& /*name*/, bool /*follow*/) override {
    EntryFacts facts;
    facts.side.kind = Kind::regular;
    return facts;
  }
  std::string link_text(const std::string& name) override {
    throw Error(ErrorCode::wrong_kind, name, "no link");
  }
  std::shared_ptr<Folder> enter(const std::string& /*name*/, bool /*follow*/) override {
    return std::make_shared<Directories>(depth_ + 1, false);
  }
  std::unique_ptr<Reader> open(const std::string& name, bool /*follow*/,
                               const ReadOptions& /*options*/, const Until& /*until*/) override {
    throw Error(ErrorCode::not_found, name, "no file");
  }
  EntryFacts facts() override {
    EntryFacts facts;
    facts.side.kind = Kind::directory;
    return facts;
  }

 private:
  const int depth_;
  const bool with_file_;
};

class DirectoryTree final : public Tree {
 public:
  explicit DirectoryTree(bool with_file) : with_file_(with_file) {}
  std::shared_ptr<Folder> root() override { return std::make_shared<Directories>(0, with_file_); }

 private:
  const bool with_file_;
};

class StopAtFirst final : public FindingSink {
 public:
  explicit StopAtFirst(StopSource& stop) : stop_(stop) {}
  void add(const Finding& /*finding*/) override { stop_.request_stop(); }

 private:
  StopSource& stop_;
};

}  // namespace

TEST_CASE("G3 a finding does not wait for a million directories that hold none") {
  for (const unsigned jobs : {1u, 4u}) {
    DirectoryTree left(true);
    DirectoryTree right(false);
    StopSource stop;
    StopAtFirst sink(stop);
    TreeOptions options;
    options.jobs = jobs;
    try {
      compare(left, right, options, sink, {stop.token()});
      FAIL("the walk ended before the finding was told");
    } catch (const Error& error) {
      CHECK(error.code() == ErrorCode::cancelled);
    }
  }
}
