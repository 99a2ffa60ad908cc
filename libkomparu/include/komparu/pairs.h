// SPDX-License-Identifier: MIT
// What can be asked of a pair, what is answered, and many pairs in one call.
#ifndef KOMPARU_PAIRS_H_
#define KOMPARU_PAIRS_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <variant>

#include "komparu/archive.h"
#include "komparu/error.h"
#include "komparu/findings.h"
#include "komparu/operand.h"
#include "komparu/options.h"
#include "komparu/result.h"
#include "komparu/source.h"
#include "komparu/tree_options.h"

namespace komparu {

// One differing byte.
struct ByteDifference {
  std::uint64_t offset = 0;  // 0-based, counted after the skips
  std::byte left{};
  std::byte right{};
};

// Takes differing bytes as they are found. All calls come on the calling thread; what they throw
// ends the comparison and passes through.
class ByteDifferenceSink {
 public:
  virtual ~ByteDifferenceSink() = default;

  // Called once before the first add(), when both sides are open.
  virtual void begin(const SideFacts& /*left*/, const SideFacts& /*right*/) {}

  // One or more differences in ascending order of offset; the span is valid during the call only.
  virtual void add(std::span<const ByteDifference> differences) = 0;
};

// What is asked of one pair of operands, whatever they turn out to be.
struct PairOptions {
  As as = As::automatic;
  // For two streams of bytes. Its `read`, `jobs` and `progress` hold for trees, too.
  CompareOptions bytes;
  // For two trees; its `read`, `jobs` and `progress` are not looked at.
  TreeOptions trees;
  // How archives are read where their members are compared.
  ArchiveOptions archives;

  // Two streams of bytes: hand every differing byte up to the shorter end to this sink; borrowed
  // for the call. The answer is that of Detail::offset, except that where one side ends first,
  // `difference` tells of that end (reason size) even if bytes differed before it. `detail`,
  // `size_check` and `quick_check` are then not looked at. Not for compare_pairs().
  ByteDifferenceSink* every_byte = nullptr;
  // Of two streams that differ, look whether both are archives: ByteResult::both_archives.
  bool spot_archives = false;
  // compare_pairs() only: end the call at the first pair that is different.
  bool stop_at_any_difference = false;
};

// What two streams of bytes, or two trees, have come to.
using Answer = std::variant<ByteResult, TreeSummary>;

// The verdict of either.
Verdict verdict_of(const Answer& answer) noexcept;

struct Pair {
  Source left;
  Source right;
  // Set by a feed that could not make a pair of what it was given: told in the pair's place.
  std::optional<Error> refused;
};

// Where the pairs come from.
class PairFeed {
 public:
  virtual ~PairFeed() = default;

  // False if next() may have to wait: what is under way is finished and told first.
  virtual bool ready() { return true; }

  // The next pair; none at the end. Called on the calling thread, not far ahead of the comparison.
  // What it throws ends the call and passes through.
  virtual std::optional<Pair> next() = 0;
};

// What two byte streams, two trees, or a pair that could not be judged have come to.
using PairAnswer = std::variant<ByteResult, TreeSummary, Error>;

// Takes the answers. Called on the calling thread, pair by pair in the order of the feed; what it
// throws ends the call and passes through.
class PairSink {
 public:
  virtual ~PairSink() = default;

  // A finding in a pair of trees, in path order. `number` counts the pairs from 0.
  virtual void add(std::size_t number, const Pair& pair, const Finding& finding) = 0;

  // All pairs so far are told, and the feed makes wait for the next one.
  virtual void pause() {}

  // The pair is done.
  virtual void close(std::size_t number, const Pair& pair, const PairAnswer& answer) = 0;
};

}  // namespace komparu

#endif  // KOMPARU_PAIRS_H_
