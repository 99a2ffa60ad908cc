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

#include "archive/member_tree.h"
#include "base/at_side.h"
#include "base/read_parts.h"
#include "compare/archives/decode_ahead.h"
#include "tree/paths.h"

namespace komparu {

std::span<const std::byte> MeasuredContent::read(std::span<std::byte> scratch) {
  if (failure_) std::rethrow_exception(failure_);
  return read_parts(scratch, [&](std::span<std::byte> room) -> std::span<const std::byte> {
    try {
      return take(room);
    } catch (const Error&) {
      // It is noted: the bytes that came before it are given first.
      if (room.size() == scratch.size()) throw;
      return {};
    }
  });
}

void MeasuredContent::skip(std::uint64_t count) {
  const std::uint64_t hole = std::min(count, content_.hole_ahead());
  if (hole == 0) return Reader::skip(count);
  content_.skip(hole);
  if (digest_) digest_->update_zeros(hole);
  length_ += hole;
  holes_ += hole;
  if (count > hole) skip(count - hole);
}

void MeasuredContent::finish(const Until& until, Scratch& scratch) {
  constexpr std::size_t kPart = std::size_t{64} << 10;
  while (true) {
    until.check();
    if (const std::uint64_t hole = content_.hole_ahead(); hole > 0) {
      skip(hole);
    } else if (read(scratch.get(kPart)).empty()) {
      return;
    }
  }
}

// What has failed once has no end that could be believed.
std::span<const std::byte> MeasuredContent::take(std::span<std::byte> scratch) {
  try {
    const std::span<const std::byte> bytes = content_.read(scratch);
    length_ += bytes.size();
    if (digest_) digest_->update(bytes);
    return bytes;
  } catch (...) {
    failure_ = std::current_exception();
    throw;
  }
}

Scan::Scan(Side side, const MemberSource& source, const ScanContext& context, const Until& until)
    : side_(side),
      archive_(*source.archive),
      context_(context),
      until_(until),
      index_(context.options.names, archive::index_memory_of(archive_)),
      read_before_(archive_.bytes_read()),
      counted_(read_before_),
      decodes_ahead_(archive_.repeatable() || source.interrupt != nullptr) {
  try {
    if (decodes_ahead_) {
      // What can be read again never waits for a writer, and must not be cut off from a second
      // scan.
      stream_ = decode_ahead(archive_, until_, context.options.progress,
                             archive_.repeatable() ? nullptr : source.interrupt);
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
    MemberEntry* const entry = add(*member);
    if (entry == nullptr) return;
    if (wanted(*member, *entry)) {
      pending_ = entry;
      return;
    }
    if (!seen(*entry)) return;
  }
}

// Null if there is no memory for it.
MemberEntry* Scan::add(const Member& member) {
  try {
    const MemberIndex::Added added = index_.add(member);
    again_ = added.again;
    if (!again_) added.entry.skipped = is_skipped(added.entry);
    return &added.entry;
  } catch (const Error& error) {
    fail(error);
    return nullptr;
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
  if (refused_ != nullptr) refused_->special->failure.reset();
}

Measure Scan::measure() {
  MeasuredContent content(stream_->content(), true);
  at_side(side_, [&] { content.finish(until_, scratch_); });
  return content.measure();
}

bool Scan::take_again() {
  MemberEntry& entry = *pending_;
  if (!context_.hashed && entry.own_content() && entry.digest == nullptr) {
    return false;
  }
  Measure measured;
  const std::optional<Error> error = attempt([&] { measured = measure(); });
  const std::lock_guard lock(context_.indexes);
  if (error) {
    index_.set_problem(entry, *error);
  } else {
    index_.add_content(entry, measured);
  }
  return true;
}

void Scan::refuse_content(const Error& error) {
  if (concerns_everything(error)) throw error;
  const std::lock_guard lock(context_.indexes);
  index_.set_failure(*pending_, Error(error).with_side(side_));
  refused_ = pending_;
}

bool Scan::is_skipped(const MemberEntry& entry) const {
  const TreeOptions& options = context_.options;
  const std::string_view path = entry.path;
  if (options.max_depth) {
    const auto depth = std::count(path.begin() + 1, path.end(), '/');
    if (static_cast<std::uint64_t>(depth) > *options.max_depth) return true;
  }
  if (options.paths && !options.paths->contains(path)) return true;
  // Where names match by key, it is the left one that the filter is about.
  if (context_.filter.empty() || options.names.ignore_case || options.names.nfc) return false;
  return context_.filter.excludes(path, path.substr(path.rfind('/') + 1),
                                  entry.kind == Kind::directory);
}

bool Scan::wanted(const Member& member, const MemberEntry& entry) const {
  if (member.kind != Kind::regular || !member.hard_link.empty() || member.problem) return false;
  return entry.problem() == nullptr && (context_.hashed || !entry.skipped);
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
