// SPDX-License-Identifier: MIT
#include "compare/bytes/lockstep.h"

#include <algorithm>
#include <vector>

#include "base/at_side.h"
#include "compare/bytes/bytes.h"
#include "compare/bytes/readers.h"

namespace komparu {

namespace {

class Lockstep {
 public:
  Lockstep(const LockstepOptions& options, const Until& until, Meter& meter)
      : options_(options), until_(until), meter_(meter), remaining_(options.limit) {}

  std::optional<Difference> run(Reader& left, Reader& right, Scratch& scratch) {
    const std::size_t chunk = std::max<std::size_t>(1, options_.chunk);
    const std::span<std::byte> both = scratch.get(2 * chunk);
    const std::span<std::byte> scratch_left = both.first(chunk);
    const std::span<std::byte> scratch_right = both.last(chunk);
    while (true) {
      until_.check();
      pass_holes(left, right);
      const std::size_t step = next_step(chunk);
      const std::size_t wanted = take(step);
      const Bytes a = at_side(Side::left, [&] { return left.read(scratch_left.first(wanted)); });
      const Bytes b = at_side(Side::right, [&] { return right.read(scratch_right.first(wanted)); });
      meter_.add(a.size() + b.size());
      if (differs_within(a, b)) return found_;
      // An end counts only where it is one: a failure shows when more is asked for.
      if (a.size() < wanted && a.size() <= b.size()) {
        at_side(Side::left, [&] { ensure_ended(left, scratch_left); });
      }
      if (b.size() < wanted && b.size() <= a.size()) {
        at_side(Side::right, [&] { ensure_ended(right, scratch_right); });
      }
      if (a.size() != b.size()) {
        note_end(a.size() < b.size() ? Side::left : Side::right);
        return found_;
      }
      if (a.size() < wanted || wanted < step) return found_;
    }
  }

 private:
  // All steps but the first are as large as what lies before them, so that they stay aligned.
  std::size_t next_step(std::size_t chunk) const {
    if (options_.first_chunk == 0) return chunk;
    return static_cast<std::size_t>(
        std::clamp<std::uint64_t>(offset_, std::min(options_.first_chunk, chunk), chunk));
  }

  std::size_t take(std::size_t chunk) {
    if (!remaining_) return chunk;
    const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(chunk, *remaining_));
    *remaining_ -= wanted;
    return wanted;
  }

  // The zeros that the reader knows of where it stands.
  static std::uint64_t hole(Reader& reader, std::uint64_t position) {
    const std::uint64_t ahead = reader.hole_ahead();
    RandomAccess* const access = ahead > 0 ? nullptr : reader.random_access();
    return access != nullptr ? access->next_data(position) - position : ahead;
  }

  // F6: what is a hole on both sides is zeros on both sides.
  void pass_holes(Reader& left, Reader& right) {
    std::uint64_t zeros =
        at_side(Side::left, [&] { return hole(left, options_.left_position + offset_); });
    if (zeros == 0) return;
    zeros = std::min(zeros, at_side(Side::right, [&] {
                       return hole(right, options_.right_position + offset_);
                     }));
    if (remaining_) zeros = std::min(zeros, *remaining_);
    if (zeros == 0) return;
    left.skip(zeros);
    right.skip(zeros);
    if (remaining_) *remaining_ -= zeros;
    offset_ += zeros;
    at_line_start_ = false;
  }

  // True if there is nothing more to find.
  bool differs_within(Bytes a, Bytes b) {
    const std::size_t common = std::min(a.size(), b.size());
    const std::size_t equal = first_difference(a, b);
    if (options_.lines) count_lines(a.first(equal));
    if (equal < common) {
      if (!found_) note_content(equal, a[equal], b[equal]);
      if (options_.sink == nullptr) return true;
      list(a.first(common), b.first(common), equal);
    }
    offset_ += common;
    return false;
  }

  void count_lines(Bytes equal) {
    if (equal.empty()) return;
    line_ += count_newlines(equal);
    at_line_start_ = equal.back() == std::byte{'\n'};
  }

  Difference here(Reason reason, std::uint64_t offset) const {
    Difference difference;
    difference.reason = reason;
    difference.offset = offset;
    if (options_.lines) {
      difference.line = line_;
      difference.at_line_start = at_line_start_;
    }
    return difference;
  }

  void note_content(std::size_t index, std::byte a, std::byte b) {
    found_ = here(Reason::content, offset_ + index);
    found_->left = a;
    found_->right = b;
  }

  void note_end(Side ended) {
    found_ = here(Reason::size, offset_);
    found_->ended = ended;
  }

  // Hands over the differing bytes from index `from` on.
  void list(Bytes a, Bytes b, std::size_t from) {
    constexpr std::size_t kBatch = 4096;
    for (std::size_t i = from; i < a.size(); ++i) {
      if (a[i] == b[i]) continue;
      batch_.push_back({offset_ + i, a[i], b[i]});
      if (batch_.size() == kBatch) hand_over();
    }
    hand_over();
  }

  void hand_over() {
    if (batch_.empty()) return;
    options_.sink->add(batch_);
    batch_.clear();
    until_.check();
  }

  const LockstepOptions& options_;
  const Until& until_;
  Meter& meter_;
  std::optional<std::uint64_t> remaining_;
  std::uint64_t offset_ = 0;
  std::uint64_t line_ = 1;
  bool at_line_start_ = true;
  std::optional<Difference> found_;
  std::vector<ByteDifference> batch_;
};

}  // namespace

std::optional<Difference> compare_in_lockstep(Reader& left, Reader& right,
                                              const LockstepOptions& options, const Until& until,
                                              Scratch& scratch, Meter& meter) {
  return Lockstep(options, until, meter).run(left, right, scratch);
}

}  // namespace komparu
