// SPDX-License-Identifier: MIT
// Judges one name in many directories: who has it, what it is there, and what it holds.
#ifndef KOMPARU_COMPARE_MANY_ROW_JUDGE_H_
#define KOMPARU_COMPARE_MANY_ROW_JUDGE_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "compare/bytes/meter.h"
#include "compare/bytes/scratch.h"
#include "compare/many/directory_row.h"
#include "compare/many/groups.h"
#include "compare/many/partition.h"
#include "compare/many/row_names.h"
#include "compare/many/turns.h"
#include "compare/trees/entry_judge.h"
#include "komparu/error.h"
#include "komparu/groups.h"
#include "komparu/stop.h"
#include "pool/thread_pool.h"
#include "tree/name_filter.h"

namespace komparu {

// Places of a row, told by their indexes in ascending order.
using Places = std::vector<std::size_t>;

// A directory below a place of a row.
struct Below {
  std::size_t place = 0;
  Seen seen;  // without an entry: there is none, and that counts as an empty one
};

// What one name tells. Subjects of errors are paths.
struct JudgedName {
  Refinement trees;
  // Directories that may differ in what they hold, those of each set together.
  std::vector<std::vector<Below>> directories;
};

// For one thread.
class RowJudge {
 public:
  RowJudge(const GroupOptions& options, const Until& until, Meter& meter, ThreadPool& pool,
           Turns& turns);

  // `sets` are of two or more places each.
  JudgedName judge(const DirectoryRow& row, const RowNames& names, const std::vector<Places>& sets);

  // Notes that the trees of a place, which were equal to those of `mates` until then, have failed.
  static void fail(Refinement& trees, const DirectoryRow& row, std::size_t place,
                   const Places& mates, const Seen& seen, const Error& error);

 private:
  class Name;

  const GroupOptions& options_;
  const Until& until_;
  Meter& meter_;
  ThreadPool& pool_;
  Turns& turns_;
  const NameFilter filter_;
  const EntryJudge eyes_;
  const GroupingOptions content_;
  Scratch scratch_;
};

}  // namespace komparu

#endif  // KOMPARU_COMPARE_MANY_ROW_JUDGE_H_
