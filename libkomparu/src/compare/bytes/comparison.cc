// SPDX-License-Identifier: MIT
#include "compare/bytes/comparison.h"

#include <algorithm>
#include <cstdint>
#include <optional>

#include "base/at_side.h"
#include "compare/bytes/bytes.h"
#include "compare/bytes/lockstep.h"
#include "compare/bytes/part.h"
#include "compare/bytes/ranges.h"
#include "compare/bytes/workplace.h"
#include "komparu/error.h"

namespace komparu {

namespace {

// docs/performance.md has the measurements behind these numbers.
constexpr std::size_t kChunk = std::size_t{256} << 10;
// Of a stream, which may be slow to come: what differs early is seen early.
constexpr std::size_t kFirstChunk = std::size_t{16} << 10;
constexpr std::uint64_t kSampleFrom = std::uint64_t{256} << 10;

// One pair, what is wanted of it, and what is known so far.
class Comparison {
 public:
  Comparison(Reader& left, Reader& right, const CompareOptions& options, const Until& until,
             const Workplace& workplace)
      : left_(left),
        right_(right),
        options_(options),
        until_(until),
        workplace_(workplace),
        meter_(options.progress) {}

  // `subject` is what a message about both sides names.
  ByteResult run(const std::string& subject, ByteDifferenceSink* sink) {
    if (same_source(subject)) return result(std::nullopt);
    refuse_directories();
    std::optional<Difference> difference;
    if (sink == nullptr && sizes_differ()) {
      difference.emplace().reason = Reason::size;
    } else if (sink == nullptr && left_.random_access() && right_.random_access()) {
      difference = compare_parts();
    } else if (sink == nullptr && probes_differ()) {
      difference.emplace();
    } else {
      difference = compare_streams(sink);
    }
    const Verdict verdict = difference ? Verdict::different : Verdict::same;
    at_side(Side::left, [&] { left_.confirm(verdict); });
    at_side(Side::right, [&] { right_.confirm(verdict); });
    return result(difference);
  }

 private:
  bool same_source(const std::string& subject) const {
    const std::optional<Identity> left = left_.identity();
    if (!left || left != right_.identity()) return false;
    if (!left->repeatable) {
      throw Error(ErrorCode::wrong_kind, subject, "the same stream cannot be both sides");
    }
    return options_.extent.skip_left == options_.extent.skip_right;
  }

  // Reading one fails; better before the other side is waited for.
  void refuse_directories() {
    if (left_.kind() == Kind::directory) at_side(Side::left, [&] { left_.read({}); });
    if (right_.kind() == Kind::directory) at_side(Side::right, [&] { right_.read({}); });
  }

  // What is compared of a side of `size` bytes.
  std::uint64_t compared(std::uint64_t size, std::uint64_t skip) const {
    const std::uint64_t rest = size - std::min(size, skip);
    return std::min(rest, options_.extent.limit.value_or(rest));
  }

  bool sizes_differ() const {
    if (!options_.size_check) return false;
    const std::optional<Size> left = left_.size();
    const std::optional<Size> right = right_.size();
    if (!left || !right || !left->proven || !right->proven) return false;
    return compared(left->bytes, options_.extent.skip_left) !=
           compared(right->bytes, options_.extent.skip_right);
  }

  std::size_t chunk() const {
    return options_.read.chunk_size > 0 ? options_.read.chunk_size : kChunk;
  }

  // Both can be read anywhere, so their lengths are known.
  std::optional<Difference> compare_parts() {
    const Extent& extent = options_.extent;
    RandomAccess& left = *left_.random_access();
    RandomAccess& right = *right_.random_access();
    const std::uint64_t left_length = compared(left.size(), extent.skip_left);
    const std::uint64_t right_length = compared(right.size(), extent.skip_right);
    const Part part{left, right, extent.skip_left, extent.skip_right,
                    std::min(left_length, right_length)};
    meter_.expect(2 * part.length);
    if (may_sample(part) && samples_differ(part, false, until_, meter_)) {
      return Difference{};
    }
    if (part.length < kRangesFrom) return compare_streams(nullptr);
    if (const auto found =
            compare_in_ranges(part, chunk(), workplace_.pool, until_, meter_, workplace_.ways)) {
      Difference difference = at(part, found->offset);
      difference.left = found->left;
      difference.right = found->right;
      return difference;
    }
    if (left_length == right_length) return std::nullopt;
    Difference difference = at(part, part.length);
    difference.reason = Reason::size;
    difference.ended = left_length < right_length ? Side::left : Side::right;
    return difference;
  }

