// SPDX-License-Identifier: MIT
#ifndef KOMPARU_COMPARE_ARCHIVES_ARCHIVE_PASS_H_
#define KOMPARU_COMPARE_ARCHIVES_ARCHIVE_PASS_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>

#include "compare/archives/member_index.h"
#include "komparu/archive.h"
#include "komparu/error.h"
#include "komparu/side.h"
#include "komparu/stop.h"
#include "komparu/tree_options.h"
#include "tree/name_filter.h"

namespace komparu {

// An archive that is to be compared.
struct StreamedArchive {
  Archive& archive;
  // Ends the waits of what the archive is read from, for good; may be called from the thread that
  // called the comparison. Without it, an archive that comes from a stream is not decoded ahead:
  // the end of the comparison could have to wait for a writer that waits for it.
  std::function<void()> interrupt;
};

// What every pass of one comparison needs.
struct StreamContext {
  const TreeOptions& options;
  const Until& until;
  NameFilter filter;
  bool hashed = false;      // every content is hashed
  bool by_turns = false;    // one archive is read after the other; hashed
  bool may_repeat = false;  // what lacks a hash may be found out in a pass with hashes
};

// One archive, member by member: those with a content that is wanted are handed out, the others
// go into the index on the way.
class ArchivePass {
 public:
  ArchivePass(Side side, const StreamedArchive& archive, const StreamContext& context);

  // Goes on to the next member whose content is wanted. `seen` is called with each entry that has
  // none, and ends it with false. At the end, or when the archive failed, there is none: pending()
  // is null.
  template <typename Seen>
  void advance(const Seen& seen) {
    while (step() && pending_ == nullptr && seen(*last_)) continue;
  }

  MemberEntry* pending() const { return pending_; }
  // There was one of that name before.
  bool again() const { return again_; }
  Reader& content() { return stream_->content(); }
  // The archive failed while that content was read: it has not been judged.
  bool broke_in(const MemberEntry& entry) const { return fault_ && refused_ == &entry; }

  // Reading that content failed. If the archive does not go on behind it, it is the archive that
  // failed, and what was noted here is taken back.
  void refuse_content(MemberEntry& judged, const Error& error);

  // Set if the archive failed before its end.
  const std::optional<Error>& fault() const { return fault_; }

  // Ends the pass and tells how many bytes of the archive it read.
  std::uint64_t close();

  // Asks the archive, once it is closed, whether what was read can carry `verdict`. False, and
  // fault() is set, if it cannot.
  bool confirm(Verdict verdict);

  MemberIndex& index() { return index_; }
  const MemberIndex& index() const { return index_; }

 private:
  // False at the end.
  bool step();
  const Member* next();
  void fail(Error error);
  bool passed_over(const MemberEntry& entry) const;
  bool wanted(const Member& member, const MemberEntry& entry) const;
  void count_bytes();

  const Side side_;
  Archive& archive_;
  const StreamContext& context_;
  MemberIndex index_;
  std::uint64_t read_before_;
  std::uint64_t counted_;
  bool counts_itself_ = false;  // the stream keeps the progress up to date
  std::unique_ptr<MemberStream> stream_;
  MemberEntry* last_ = nullptr;
  MemberEntry* pending_ = nullptr;
  bool again_ = false;
  MemberEntry* refused_ = nullptr;
  std::optional<Error> unnamed_;  // a member whose name cannot be told
  std::optional<Error> fault_;
};

}  // namespace komparu

#endif  // KOMPARU_COMPARE_ARCHIVES_ARCHIVE_PASS_H_
