// SPDX-License-Identifier: MIT
// Trees whose contents are known by digest and have no bytes: lists of checksums will be such.
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "komparu/compare.h"
#include "komparu/digest.h"
#include "support/catch.h"
#include "support/finding_lines.h"
#include "support/memory_archive.h"
#include "support/memory_reader.h"
#include "support/memory_tree.h"

using namespace komparu;
using komparu::testing::FindingLines;
using komparu::testing::MemoryArchive;
using komparu::testing::MemoryTree;
using komparu::testing::TreeAnswer;

namespace {

using Expected = std::vector<std::string>;

const char* const kAbc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
const char* const kNothing = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
const char* const kAbcMd5 = "900150983cd24fb0d6963f7d28e17f72";

std::vector<std::byte> bytes_from(const std::string& hex) {
  std::vector<std::byte> bytes;
  for (std::size_t at = 0; at < hex.size(); at += 2) {
    bytes.push_back(static_cast<std::byte>(std::stoi(hex.substr(at, 2), nullptr, 16)));
  }
  return bytes;
}

class DigestTree final : public Tree {
 public:
  DigestTree& add(const std::string& name, const char* hex,
                  DigestAlgorithm algorithm = DigestAlgorithm::sha256,
                  std::optional<std::uint64_t> length = std::nullopt) {
    digests_[name] = {algorithm, bytes_from(hex), length};
    return *this;
  }

  std::shared_ptr<Folder> root() override { return std::make_shared<Listed>(digests_); }

 private:
  using Digests = std::map<std::string, Digest>;

  class Listed final : public Folder {
   public:
    explicit Listed(const Digests& digests) : digests_(digests) {}

    std::vector<Entry> list() override {
      std::vector<Entry> entries;
      for (const auto& [name, digest] : digests_) entries.push_back({name, Kind::regular});
      return entries;
    }
    EntryFacts look(const std::string& name, bool /*follow*/) override {
      if (!digests_.contains(name)) throw Error(ErrorCode::not_found, name, "no such entry");
      EntryFacts facts;
      facts.side.kind = Kind::regular;
      return facts;
    }
    std::string link_text(const std::string& /*name*/) override { return {}; }
    std::shared_ptr<Folder> enter(const std::string& name, bool /*follow*/) override {
      throw Error(ErrorCode::wrong_kind, name, "no directory");
    }
    std::unique_ptr<Reader> open(const std::string& name, bool /*follow*/,
                                 const ReadOptions& /*options*/, const Until& /*until*/) override {
      throw Error(ErrorCode::unreadable, name, "its bytes are not here");
    }
    std::optional<Digest> digest(const std::string& name, bool /*follow*/) override {
      return digests_.at(name);
    }
    EntryFacts facts() override {
      EntryFacts facts;
      facts.side.kind = Kind::directory;
      return facts;
    }

   private:
    const Digests& digests_;
  };

  Digests digests_;
};

template <typename Left, typename Right>
TreeAnswer compared(Left& left, Right& right, const TreeOptions& options = {}) {
  FindingLines lines;
  const TreeSummary summary = compare(left, right, options, lines);
  return {summary, lines.lines};
}

}  // namespace

TEST_CASE("D1: digests without bytes are held against the hashed bytes of a directory") {
  DigestTree list;
  list.add("a", kAbc).add("b", kAbc).add("empty", kNothing).add("only", kAbc);
  MemoryTree tree;
  tree.file("a", "abc").file("b", "abd").file("empty", "").file("more", "x");
  const TreeAnswer answer = compared(list, tree);
  CHECK(answer.lines == Expected{"differ b content", "only_right more", "only_left only"});
  CHECK(answer.summary.counts.same == 2);
  CHECK(answer.summary.counts.bytes_read == 6);
  CHECK(tree.opened("a") == 1);
  CHECK(compared(tree, list).lines ==
        Expected{"differ b content", "only_left more", "only_right only"});
}

TEST_CASE("D1: members of a stream are held against digests as they pass by") {
  DigestTree list;
  list.add("a", kAbc).add("b", kAbc).add("c", kAbcMd5, DigestAlgorithm::md5).add("only", kAbc);
  MemoryArchive archive;
  archive.file("a", "abc").file("b", "abd").file("c", "abc").file("more", "x");
  const Expected expected{"differ b content", "error c weak_digest", "only_left more",
                          "only_right only"};
  CHECK(compared(archive, list).lines == expected);
}

TEST_CASE("D1: an absent file equals an empty one by its digest, too, where that is asked for") {
  DigestTree list;
  list.add("empty", kNothing).add("full", kAbc);
  MemoryTree tree;
  TreeOptions options;
  options.new_file = true;
  CHECK(compared(list, tree, options).lines == Expected{"differ full content"});
}

TEST_CASE("D1: two digests of one algorithm, and of two") {
  DigestTree left;
  left.add("a", kAbc).add("b", kAbc).add("c", kAbc);
  DigestTree right;
  right.add("a", kAbc).add("b", kNothing).add("c", kAbcMd5, DigestAlgorithm::md5);
  const TreeAnswer answer = compared(left, right);
  CHECK(answer.lines == Expected{"differ b content", "error c unsupported"});
  CHECK(answer.summary.verdict == Verdict::trouble);
  CHECK(answer.summary.counts.same == 1);
}

TEST_CASE("D1: a weak digest proves a difference, never that contents are the same") {
  DigestTree left;
  left.add("a", kAbcMd5, DigestAlgorithm::md5).add("b", kAbcMd5, DigestAlgorithm::md5);
  DigestTree right;
  right.add("a", kAbcMd5, DigestAlgorithm::md5).add("b", "00", DigestAlgorithm::md5);
  CHECK(compared(left, right).lines == Expected{"error a weak_digest", "differ b content"});
  TreeOptions accepting;
  accepting.weak_digests = true;
  CHECK(compared(left, right, accepting).lines == Expected{"differ b content"});
}

TEST_CASE("D1: a length that is known decides before anything is hashed") {
  DigestTree list;
  list.add("a", kAbc, DigestAlgorithm::sha256, 3).add("b", kAbc, DigestAlgorithm::sha256, 4);
  MemoryTree tree;
  tree.file("a", "abc").file("b", "abc");
  CHECK(compared(list, tree).lines == Expected{"differ b size"});
  TreeOptions no_sizes;
  no_sizes.size_check = false;
  CHECK(compared(list, tree, no_sizes).lines == Expected{"differ b size"});
}

TEST_CASE("D1: a file that changes while it is hashed carries no verdict") {
  DigestTree list;
  list.add("a", kAbc);
  komparu::testing::Behaviour changing;
  changing.refuses = {Verdict::same};
  MemoryTree tree;
  tree.file("a", "abc", changing);
  CHECK(compared(list, tree).lines == Expected{"error a changed right"});
}
