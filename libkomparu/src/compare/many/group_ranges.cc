// SPDX-License-Identifier: MIT
#include <algorithm>
#include <memory>

#include "compare/bytes/range_search.h"
#include "compare/bytes/ranges.h"
#include "compare/bytes/ways.h"
#include "compare/many/groups.h"

namespace komparu {

namespace {

// docs/performance.md has the measurements behind these numbers.
constexpr std::size_t kBestChunk = std::size_t{256} << 10;
constexpr std::size_t kLeastUseful = std::size_t{32} << 10;
constexpr std::size_t kSmallestChunk = std::size_t{4} << 10;
constexpr std::size_t kCached = std::size_t{1} << 20;
constexpr std::size_t kMemory = std::size_t{64} << 20;
constexpr std::uint64_t kSmallestRange = std::uint64_t{1} << 20;
constexpr std::size_t kProbe = 4096;
constexpr std::uint64_t kSampleFrom = std::uint64_t{256} << 10;

class GroupSearch final : public RangeSearch<Refinement> {
 public:
  GroupSearch(std::span<RandomAccess* const> sources, const GroupOptions& options,
              std::size_t chunk, const RangeBounds& bounds, Ways& ways, const Until& until,
              Meter& meter)
      : RangeSearch(sources.size(), bounds, ways),
        sources_(sources),
        options_(options),
        bounds_(bounds),
        chunk_(chunk),
        until_(until),
        meter_(meter),
        partition_(sources.size()) {}

  // Before the search. The ends first: files that were appended to or cut, and those with a header,
  // differ there. False if there is nothing left to search.
  bool sample() {
    const std::uint64_t last = bounds_.to - bounds_.from - kProbe;
    Windows windows(sources_.size());
    for (const std::uint64_t offset : {std::uint64_t{0}, last, last / 2, last / 4, last / 4 * 3}) {
      const std::uint64_t from = bounds_.from + offset;
      if (!settle(read_range({from, from + kProbe}, *partition_.sets(), windows))) return false;
    }
    return true;
  }

  // After the search.
  Partition& outcome() { return partition_; }

 private:
  // Equal from the start of the range up to an offset.
  struct Equal {
    Members members;
    std::uint64_t to = 0;
  };

  std::uint64_t after_holes(std::uint64_t offset) override {
    std::uint64_t nearest = bounds_.to;
    for (const Members& set : *partition_.sets()) {
      for (const std::size_t member : set) {
        nearest = std::min(nearest, sources_[member]->next_data(offset));
        if (nearest == offset) return offset;
      }
    }
    return nearest;
  }

  void prepare(Windows& windows) override {
    for_each_member(*sets(), [&](std::size_t member, const Members& /*set*/) {
      if (!windows[member]) windows[member] = sources_[member]->window(chunk_);
    });
  }

  bool enter(const Range& range, Windows& windows) override {
    bool there = true;
    for_each_member(*sets(), [&](std::size_t member, const Members& /*set*/) {
      try {
        const auto length = static_cast<std::size_t>(range.to - range.from);
        there = windows[member]->enter(range.from, length) && there;
      } catch (const Error&) {
        // The reading that follows meets it, too, and notes it.
      }
    });
    return there;
  }

  Refinement search(const Range& range, Windows& windows) override {
    const std::shared_ptr<const Sets> looked_at = sets();
    Refinement found = read_range(range, *looked_at, windows);
    // What was seen last can still turn out to have been no content of the file.
    std::vector<bool> lost;
    for (const Members& set : *looked_at) {
      std::shared_ptr<const Members> mates;
      for (const std::size_t member : set) {
        const auto leave = [&] { windows[member]->enter(range.to, 0); };
        if (attempt(member, set, mates, found, leave)) continue;
        lost.resize(sources_.size());
        lost[member] = true;
      }
    }
    if (!lost.empty()) {
      for (Members& members : found.equal) {
        std::erase_if(members, [&](std::size_t member) { return lost[member]; });
      }
    }
    return found;
  }

  bool settle(Refinement&& found) override {
    partition_.settle(found);
    return !partition_.sets()->empty() && !(options_.stop_at_any_difference && partition_.split());
  }

  std::shared_ptr<const Sets> sets() {
    return locked([this] { return partition_.sets(); });
  }

