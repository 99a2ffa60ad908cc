// SPDX-License-Identifier: MIT
// Many sources that are told apart piece by piece.
#ifndef KOMPARU_COMPARE_MANY_PARTITION_H_
#define KOMPARU_COMPARE_MANY_PARTITION_H_

#include <cstddef>
#include <map>
#include <memory>
#include <vector>

#include "compare/bytes/bytes.h"
#include "komparu/error.h"

namespace komparu {

// Sources, told by their indexes in ascending order.
using Members = std::vector<std::size_t>;
using Sets = std::vector<Members>;

// What some sources gave for one chunk, and which ones.
struct Alike {
  Bytes bytes;
  Members members;
};

// What many members gave for one chunk, put together by their bytes: n members take about n * log n
// comparisons.
class Alikes {
 public:
  // Puts `member` to those that gave the same bytes; to a new part, which keeps `bytes`, if there
  // are none.
  void add(std::size_t member, Bytes bytes);

  // How many parts there are.
  std::size_t size() const { return parts_.size(); }

  // In the order of their first members. Leaves nothing.
  std::vector<Alike> take();

 private:
  struct Before {
    bool operator()(Bytes a, Bytes b) const;
  };

  std::vector<Alike> parts_;
  std::map<Bytes, std::size_t, Before> by_bytes_;
};

// A source that could not be judged.
struct Failure {
  std::size_t member = 0;
  Error error;
};

// The same, and those that were looked at with it, itself among them. They are shared by all that
// failed beside each other: copies would add up to the square of their number.
struct FailureAmong {
  Failure failure;
  std::shared_ptr<const Members> mates;
};

// What one piece of some sources tells. If it tells nothing apart, that is all there is to say.
struct Refinement {
  bool anything = false;
  Members looked_at;
  Sets equal;  // of those looked at, each of two or more
  std::vector<FailureAmong> failures;
};

// Which sources are equal in all pieces that are settled. Pieces may be looked at in any order,
// even before those in front of them are settled, but they are settled in their own: then the
// outcome is that of looking at one after another. For one thread.
class Partition {
 public:
  explicit Partition(std::size_t sources);

  // Those that are not alone, each of two or more.
  const std::shared_ptr<const Sets>& sets() const { return sets_; }

  void settle(const Refinement& refinement);

  // True if two sources are known to differ.
  bool split() const { return sets_->size() + alone_.size() > 1; }

  // The sets and those that are alone; what comes later adds to neither.
  Sets groups() const;

  // A source that failed behind the place where it came to differ from all others did not fail.
  const std::vector<Failure>& failures() const { return failures_; }

 private:
  using Failures = std::multimap<std::size_t, const FailureAmong*>;  // by member

  void settle_set(const Members& set, const Failures& failures, Sets& left);

  std::shared_ptr<const Sets> sets_;
  Members alone_;
  std::vector<Failure> failures_;
  std::vector<std::size_t> part_of_;  // of each source, while a refinement is settled
};

}  // namespace komparu

#endif  // KOMPARU_COMPARE_MANY_PARTITION_H_
