// SPDX-License-Identifier: MIT
#include "compare/many/groups.h"

#include <algorithm>
#include <deque>
#include <limits>
#include <map>
#include <optional>
#include <span>
#include <utility>

#include "compare/bytes/ranges.h"
#include "compare/bytes/readers.h"
#include "compare/many/partition.h"

namespace komparu {

namespace {

// docs/performance.md has the measurements behind these numbers.
constexpr std::size_t kBestChunk = std::size_t{256} << 10;
constexpr std::size_t kSmallestChunk = std::size_t{4} << 10;
constexpr std::size_t kMemory = std::size_t{64} << 20;

// Streams whose bytes are equal up to an offset from where they stood at first.
struct Set {
  Members members;
  std::uint64_t offset = 0;
};

class Sorting {
 public:
  Sorting(std::vector<std::unique_ptr<Reader>> readers, const GroupOptions& options,
          const Until& until, Meter& meter, const Workplace& workplace)
      : readers_(std::move(readers)),
        twins_(readers_.size()),
        options_(options),
        until_(until),
        meter_(meter),
        workplace_(workplace) {}

  Grouping run() {
    for (const auto& reader : readers_) note_live(*reader);
    const Members distinct = set_twins_aside();
    place({distinct, 0});
    expect_bytes();
    while (!open_.empty() && !over()) advance(next());
    for (Members& group : result_.groups) std::sort(group.begin(), group.end());
    std::sort(result_.groups.begin(), result_.groups.end());
    std::sort(result_.failures.begin(), result_.failures.end(),
              [](const Failure& a, const Failure& b) { return a.member < b.member; });
    return std::move(result_);
  }

 private:
  bool over() const {
    return result_.stopped || (options_.problems_throw && !result_.failures.empty());
  }

  // Of the readers that are one and the same source, the first is read for all of them. The others
  // of a source that gives every byte once would take them away from it.
  Members set_twins_aside() {
    Members distinct;
    std::map<decltype(Identity::facts), std::size_t> known;
    for (std::size_t index = 0; index < readers_.size(); ++index) {
      const std::optional<Identity> identity = readers_[index]->identity();
      if (identity) {
        const auto [first, is_new] = known.emplace(identity->facts, index);
        if (!is_new) {
          join(first->second, index, identity->repeatable);
          continue;
        }
      }
      distinct.push_back(index);
    }
    return distinct;
  }

  void join(std::size_t first, std::size_t index, bool repeatable) {
    if (repeatable) {
      twins_[first].push_back(index);
    } else {
      drop(index, Error(ErrorCode::wrong_kind, "", "the same stream cannot be read twice"));
    }
  }

  void note_live(const Reader& reader) {
    if (reader.largest_read() == 0) return;
    ++live_;
    live_read_ = std::min(live_read_, reader.largest_read());
  }

  void expect_bytes() {
    for (const Set& set : open_) {
      for (const std::size_t member : set.members) {
        if (const auto size = readers_[member]->size()) meter_.expect(size->bytes);
      }
    }
  }

  // Takes streams that are equal as far as they were read.
  void place(Set set) {
    if (set.members.size() > 1 && options_.trees.size_check && split_by_size(set)) return;
    if (set.members.size() > 1) {
      open_.push_back(std::move(set));
    } else {
      finish(set.members);
    }
  }

  // True if nothing is left to do for the set, of which some members may have failed.
  bool split_by_size(Set& set) {
    std::map<std::uint64_t, Members> by_size;
    bool all_proven = true;
    for (const std::size_t member : set.members) {
      const std::optional<Size> size = readers_[member]->size();
      if (size && size->proven) {
        by_size[size->bytes].push_back(member);
      } else {
        all_proven = false;
      }
    }
    if (by_size.size() < 2) return false;
    std::vector<Alike> parts;
    parts.reserve(by_size.size());
    for (auto& [size, same_size] : by_size) parts.push_back({{}, std::move(same_size)});
    if (options_.stop_at_any_difference) {
      if (stop(parts)) return true;
      std::erase_if(set.members, [this](std::size_t member) { return !readers_[member]; });
      return false;
    }
    if (!all_proven) return false;  // one of the others may equal any of these
    for (Alike& part : parts) place({std::move(part.members), set.offset});
    return true;
  }

  // Live streams advance evenly, because one writer may feed several of them; what has all its
  // bytes already is read to its end, one set after another.
  Set next() {
    Set set;
    if (live_ > 1) {
      set = std::move(open_.front());
      open_.pop_front();
    } else {
      set = std::move(open_.back());
      open_.pop_back();
    }
    return set;
  }

  void advance(const Set& set) {
    if (has_length_for_ranges(set)) {
      sort_in_ranges(set);
    } else {
      read_chunk(set);
    }
  }

  // Whether the members are of one length and can all be read anywhere, and that is worth while.
  bool has_length_for_ranges(const Set& set) {
    std::optional<std::uint64_t> length;
    for (const std::size_t member : set.members) {
      const RandomAccess* const access = readers_[member]->random_access();
      if (access == nullptr || access->size() != length.value_or(access->size())) {
        return false;
      }
      length = access->size();
    }
    return length.value_or(0) >= set.offset + kRangesFrom;
  }

