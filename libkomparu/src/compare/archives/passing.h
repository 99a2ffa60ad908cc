// SPDX-License-Identifier: MIT
// The members of a stream against a tree: each content is compared with the file of its name as it
// passes by.
#ifndef KOMPARU_COMPARE_ARCHIVES_PASSING_H_
#define KOMPARU_COMPARE_ARCHIVES_PASSING_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <utility>

#include "compare/archives/measured_content.h"
#include "compare/archives/path_finder.h"
#include "compare/archives/scan.h"
#include "compare/bytes/scratch.h"
#include "compare/trees/judged_content.h"
#include "komparu/compare.h"
#include "pool/thread_pool.h"

namespace komparu {

class PassingMembers final : public JudgedContent {
 public:
  PassingMembers(Side side, const StreamedArchive& archive, Tree& tree, const ScanContext& context);

  // Reads and judges. False if it has to be done again with every content hashed.
  bool run();

  bool over() const { return over_; }
  const std::optional<Error>& fault() const { return scan_.fault(); }
  std::uint64_t bytes_read() const { return bytes_read_; }
  void add_bytes_read(std::uint64_t bytes) { bytes_read_ += bytes; }

  const MemberIndex& members() const { return scan_.index(); }
  // Of a tree that cannot be listed: what it was found to have, and all directories that could be.
  const MemberIndex& answers() const { return answers_; }

  std::optional<ByteResult> result(const Item& item) const override;

 private:
  Side tree_side() const { return side_ == Side::left ? Side::right : Side::left; }
  void take(MemberEntry& entry);
  void take_again(MemberEntry& entry);
  void compare(MemberEntry& entry, MeasuredContent& content, Reader& file);
  std::optional<Error> finish(MemberEntry& entry, MeasuredContent& content);
  void judge(MemberEntry& entry, Judgement judgement, const ByteResult* result);
  std::unique_ptr<Reader> open(const MemberEntry& entry);
  std::unique_ptr<Reader> open_at(const PathFinder::Place& place);
  // The same, where the tree's failure is the entry's judgement. Null if there is no file.
  std::unique_ptr<Reader> open_or_judge(MemberEntry& entry);
  ByteResult compare_with_file(Reader& other, Reader& file);
  bool settle();
  bool settle_link(MemberEntry& entry);
  bool compare_link(MemberEntry& entry, Reader& file);
  void find_others();
  void note_answer(const MemberEntry& entry, Kind kind);
  void count_bytes(std::uint64_t bytes);

  const Side side_;
  Tree& tree_;
  const ScanContext& context_;
  CompareOptions content_options_;
  Scan scan_;
  PathFinder finder_;
  MemberIndex answers_;
  ThreadPool pool_{0};
  Scratch scratch_;
  Scratch rest_;
  bool over_ = false;
  bool lacks_digest_ = false;
  std::uint64_t bytes_read_ = 0;
};

}  // namespace komparu

#endif  // KOMPARU_COMPARE_ARCHIVES_PASSING_H_