  bool may_sample(const Part& part) const { return wants_samples() && part.length >= kSampleFrom; }

  bool wants_samples() const { return options_.detail == Detail::verdict && options_.quick_check; }

  // Where one side can be read anywhere only at a price, a few pieces are all that is asked for.
  bool probes_differ() {
    if (!wants_samples()) return false;
    RandomAccess* const left = left_.probes();
    RandomAccess* const right = left != nullptr ? right_.probes() : nullptr;
    if (right == nullptr) return false;
    const Extent& extent = options_.extent;
    const Part part{*left, *right, extent.skip_left, extent.skip_right,
                    std::min(compared(left->size(), extent.skip_left),
                             compared(right->size(), extent.skip_right))};
    return may_sample(part) && samples_differ(part, true, until_, meter_);
  }

  Difference at(const Part& part, std::uint64_t offset) {
    Difference difference;
    difference.offset = offset;
    if (options_.detail == Detail::line) find_line(part, difference);
    return difference;
  }

  // Reads the equal beginning once more: cheaper than counting lines of files that turn out equal.
  void find_line(const Part& part, Difference& difference) {
    const auto window = part.left.window(chunk());
    const std::uint64_t end = *difference.offset;
    std::uint64_t lines = 1;
    bool at_line_start = true;
    std::uint64_t entered = 0;
    for (std::uint64_t offset = 0; offset < end; offset += chunk()) {
      until_.check();
      // There are no newlines in a hole.
      const std::uint64_t data = part.left.next_data(part.left_start + offset) - part.left_start;
      if (data > offset) at_line_start = false;
      offset = std::min(data, end);
      if (offset == end) break;
      if (offset >= entered) {
        window->enter(part.left_start + offset, kLargestRange);
        entered = offset + kLargestRange;
      }
      const auto length = static_cast<std::size_t>(std::min<std::uint64_t>(chunk(), end - offset));
      const Bytes bytes =
          at_side(Side::left, [&] { return window->at(part.left_start + offset, length); });
      lines += count_newlines(bytes);
      at_line_start = !bytes.empty() && bytes.back() == std::byte{'\n'};
    }
    difference.line = lines;
    difference.at_line_start = at_line_start;
  }

  std::optional<Difference> compare_streams(ByteDifferenceSink* sink) {
    at_side(Side::left, [&] { left_.skip(options_.extent.skip_left); });
    at_side(Side::right, [&] { right_.skip(options_.extent.skip_right); });
    LockstepOptions lockstep;
    lockstep.limit = options_.extent.limit;
    lockstep.left_position = options_.extent.skip_left;
    lockstep.right_position = options_.extent.skip_right;
    lockstep.chunk = stream_chunk();
    if (!left_.random_access() || !right_.random_access()) {
      lockstep.first_chunk = std::min(lockstep.chunk, kFirstChunk);
    }
    lockstep.lines = options_.detail == Detail::line;
    lockstep.sink = sink;
    return compare_in_lockstep(left_, right_, lockstep, until_, workplace_.scratch, meter_);
  }

  // No more than is there to read, nor than two live streams can bear.
  std::size_t stream_chunk() const {
    std::uint64_t most = chunk();
    if (left_.random_access() && right_.random_access()) {
      most =
          std::min(most, std::max(left_.random_access()->size(), right_.random_access()->size()));
    }
    if (options_.extent.limit) most = std::min(most, *options_.extent.limit);
    if (left_.largest_read() > 0 && right_.largest_read() > 0) {
      most = std::min<std::uint64_t>(most, std::min(left_.largest_read(), right_.largest_read()));
    }
    return static_cast<std::size_t>(most);
  }

  ByteResult result(const std::optional<Difference>& difference) const {
    ByteResult answer;
    answer.verdict = difference ? Verdict::different : Verdict::same;
    answer.difference = difference;
    answer.left = left_.facts();
    answer.right = right_.facts();
    answer.bytes_read = meter_.bytes();
    return answer;
  }

  Reader& left_;
  Reader& right_;
  const CompareOptions& options_;
  const Until& until_;
  const Workplace& workplace_;
  Meter meter_;
};

}  // namespace

ByteResult compare_readers(Reader& left, Reader& right, const CompareOptions& options,
                           const Until& until, const Workplace& workplace,
                           const std::string& subject, ByteDifferenceSink* sink) {
  return Comparison(left, right, options, until, workplace).run(subject, sink);
}

}  // namespace komparu
