// SPDX-License-Identifier: MIT
// Judges the entries of one name: what they are, whether they can be the same, whether they are.
#ifndef KOMPARU_COMPARE_TREES_ENTRY_JUDGE_H_
#define KOMPARU_COMPARE_TREES_ENTRY_JUDGE_H_

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>

#include "base/sides.h"
#include "compare/bytes/readers.h"
#include "compare/bytes/ways.h"
#include "compare/bytes/workplace.h"
#include "compare/trees/descriptors.h"
#include "compare/trees/directory_pair.h"
#include "compare/trees/listed_trees.h"
#include "komparu/digest.h"
#include "komparu/error.h"
#include "komparu/findings.h"
#include "komparu/stop.h"
#include "komparu/tree.h"
#include "komparu/tree_options.h"
#include "pool/thread_pool.h"

namespace komparu {

// One side of an item: the entry, and what it turned out to be.
struct Seen {
  const Entry* entry = nullptr;  // null: not on this side
  Kind kind = Kind::unknown;     // with links followed, if they are
  bool link = false;             // a symbolic link that is followed
  bool believed = false;         // it is not known whether this side has it
  std::optional<EntryFacts> facts;
  std::optional<Error> error;  // it could not be looked at
};

// One name in one directory, to be judged or judged.
struct Item {
  std::shared_ptr<DirectoryPair> directory;
  Seen left;
  Seen right;
  Status status = Status::same;
  std::unique_ptr<Finding> finding;  // what there is to tell; null: nothing
  bool to_compare = false;           // only reading its content can tell
  bool passed_over = false;          // it concerns nobody after all
  std::unique_ptr<Digest> digest;    // of the left content, if that was wanted
};

// Safe to use from several threads at once.
class EntryJudge {
 public:
  // `judged` may be null: every content is still to be read.
  EntryJudge(const TreeOptions& options, const Until& until, ThreadPool& pool,
             const JudgedContent* judged = nullptr);

  // True once a difference was found and nothing more needs to be known.
  bool over() const { return over_.load(std::memory_order_relaxed); }

  // Bytes read so far, both sides added up.
  std::uint64_t bytes_read() const { return bytes_read_.load(std::memory_order_relaxed); }

  // What an entry is, as far as the listing does not tell it.
  Seen see(Folder& folder, const Entry* entry) const;

  // A9: where a link cannot be followed because an archive holds it, that of the other side is not
  // followed either.
  static void keep_links(Item& item);

  // Settles an item of which nothing needs to be read, or marks it as to be compared. Not for
  // items that are directories on every side that has them.
  void settle(Item& item);

  // Reads the content of an item that is to be compared, and settles it.
  void compare(Item& item, Scratch& scratch);

  // Settles it as a problem; `also` is the other side's, if both have one.
  void refuse(Item& item, const Error& error, const std::optional<Error>& also = {}) const;

  // Settles it as what was asked for by its path and is nowhere. A side must have an entry of that
  // name all the same.
  void refuse_absent(Item& item) const;

  // Settles it as present on one side only.
  void tell_missing(Item& item);

  // Settles it as the same.
  void tell_same(Item& item) const;

 private:
  // What was opened of one side.
  struct Content {
    Content() = default;
    explicit Content(Reader& opened_before) : hashed(&opened_before) {}

    std::unique_ptr<Reader> reader;    // null: the file is small
    std::optional<BytesReader> small;  // all of it
    Reader* hashed = nullptr;          // opened before, to be hashed; null: nothing was

    Reader& get() { return hashed != nullptr ? *hashed : reader ? *reader : *small; }
  };

  void tell_different(Item& item, Reason reason);
  void note_difference();
  void settle_links(Item& item);
  void settle_devices(Item& item);
  bool wants_digest(const Item& item) const;
  void hash_and_compare(Item& item, Scratch& scratch);
  // `hashed`: the left content, if it is open already.
  void compare_content(Item& item, Scratch& scratch, Reader* hashed = nullptr);
  bool judge_by_digest(Item& item, Scratch& scratch, Reader* hashed);
  bool are_equal(const Content& left, const Content& right);
  void compare_opened(Item& item, Reader& left, Reader& right, Scratch& scratch);
  void compare_with_absent(Item& item, Side side, Reader& there, Scratch& scratch);
  void tell_absent(Item& item, Side side);
  void settle_believed(Item& item, const std::optional<Error>& error);
  void settle_content(Item& item, const ByteResult& result);
  void settle_failed(Item& item) const;
  bool equal_dangling(const Item& item) const;
  Problem problem_of(const Item& item, const Error& error) const;
  static std::unique_ptr<Finding> named(const Item& item);
  static std::unique_ptr<Finding> with_facts(const Item& item);
  static std::optional<SideFacts> facts(const Item& item, Side side);
  Content open(const Item& item, Side side, Scratch& scratch) const;

  const TreeOptions& options_;
  const Until& until_;
  ThreadPool& pool_;
  const JudgedContent* const judged_;
  CompareOptions compare_options_;
  DescriptorGate gate_;
  Ways ways_;
  std::atomic<bool> over_{false};
  std::atomic<std::uint64_t> bytes_read_{0};
};

}  // namespace komparu

#endif  // KOMPARU_COMPARE_TREES_ENTRY_JUDGE_H_
