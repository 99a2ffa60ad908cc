// SPDX-License-Identifier: MIT
#include "compare/bytes/ranges.h"

#include <algorithm>
#include <exception>
#include <memory>

#include "base/at_side.h"
#include "compare/bytes/bytes.h"
#include "compare/bytes/range_search.h"
#include "komparu/error.h"

namespace komparu {

namespace {

// What ends the search: the first difference, or an error in front of it.
struct Event {
  std::optional<PartDifference> difference;
  std::exception_ptr error;
};

class PartSearch final : public RangeSearch<std::optional<Event>> {
 public:
  PartSearch(const Part& part, std::size_t chunk, const RangeBounds& bounds, Ways& ways,
             const Until& until, Meter& meter)
      : RangeSearch(2, bounds, ways), part_(part), chunk_(chunk), until_(until), meter_(meter) {}

  std::optional<PartDifference> outcome() const {
    if (event_ && event_->error) std::rethrow_exception(event_->error);
    return event_ ? event_->difference : std::nullopt;
  }

 private:
  std::uint64_t after_holes(std::uint64_t offset) override {
    if (offset >= part_.length) return offset;
    const std::uint64_t left = part_.left.next_data(part_.left_start + offset) - part_.left_start;
    if (left == offset) return offset;
    const std::uint64_t right =
        part_.right.next_data(part_.right_start + offset) - part_.right_start;
    return std::min(left, right);
  }

  void prepare(Windows& windows) override {
    if (!windows[0]) windows[0] = part_.left.window(chunk_);
    if (!windows[1]) windows[1] = part_.right.window(chunk_);
  }

  bool enter(const Range& range, Windows& windows) override {
    const auto length = static_cast<std::size_t>(range.to - range.from);
    const bool left = at_side(
        Side::left, [&] { return windows[0]->enter(part_.left_start + range.from, length); });
    const bool right = at_side(
        Side::right, [&] { return windows[1]->enter(part_.right_start + range.from, length); });
    return left && right;
  }

  std::optional<Event> search(const Range& range, Windows& windows) override {
    for (std::uint64_t at = range.from; at < range.to && at < end(); at += chunk_) {
      until_.check();
      const auto length = static_cast<std::size_t>(std::min<std::uint64_t>(chunk_, range.to - at));
      try {
        const std::optional<PartDifference> found = compare(at, length, windows);
        if (!found) continue;
        end_at(found->offset);
        return Event{found, nullptr};
      } catch (...) {
        end_at(at);
        return Event{std::nullopt, std::current_exception()};
      }
    }
    return std::nullopt;
  }

  std::optional<PartDifference> compare(std::uint64_t at, std::size_t length, Windows& windows) {
    const Bytes a =
        at_side(Side::left, [&] { return windows[0]->at(part_.left_start + at, length); });
    const Bytes b =
        at_side(Side::right, [&] { return windows[1]->at(part_.right_start + at, length); });
    meter_.add(a.size() + b.size());
    if (a.size() < length || b.size() < length) {
      throw Error(ErrorCode::changed, "", "a source ended before the size it told");
    }
    const std::size_t equal = first_difference(a, b);
    if (equal == length) return std::nullopt;
    return PartDifference{at + equal, a[equal], b[equal]};
  }

  bool settle(std::optional<Event>&& event) override {
    event_ = std::move(event);
    return !event_;
  }

  const Part part_;
  const std::size_t chunk_;
  const Until& until_;
  Meter& meter_;
  std::optional<Event> event_;
};

// Small enough that every thread gets several, large enough that a mapping is worth its price.
std::uint64_t range_size(const Part& part, std::uint64_t threads) {
  constexpr std::uint64_t kSmallest = std::uint64_t{2} << 20;
  const std::uint64_t fair = part.length / (2 * threads);
  return std::clamp(fair - fair % kSmallest, kSmallest, kLargestRange);
}

}  // namespace

std::optional<PartDifference> compare_in_ranges(const Part& part, std::size_t chunk,
                                                ThreadPool& pool, const Until& until, Meter& meter,
                                                Ways* ways) {
  const std::uint64_t threads =
      std::clamp<std::uint64_t>(part.length / kThreadIsWorth, 1, pool.threads() + 1);
  Ways own;
  const RangeBounds bounds{0, part.length, range_size(part, threads)};
  const auto search = std::make_shared<PartSearch>(part, chunk, bounds,
                                                   ways != nullptr ? *ways : own, until, meter);
  PartSearch::run(search, static_cast<unsigned>(threads) - 1, pool);
  return search->outcome();
}

}  // namespace komparu
