// SPDX-License-Identifier: MIT
// How it works: the members of one archive are taken in their order and put into its index. Heads
// that need no content go by at once; advance() stops at the others, and whoever scans compares the
// content, or has it measured. Archives that can be decoded on a thread of their own are, so that
// decoding, hashing and the other side go on at the same time. A member without a name could be
// anything that is on the other side, so that the archive fails then, but only at its end. A
// content that fails is noted with its entry; if the archive fails right behind it, it was the
// archive that was cut off, and the note is taken back.
#include "compare/archives/scan.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "base/at_side.h"
#include "compare/archives/decode_ahead.h"
#include "compare/archives/measured_content.h"

namespace komparu {

Scan::Scan(Side side, const StreamedArchive& archive, const ScanContext& context,
           const Until& until)
    : side_(side),
      archive_(archive.archive),
      context_(context),
      until_(until),
      index_(context.options.names),
      read_before_(archive_.bytes_read()),
      counted_(read_before_),
      decodes_ahead_(archive_.repeatable() || archive.interrupt != nullptr) {
  try {
    if (decodes_ahead_) {
      // What can be read again never waits for a writer, and must not be cut off from a second
      // scan.
      stream_ = decode_ahead(archive_, until_, context.options.progress,
                             archive_.repeatable() ? nullptr : archive.interrupt);
    } else {
      stream_ = archive_.members(until_);
    }
  } catch (const Error& error) {
    fail(error);
  }
}

void Scan::advance(const std::function<bool(const MemberEntry&)>& seen) {
  while (true) {
    pending_ = nullptr;
    if (!stream_ || fault_) return;
    const Member* const member = next();
    if (member == nullptr) return;
    const std::lock_guard lock(context_.indexes);
    const MemberIndex::Added added = index_.add(*member);
    again_ = added.again;
    if (!again_) added.entry.skipped = is_skipped(added.entry);
    if (wanted(*member, added.entry)) {
      pending_ = &added.entry;
      return;
    }
    if (!seen(added.entry)) return;
  }
}

// The next member that has a name, or null. What has none could be anything that is on the other
// side: the archive is not known in full then, although it is read to its end.
const Member* Scan::next() {
  try {
    while (true) {
      until_.check();
      const Member* const member = stream_->next();
      count_bytes();
      refused_ = nullptr;
      if (member == nullptr && unnamed_) fail(*unnamed_);
      if (member == nullptr || !member->path.empty()) return member;
      if (!unnamed_) {
        unnamed_ =
            member->problem.value_or(Error(ErrorCode::bad_archive, "", "a member has no name"));
      }
    }
  } catch (const Error& error) {
    fail(error);
    return nullptr;
  }
}

void Scan::fail(Error error) {
  if (concerns_everything(error)) throw error;
  fault_ = std::move(error.with_side(side_));
  if (refused_ != nullptr) refused_->failure.reset();
}

Measure Scan::measure(bool hashed) {
  MeasuredContent content(stream_->content(), hashed);
  at_side(side_, [&] { content.finish(until_, scratch_); });
  return content.measure();
}

void Scan::refuse_content(const Error& error) {
  if (concerns_everything(error)) throw error;
  pending_->failure = std::make_unique<Error>(error);
  pending_->failure->with_side(side_);
  refused_ = pending_;
}

bool Scan::is_skipped(const MemberEntry& entry) const {
  const TreeOptions& options = context_.options;
  const std::string_view path = entry.path;
  if (options.max_depth) {
    const auto depth = std::count(path.begin() + 1, path.end(), '/');
    if (static_cast<std::uint64_t>(depth) > *options.max_depth) return true;
  }
  // Where names match by key, it is the left one that the filter is about.
  if (context_.filter.empty() || options.names.ignore_case || options.names.nfc) return false;
  return context_.filter.excludes(path, path.substr(path.rfind('/') + 1),
                                  entry.kind == Kind::directory);
}

bool Scan::wanted(const Member& member, const MemberEntry& entry) const {
  if (member.kind != Kind::regular || !member.hard_link.empty() || member.problem) return false;
  return !entry.problem && (context_.hashed || !entry.skipped);
}

std::uint64_t Scan::close() {
  pending_ = nullptr;
  stream_.reset();
  count_bytes();
  return archive_.bytes_read() - read_before_;
}

bool Scan::confirm(Verdict verdict) {
  if (fault_) return true;
  try {
    archive_.confirm(verdict);
    return true;
  } catch (const Error& error) {
    refused_ = nullptr;
    fail(error);
    return false;
  }
}

void Scan::count_bytes() {
  if (decodes_ahead_ || context_.options.progress == nullptr) return;
  const std::uint64_t now = archive_.bytes_read();
  context_.options.progress->bytes_read += now - std::exchange(counted_, now);
}

}  // namespace komparu
