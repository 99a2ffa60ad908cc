// SPDX-License-Identifier: MIT
// Two archives that are streams of members.
#ifndef KOMPARU_COMPARE_ARCHIVES_PAIR_H_
#define KOMPARU_COMPARE_ARCHIVES_PAIR_H_

#include <atomic>
#include <cstdint>
#include <optional>

#include "compare/archives/scan.h"
#include "compare/bytes/meter.h"
#include "compare/bytes/scratch.h"
#include "compare/trees/judged_content.h"

namespace komparu {

class ArchivePair final : public JudgedContent {
 public:
  // `by_digest`: one is scanned behind the other, nothing is compared byte by byte.
  ArchivePair(const StreamedArchive& left, const StreamedArchive& right, const ScanContext& context,
              bool by_digest);

  // Reads and judges. False if it has to be done again with every content hashed.
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
  Scan& scan(Side side) { return side == Side::left ? left_ : right_; }
  Scan& other(Side side) { return side == Side::left ? right_ : left_; }
  bool going_on() const { return !over_ && !lacks_digest_; }
  void advance(Side side);
  bool in_order() const;
  void compare();
  void scan_both();
  bool scan_at_once();
  void scan_to_end(Side side);
  void take(Side side);
  void take_again(Side side);
  void end_early(std::atomic<bool>& why);
  void note_difference(const MemberEntry& entry);
  bool settle();
  bool settle_pair(MemberEntry& left, MemberEntry& right);
  bool settle_alone(const MemberIndex& here, const MemberIndex& there) const;
  std::optional<ByteResult> result(const MemberEntry& left, const MemberEntry& right) const;

  const ScanContext& context_;
  const bool by_digest_;
  StopSource stop_;
  const Until until_;
  Scan left_;
  Scan right_;
  Scratch scratch_;
  Meter meter_;
  std::atomic<bool> over_{false};
  std::atomic<bool> lacks_digest_{false};  // of a content that has gone by
  std::uint64_t bytes_read_ = 0;
};

}  // namespace komparu

#endif  // KOMPARU_COMPARE_ARCHIVES_PAIR_H_
