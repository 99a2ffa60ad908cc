// SPDX-License-Identifier: MIT
#ifndef KOMPARU_COMPARE_ARCHIVES_SCAN_H_
#define KOMPARU_COMPARE_ARCHIVES_SCAN_H_

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <span>

#include "base/sides.h"
#include "compare/archives/index.h"
#include "compare/bytes/workplace.h"
#include "compare/trees/listed_trees.h"
#include "komparu/archive.h"
#include "komparu/error.h"
#include "komparu/reader.h"
#include "komparu/stop.h"
#include "komparu/tree.h"
#include "komparu/tree_options.h"
#include "tree/name_filter.h"

namespace komparu {

// One side of a comparison of names: a tree, or an archive whose members come in a row.
struct MemberSource {
  Tree* tree = nullptr;
  Archive* archive = nullptr;
  // Ends the waits of what the archive is read from, for good; may be called from the thread that
  // called the comparison. Without it, an archive that comes from a stream is not decoded ahead:
  // the end of the comparison could have to wait for a writer that waits for it.
  std::function<void()> interrupt = nullptr;
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

// A content on its way through a comparison: counts its bytes, hashes them if that is wanted, and
// knows whether its end was reached. Gives as many bytes as are asked for, up to the end or a
// failure.
class MeasuredContent final : public Reader {
 public:
  MeasuredContent(Reader& content, bool hashed) : content_(content) {
    if (hashed) digest_.emplace();
  }

  std::span<const std::byte> read(std::span<std::byte> scratch) override;
  void skip(std::uint64_t count) override;
  std::uint64_t hole_ahead() override { return content_.hole_ahead(); }
  std::optional<Size> size() const override { return content_.size(); }
  Kind kind() const override { return content_.kind(); }

  // Reads what has not been read.
  void finish(const Until& until, Scratch& scratch);

  // The bytes that were given so far, and those that are not zeros of a hole.
  std::uint64_t length() const { return length_; }
  std::uint64_t bytes_read() const { return length_ - holes_; }

  // Once, after finish().
  Measure measure() {
    Measure measure;
    measure.length = length_;
    if (digest_) measure.digest = digest_->finish();
    return measure;
  }

 private:
  std::span<const std::byte> take(std::span<std::byte> scratch);

  Reader& content_;
  std::optional<ContentDigest> digest_;
  std::uint64_t length_ = 0;
  std::uint64_t holes_ = 0;
  std::exception_ptr failure_;
};

// One archive, member by member, into an index. Members with a content that is wanted are handed
// out, the others go by.
class Scan {
 public:
  Scan(Side side, const MemberSource& archive, const ScanContext& context, const Until& until);

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

  // Hashes the pending content up to its end.
  Measure measure();

  // The pending content could not be read. If the archive does not go on behind it, it is the
  // archive that failed, and this is taken back.
  void refuse_content(const Error& error);

  // The pending content is that of a name that was there before. False if that takes a digest of
  // what has gone by unhashed.
  bool take_again();

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
  MemberEntry* add(const Member& member);
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

// What the two ways of reading archives have in common: contents are judged as they come, and the
// walk over the names then asks for what was found.
class Reading : public JudgedContent {
 public:
  explicit Reading(const ScanContext& context) : context_(context) {}

  // Reads and judges. False if it has to be done again with every content hashed.
  virtual bool run() = 0;

  // Set if an archive failed before its end.
  virtual const std::optional<Error>& fault() const = 0;
  // A difference was found, and nothing more needs to be known.
  bool over() const { return over_; }
  std::uint64_t bytes_read() const { return bytes_read_; }

  // What the walk goes over. With `reached_only` without the names of which nothing is known. Must
  // not outlive the reading.
  virtual Sides<std::shared_ptr<Tree>> trees(bool reached_only) = 0;

 protected:
  const ScanContext& context_;
  std::atomic<bool> over_{false};
  std::atomic<bool> lacks_digest_{false};  // of a content that has gone by
  std::uint64_t bytes_read_ = 0;
};

// `by_digest`: one is scanned behind the other, nothing is compared byte by byte.
std::unique_ptr<Reading> read_pair(const Sides<MemberSource>& archives, const ScanContext& context,
                                   bool by_digest);

// The archive is on `side`, the tree on the other one.
std::unique_ptr<Reading> read_passing(Side side, const MemberSource& archive, Tree& tree,
                                      const ScanContext& context);

}  // namespace komparu

#endif  // KOMPARU_COMPARE_ARCHIVES_SCAN_H_
