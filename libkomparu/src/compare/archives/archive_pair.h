// SPDX-License-Identifier: MIT
// Two archives: contents that come in the same order are compared as they come, others by digest.
#ifndef KOMPARU_COMPARE_ARCHIVES_ARCHIVE_PAIR_H_
#define KOMPARU_COMPARE_ARCHIVES_ARCHIVE_PAIR_H_

#include <cstdint>
#include <optional>

#include "compare/archives/archive_pass.h"
#include "compare/bytes/meter.h"
#include "compare/bytes/scratch.h"
#include "compare/trees/judged_content.h"

namespace komparu {

// One pass over both. Which archive is read next depends on what has come so far, never on which
// is faster, so that the answer is the same whenever what arrives.
class ArchivePair final : public JudgedContent {
 public:
  ArchivePair(const StreamedArchive& left, const StreamedArchive& right,
              const StreamContext& context)
      : context_(context),
        left_(Side::left, left, context),
        right_(Side::right, right, context),
        meter_(nullptr) {}

  // Reads and judges. False if it is to be done again with hashes.
  bool run();

  // A difference was found, and nothing more needs to be known.
  bool over() const { return over_; }
  const std::optional<Error>& fault() const {
    return left_.fault() ? left_.fault() : right_.fault();
  }
  std::uint64_t bytes_read() const { return bytes_read_; }
  void add_bytes_read(std::uint64_t bytes) { bytes_read_ += bytes; }

  const MemberIndex& left() const { return left_.index(); }
  const MemberIndex& right() const { return right_.index(); }

  std::optional<ByteResult> result(const Item& item) const override;

 private:
  void take_all(Side side);
  void step();
  void advance(Side side);
  bool partners(const MemberEntry& left, const MemberEntry& right) const;
  void compare();
  void take(Side side);
  void take_again(ArchivePass& pass);
  bool differ_in_kind(const MemberEntry& one, const MemberEntry& other) const;
  void judge_by_measure(MemberEntry& left, MemberEntry& right, const Measure& one,
                        const Measure& other);
  void judge(MemberEntry& left, MemberEntry& right, Judgement judgement);
  bool settle();
  bool settle_pair(MemberEntry& left, MemberEntry& right);
  const Judgement* failure_of(const MemberEntry& left, const MemberEntry& right) const;
  bool settle_alone(const MemberIndex& here, const MemberIndex& there) const;

  const StreamContext& context_;
  ArchivePass left_;
  ArchivePass right_;
  Scratch scratch_;
  Meter meter_;
  bool over_ = false;
  bool repeat_ = false;
  std::uint64_t bytes_read_ = 0;
};

}  // namespace komparu

#endif  // KOMPARU_COMPARE_ARCHIVES_ARCHIVE_PAIR_H_
