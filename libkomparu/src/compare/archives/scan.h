// SPDX-License-Identifier: MIT
#ifndef KOMPARU_COMPARE_ARCHIVES_SCAN_H_
#define KOMPARU_COMPARE_ARCHIVES_SCAN_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>

#include "compare/archives/index.h"
#include "compare/bytes/scratch.h"
#include "komparu/archive.h"
#include "komparu/error.h"
#include "komparu/side.h"
#include "komparu/stop.h"
#include "komparu/tree_options.h"
#include "tree/name_filter.h"

namespace komparu {

// An archive whose members come in a row.
struct StreamedArchive {
  Archive& archive;
  // Ends the waits of what the archive is read from, for good; may be called from the thread that
  // called the comparison. Without it, an archive that comes from a stream is not decoded ahead:
  // the end of the comparison could have to wait for a writer that waits for it.
  std::function<void()> interrupt;
};

// What every scan of one comparison needs.
struct ScanContext {
  const TreeOptions& options;
  const Until& until;
  NameFilter filter;
  bool hashed = false;      // every content is hashed
  bool may_repeat = false;  // the archives can be read once more
  // Held while the index of either side is looked at or changed, where both sides are scanned at
  // the same time.
  mutable std::mutex indexes = {};
};

// One archive, member by member, into an index. Members with a content that is wanted are handed
// out, the others go by.
class Scan {
 public:
  Scan(Side side, const StreamedArchive& archive, const ScanContext& context, const Until& until);

  // Goes on to the next member whose content is wanted. `seen` is called with each entry that has
  // none, and ends it with false. At the end, or when the archive failed, there is none: pending()
  // is null.
  void advance(const std::function<bool(const MemberEntry&)>& seen);

  MemberEntry* pending() const { return pending_; }
  // There was one of that name before.
  bool again() const { return again_; }
  Reader& content() { return stream_->content(); }
  // The archive failed while that content was read: nothing is known of it.
  bool broke_in(const MemberEntry& entry) const { return fault_ && refused_ == &entry; }
  // It may be read by another thread than the one that called the comparison.
  bool any_thread() const { return decodes_ahead_; }

  // Hashes the pending content, or only counts its bytes, up to its end.
  Measure measure(bool hashed);

  // The pending content could not be read. If the archive does not go on behind it, it is the
  // archive that failed, and this is taken back.
  void refuse_content(const Error& error);

  // Set if the archive failed before its end.
  const std::optional<Error>& fault() const { return fault_; }

  // Ends the scan and tells how many bytes of the archive it read.
  std::uint64_t close();

  // Asks the archive, once it is closed, whether what was read can carry `verdict`. False, and
  // fault() is set, if it cannot.
  bool confirm(Verdict verdict);

  MemberIndex& index() { return index_; }
  const MemberIndex& index() const { return index_; }

 private:
  const Member* next();
  void fail(Error error);
  bool is_skipped(const MemberEntry& entry) const;
  bool wanted(const Member& member, const MemberEntry& entry) const;
  void count_bytes();

  const Side side_;
  Archive& archive_;
  const ScanContext& context_;
  const Until until_;
  MemberIndex index_;
  std::uint64_t read_before_;
  std::uint64_t counted_;
  bool decodes_ahead_ = false;  // on a thread of its own, which keeps the progress up to date
  std::unique_ptr<MemberStream> stream_;
  Scratch scratch_;
  MemberEntry* pending_ = nullptr;
  bool again_ = false;
  MemberEntry* refused_ = nullptr;
  std::optional<Error> unnamed_;  // a member whose name cannot be told
  std::optional<Error> fault_;
};

}  // namespace komparu

#endif  // KOMPARU_COMPARE_ARCHIVES_SCAN_H_
