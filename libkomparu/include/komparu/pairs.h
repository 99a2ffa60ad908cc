// SPDX-License-Identifier: MIT
// Many pairs in one call.
#ifndef KOMPARU_PAIRS_H_
#define KOMPARU_PAIRS_H_

#include <cstddef>
#include <optional>
#include <variant>

#include "komparu/archive.h"
#include "komparu/error.h"
#include "komparu/findings.h"
#include "komparu/options.h"
#include "komparu/result.h"
#include "komparu/source.h"
#include "komparu/tree_options.h"

namespace komparu {

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

struct PairOptions {
  // For pairs of byte streams. Its jobs, stop token, time limit and progress hold for the whole
  // call.
  CompareOptions bytes;
  // For pairs of trees; its jobs, stop token, time limit and progress are not looked at.
  TreeOptions trees;
  // For pairs of which one is a tree and the other an archive; it must be a file.
  ArchiveOptions archives;
  // Every pair is one of trees, and archives are trees: their members are compared, wherever they
  // come from.
  bool members = false;
  // End the call at the first pair that is different.
  bool stop_at_any_difference = false;
};

}  // namespace komparu

#endif  // KOMPARU_PAIRS_H_