  void sort_in_ranges(const Set& set) {
    std::vector<RandomAccess*> sources;
    for (const std::size_t member : set.members) {
      sources.push_back(readers_[member]->random_access());
    }
    const Partition told =
        group_in_ranges(sources, set.offset, options_, workplace_.pool, until_, meter_);
    for (const Failure& failure : told.failures()) {
      fail(set.members[failure.member], failure.error);
    }
    std::vector<Alike> parts;
    for (const Members& group : told.groups()) parts.push_back({{}, members_of(set, group)});
    if (parts.size() > 1 && options_.stop_at_any_difference) {
      if (stop(parts)) return;
      // What is left was not read to its end.
      for (Alike& part : parts) place({std::move(part.members), set.offset});
    } else {
      for (const Alike& part : parts) finish(part.members);
    }
  }

  static Members members_of(const Set& set, const Members& indexes) {
    Members members;
    for (const std::size_t index : indexes) members.push_back(set.members[index]);
    return members;
  }

  std::size_t chunk_for(std::size_t members) const {
    std::size_t chunk =
        options_.trees.read.chunk_size > 0 ? options_.trees.read.chunk_size : kBestChunk;
    chunk = std::min(chunk, std::max(kSmallestChunk, kMemory / members));
    return live_ > 1 ? std::min(chunk, live_read_) : chunk;
  }

  // Reads on and puts those together that are still equal.
  void read_chunk(const Set& set) {
    const std::size_t chunk = chunk_for(set.members.size());
    // A place is taken for good, this time, only by a chunk that is new: of equal streams the first
    // one's stays, and all others pass through the second place, which the processor has at hand.
    const std::span<std::byte> places = workplace_.scratch.get(chunk * set.members.size());
    Alikes alikes;
    for (const std::size_t member : set.members) {
      const auto bytes = read(member, places.subspan(alikes.size() * chunk, chunk));
      if (bytes) alikes.add(member, *bytes);
    }
    std::vector<Alike> parts = alikes.take();
    if (parts.size() > 1 && options_.stop_at_any_difference && stop(parts)) return;
    for (Alike& part : parts) {
      if (part.bytes.size() < chunk) {
        finish(part.members);
      } else if (part.members.size() == set.members.size()) {
        open_.push_back({std::move(part.members), set.offset + chunk});
      } else {
        place({std::move(part.members), set.offset + chunk});
      }
    }
  }

  std::optional<Bytes> read(std::size_t member, std::span<std::byte> place) {
    until_.check();
    try {
      Bytes bytes = readers_[member]->read(place);
      meter_.add(bytes.size());
      if (bytes.size() < place.size()) bytes = ended(member, bytes, place);
      return bytes;
    } catch (const Error& error) {
      fail(member, error);
      return std::nullopt;
    }
  }

  // The last bytes of a stream, kept while it is asked whether they are.
  Bytes ended(std::size_t member, Bytes bytes, std::span<std::byte> place) {
    if (bytes.data() != place.data()) std::copy(bytes.begin(), bytes.end(), place.begin());
    ensure_ended(*readers_[member], place.subspan(bytes.size()));
    return place.first(bytes.size());
  }

  // True if the difference between the parts is proven, which ends everything.
  bool stop(std::vector<Alike>& parts) {
    std::size_t delivered = 0;
    for (Alike& part : parts) {
      drop_unconfirmed(part.members, Verdict::different);
      if (!part.members.empty()) ++delivered;
    }
    result_.stopped = delivered > 1;
    return result_.stopped;
  }

  // Nothing more is read from these: they are at their ends, or one stream is all there is.
  void finish(const Members& members) {
    Members group = with_twins(members);
    drop_unconfirmed(group, group.size() > 1 ? Verdict::same : Verdict::different);
    for (const std::size_t member : group) close(member);
    if (!group.empty()) result_.groups.push_back(std::move(group));
  }

  Members with_twins(const Members& members) const {
    Members all;
    for (const std::size_t member : members) {
      all.push_back(member);
      all.insert(all.end(), twins_[member].begin(), twins_[member].end());
    }
    std::sort(all.begin(), all.end());
    return all;
  }

  void drop_unconfirmed(Members& members, Verdict verdict) {
    std::erase_if(members, [this, verdict](std::size_t member) {
      try {
        readers_[member]->confirm(verdict);
        return false;
      } catch (const Error& error) {
        drop(member, error);
        return true;
      }
    });
  }

  // What cannot be read under one name cannot be read under another.
  void fail(std::size_t member, const Error& error) {
    for (const std::size_t name : with_twins({member})) drop(name, error);
  }

  void drop(std::size_t member, const Error& error) {
    until_.check();  // an error that only says that it is time to end is none of the stream's
    result_.failures.push_back({member, error});
    close(member);
  }

  void close(std::size_t member) {
    if (readers_[member]->largest_read() > 0) --live_;
    readers_[member].reset();
  }

  std::vector<std::unique_ptr<Reader>> readers_;  // null: nothing more is read from it
  std::vector<Members> twins_;                    // of each reader
  const GroupOptions& options_;
  const Until& until_;
  Meter& meter_;
  const Workplace workplace_;
  std::size_t live_ = 0;  // readers that bear no large reads beside each other
  std::size_t live_read_ = std::numeric_limits<std::size_t>::max();
  std::deque<Set> open_;
  Grouping result_;
};

}  // namespace

Grouping group_streams(std::vector<std::unique_ptr<Reader>> readers, const GroupOptions& options,
                       const Until& until, Meter& meter, const Workplace& workplace) {
  return Sorting(std::move(readers), options, until, meter, workplace).run();
}

}  // namespace komparu
