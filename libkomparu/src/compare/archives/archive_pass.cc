// SPDX-License-Identifier: MIT
#include "compare/archives/archive_pass.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "base/at_side.h"
#include "compare/archives/decode_ahead.h"

namespace komparu {

ArchivePass::ArchivePass(Side side, const StreamedArchive& archive, const StreamContext& context)
    : side_(side),
      archive_(archive.archive),
      context_(context),
      index_(context.options.names),
      read_before_(archive_.bytes_read()),
      counted_(read_before_),
      counts_itself_(archive_.repeatable() || archive.interrupt != nullptr) {
  try {
    if (counts_itself_) {
      // What can be read again never waits for a writer, and must not be cut off from a second
      // pass.
      stream_ = decode_ahead(archive_, context.until, context.options.progress,
                             archive_.repeatable() ? nullptr : archive.interrupt);
    } else {
      stream_ = archive_.members(context.until);
    }
  } catch (const Error& error) {
    fail(error);
  }
}

bool ArchivePass::step() {
  pending_ = nullptr;
  if (!stream_ || fault_) return false;
  const Member* const member = next();
  if (member == nullptr) return false;
  const MemberIndex::Added added = index_.add(*member);
  last_ = &added.entry;
  again_ = added.again;
  if (!again_) last_->passed_over = passed_over(*last_);
  if (wanted(*member, *last_)) pending_ = last_;
  return true;
}

// The next member that has a name, or null. What has none could be anything that is on the other
// side: the archive is not known in full then, although it is read to its end.
const Member* ArchivePass::next() {
  try {
    while (true) {
      context_.until.check();
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

void ArchivePass::fail(Error error) {
  if (concerns_everything(error)) throw error;
  fault_ = std::move(error.with_side(side_));
  if (refused_ == nullptr) return;
  refused_->judgement.reset();
  refused_->reached = false;
}

void ArchivePass::refuse_content(MemberEntry& judged, const Error& error) {
  if (concerns_everything(error)) throw error;
  judged.judgement = std::make_unique<Judgement>();
  judged.judgement->verdict = Verdict::trouble;
  judged.judgement->error = std::make_unique<Error>(error);
  judged.judgement->error->with_side(side_);
  judged.reached = true;
  refused_ = &judged;
}

bool ArchivePass::passed_over(const MemberEntry& entry) const {
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

bool ArchivePass::wanted(const Member& member, const MemberEntry& entry) const {
  if (member.kind != Kind::regular || !member.hard_link.empty() || member.problem) return false;
  return !entry.problem && (context_.hashed || !entry.passed_over);
}

std::uint64_t ArchivePass::close() {
  pending_ = nullptr;
  stream_.reset();
  count_bytes();
  return archive_.bytes_read() - read_before_;
}

bool ArchivePass::confirm(Verdict verdict) {
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

void ArchivePass::count_bytes() {
  if (counts_itself_ || context_.options.progress == nullptr) return;
  const std::uint64_t now = archive_.bytes_read();
  context_.options.progress->bytes_read += now - std::exchange(counted_, now);
}

}  // namespace komparu