  template <typename Function>
  static void for_each_member(const Sets& sets, const Function& function) {
    for (const Members& set : sets) {
      for (const std::size_t member : set) function(member, set);
    }
  }

  Refinement read_range(const Range& range, const Sets& sets, Windows& windows) {
    Refinement found;
    std::vector<Equal> open;
    for (const Members& set : sets) {
      found.looked_at.insert(found.looked_at.end(), set.begin(), set.end());
      open.push_back({set, range.from});
    }
    while (!open.empty() && end() > range.from) {
      const Equal now = std::move(open.back());
      open.pop_back();
      const std::uint64_t to = std::min(range.to, now.to + chunk_);
      for (Alike& part : read({now.to, to}, now.members, windows, found)) {
        if (part.members.size() < now.members.size()) found.anything = true;
        if (part.members.size() < 2) continue;
        if (to < range.to) {
          open.push_back({std::move(part.members), to});
        } else {
          found.equal.push_back(std::move(part.members));
        }
      }
    }
    return found;
  }

  // One chunk of each. The bytes are the windows' own until they are asked again.
  std::vector<Alike> read(const Range& chunk, const Members& members, Windows& windows,
                          Refinement& found) {
    const auto length = static_cast<std::size_t>(chunk.to - chunk.from);
    Alikes parts;
    std::shared_ptr<const Members> mates;
    for (const std::size_t member : members) {
      until_.check();
      attempt(member, members, mates, found, [&] {
        if (!windows[member]) windows[member] = sources_[member]->window(chunk_);
        const Bytes bytes = windows[member]->at(chunk.from, length);
        meter_.add(bytes.size());
        if (bytes.size() < length) {
          throw Error(ErrorCode::changed, "", "ended before the size it told");
        }
        parts.add(member, bytes);
      });
    }
    return parts.take();
  }

  // True if `work`, which concerns one of the members, could be done. `mates` are the members, once
  // one of them has failed.
  template <typename Function>
  bool attempt(std::size_t member, const Members& members, std::shared_ptr<const Members>& mates,
               Refinement& found, const Function& work) {
    try {
      work();
      return true;
    } catch (const Error& error) {
      until_.check();
      found.anything = true;
      if (!mates) mates = std::make_shared<const Members>(members);
      found.failures.push_back({{member, error}, mates});
      return false;
    }
  }

  const std::span<RandomAccess* const> sources_;
  const GroupOptions& options_;
  const RangeBounds bounds_;
  const std::size_t chunk_;
  const Until& until_;
  Meter& meter_;
  Partition partition_;
};

// A chunk of each source stays in the processor's cache while the next is compared with it.
std::size_t chunk_for(std::size_t sources, std::uint64_t threads, std::size_t wanted) {
  const std::size_t most = kMemory / (sources * static_cast<std::size_t>(threads));
  if (wanted == 0) wanted = std::clamp(kCached / sources, kLeastUseful, kBestChunk);
  return std::min(wanted, std::max(most, kSmallestChunk));
}

}  // namespace

Partition group_in_ranges(std::span<RandomAccess* const> sources, std::uint64_t from,
                          const GroupOptions& options, ThreadPool& pool, const Until& until,
                          Meter& meter) {
  const std::uint64_t to = sources.front()->size();
  const std::uint64_t length = to - from;
  const std::uint64_t threads = std::clamp<std::uint64_t>(
      length * sources.size() / (2 * kThreadIsWorth), 1, pool.threads() + 1);
  // What is mapped counts as memory, too.
  const std::uint64_t largest = std::clamp<std::uint64_t>(kMemory / (sources.size() * threads),
                                                          kSmallestRange, kLargestRange);
  const std::uint64_t range = std::clamp(length / (4 * threads), kSmallestRange, largest);
  Ways ways;
  const RangeBounds bounds{from, to, range};
  const auto search = std::make_shared<GroupSearch>(
      sources, options, chunk_for(sources.size(), threads, options.trees.read.chunk_size), bounds,
      ways, until, meter);
  if (!options.trees.quick_check || length < kSampleFrom || search->sample()) {
    GroupSearch::run(search, static_cast<unsigned>(threads) - 1, pool);
  }
  return std::move(search->outcome());
}

}  // namespace komparu
