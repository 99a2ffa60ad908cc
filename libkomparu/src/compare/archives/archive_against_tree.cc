// SPDX-License-Identifier: MIT
#include "compare/archives/archive_against_tree.h"

#include <string>
#include <utility>

#include "base/at_side.h"
#include "compare/bytes/comparison.h"
#include "compare/trees/entry_judge.h"
#include "compare/trees/judgement.h"

namespace komparu {

namespace {

CompareOptions options_for_content(const TreeOptions& options) {
  constexpr std::size_t kChunk = std::size_t{64} << 10;
  CompareOptions content;
  content.detail = options.detail == Detail::line ? Detail::offset : options.detail;
  content.size_check = options.size_check;
  content.quick_check = options.quick_check;
  content.read = options.read;
  if (content.read.chunk_size == 0) content.read.chunk_size = kChunk;
  return content;
}

}  // namespace

ArchiveAgainstTree::ArchiveAgainstTree(Side side, const StreamedArchive& archive, Tree& tree,
                                       const StreamContext& context)
    : side_(side),
      tree_(tree),
      context_(context),
      content_options_(options_for_content(context.options)),
      pass_(side, archive, context),
      finder_(tree, context.options),
      answers_(context.options.names) {}

bool ArchiveAgainstTree::run() {
  const auto ignore = [](const MemberEntry&) { return true; };
  pass_.advance(ignore);
  while (pass_.pending() != nullptr && !over_ && !repeat_) {
    take();
    if (!over_ && !repeat_) pass_.advance(ignore);
  }
  bytes_read_ += pass_.close();
  if (repeat_) return false;
  if (!pass_.confirm(over_ ? Verdict::different : Verdict::same)) over_ = false;
  if (!settle()) return false;
  if (!tree_.listed()) find_others();
  finder_.rest();
  return true;
}

void ArchiveAgainstTree::take() {
  MemberEntry& entry = *pass_.pending();
  if (pass_.again()) return take_again(entry);
  MeasuredContent content(pass_.content(), context_.hashed);
  const std::unique_ptr<Reader> file = entry.passed_over ? nullptr : open_or_judge(entry);
  if (file) {
    compare(entry, content, *file);
    if (over_) return;
  }
  // The length of what has no partner is wanted where an absent file equals an empty one.
  if (context_.hashed || context_.options.new_file || file) note_end(entry, content);
}

void ArchiveAgainstTree::take_again(MemberEntry& entry) {
  if (entry.own_content() && !(entry.measure && entry.measure->digest)) {
    repeat_ = context_.may_repeat;
    if (!repeat_) MemberIndex::refuse_duplicate(entry);
    return;
  }
  MeasuredContent content(pass_.content(), true);
  const auto error = attempt([&] { content.finish(context_.until, rest_); });
  if (error) {
    entry.problem = std::make_unique<Error>(*error);
    return;
  }
  pass_.index().claim(entry, {content.length(), content.digest()});
}

void ArchiveAgainstTree::compare(MemberEntry& entry, MeasuredContent& content, Reader& file) {
  try {
    const ByteResult result = compare_with_file(content, file);
    count_bytes(result.bytes_read - content.bytes_read());
    const std::optional<Size> size = file.size();
    std::optional<std::uint64_t> file_length;
    if (size && size->proven) file_length = size->bytes;
    const bool any_will_do = context_.options.stop_at_any_difference && !entry.passed_over;
    std::optional<std::uint64_t> length;
    if (!any_will_do || !result.difference || result.difference->ended == side_) {
      const auto error = attempt([&] { content.finish(context_.until, rest_); });
      const bool end_decides = !result.difference || result.difference->ended == side_;
      if (error && end_decides) return pass_.refuse_content(entry, *error);
      if (!error) length = content.length();
    }
    Judgement judgement = judgement_of(result.difference, length, file_length, context_.options);
    const std::optional<Identity> identity = file.identity();
    if (!result.difference && identity && identity->repeatable) {
      judgement.equal_to = std::make_unique<Identity>(*identity);
    }
    judge(entry, std::move(judgement), &result);
  } catch (const Error& error) {
    if (concerns_everything(error)) throw;
    if (error.side() == side_) return pass_.refuse_content(entry, error);
    judge(entry, trouble(error), nullptr);
  }
}

// What was not compared is read to its end, too.
void ArchiveAgainstTree::note_end(MemberEntry& entry, MeasuredContent& content) {
  if (entry.judgement && entry.judgement->error && entry.judgement->error->side() == side_) return;
  const auto error = attempt([&] { content.finish(context_.until, rest_); });
  if (!error) {
    entry.measure.emplace().length = content.length();
    if (context_.hashed) entry.measure->digest = content.digest();
  } else if (!entry.judgement) {
    pass_.refuse_content(entry, *error);
  }
}

ByteResult ArchiveAgainstTree::compare_with_file(Reader& other, Reader& file) {
  const bool other_left = side_ == Side::left;
  return compare_readers(other_left ? other : file, other_left ? file : other, content_options_,
                         context_.until, {pool_, scratch_}, "", nullptr);
}

void ArchiveAgainstTree::judge(MemberEntry& entry, Judgement judgement, const ByteResult* result) {
  const bool different = judgement.verdict == Verdict::different;
  if (different && context_.options.stop_at_any_difference && !entry.passed_over) over_ = true;
  if (result != nullptr && (different || context_.options.report_same)) {
    judgement.facts =
        std::make_unique<SideFacts>(side_ == Side::left ? result->right : result->left);
  }
  entry.judgement = std::make_unique<Judgement>(std::move(judgement));
  entry.reached = true;
}

std::unique_ptr<Reader> ArchiveAgainstTree::open_or_judge(MemberEntry& entry) {
  try {
    std::unique_ptr<Reader> file = at_side(tree_side(), [&] { return open(entry); });
    if (file) note_answer(entry, Kind::regular);
    return file;
  } catch (const Error& error) {
    if (concerns_everything(error)) throw;
    judge(entry, trouble(error), nullptr);
    note_answer(entry, Kind::regular);
    return nullptr;
  }
}

// Null if there is no regular file of that name. Descriptors that are kept for the way to the next
// member are given back where they are wanted.
std::unique_ptr<Reader> ArchiveAgainstTree::open(const MemberEntry& entry) {
  for (bool rested = false;; rested = true) {
    try {
      const std::optional<PathFinder::Place> place = finder_.find(entry.path);
      return place ? open_at(*place) : nullptr;
    } catch (const Error& error) {
      if (!wants_descriptors(error) || rested) throw;
      finder_.rest();
    }
  }
}

std::unique_ptr<Reader> ArchiveAgainstTree::open_at(const PathFinder::Place& place) {
  const TreeOptions& options = context_.options;
  try {
    if (tree_.listed()) {
      const EntryFacts facts = place.folder->look(place.name, options.follow_links);
      if (facts.side.kind != Kind::regular) return nullptr;
    }
    return place.folder->open(place.name, options.follow_links, options.read, context_.until);
  } catch (const Error& error) {
    if (error.code() == ErrorCode::not_found) return nullptr;
    throw;
  }
}

// False if something needs the digest of a content that has gone by.
bool ArchiveAgainstTree::settle() {
  const bool complete = !over_ && !fault();
  bool settled = pass_.index().settle(complete);
  for (MemberEntry& entry : pass_.index().entries()) {
    if (over_) break;
    const bool judged_by_its_head = entry.kind != Kind::regular || entry.problem;
    const bool linked = !entry.hard_link.empty() && !entry.passed_over && entry.content != nullptr;
    // The file of that name is none, or there is none.
    const bool alone = !entry.judgement && entry.own_content() && !pass_.broke_in(entry);
    if (!judged_by_its_head && linked) {
      if (!settle_link(entry)) settled = false;
    } else if (judged_by_its_head || alone) {
      entry.reached = true;
    }
  }
  return settled || over_ || !complete || !context_.may_repeat;
}

bool ArchiveAgainstTree::settle_link(MemberEntry& entry) {
  context_.until.check();
  const std::unique_ptr<Reader> file = open_or_judge(entry);
  const bool length_wanted = context_.options.new_file && !entry.content->judgement;
  if (!file) return !length_wanted || entry.content->measure.has_value();
  try {
    if (compare_link(entry, *file)) return true;
  } catch (const Error& error) {
    if (concerns_everything(error)) throw;
    judge(entry, trouble(error), nullptr);
    return true;
  }
  if (!context_.may_repeat) {
    judge(entry,
          trouble(Error(ErrorCode::unsupported, entry.path,
                        "a hard link to content that has gone by, and cannot be read again")
                      .with_side(side_)),
          nullptr);
  }
  return false;
}

// The content has gone by: its digest stands for it, or the file that it was found to equal.
bool ArchiveAgainstTree::compare_link(MemberEntry& entry, Reader& file) {
  const MemberEntry& content = *entry.content;
  if (content.judgement && content.judgement->error && content.judgement->error->side() == side_) {
    judge(entry, trouble(*content.judgement->error), nullptr);
    return true;
  }
  if (content.measure && content.measure->digest) {
    MeasuredContent measured(file, true);
    at_side(tree_side(), [&] { measured.finish(context_.until, rest_); });
    const Measure measure{measured.length(), measured.digest()};
    Judgement judgement = *judgement_of(*content.measure, measure);
    at_side(tree_side(), [&] { file.confirm(judgement.verdict); });
    count_bytes(measured.bytes_read());
    ByteResult result;
    SideFacts& facts = side_ == Side::left ? result.right : result.left;
    facts.kind = file.kind();
    facts.size = file.size();
    judge(entry, std::move(judgement), &result);
    return true;
  }
  if (!content.judgement || !content.judgement->equal_to) return false;
  const std::unique_ptr<Reader> equal = at_side(tree_side(), [&] { return open(content); });
  if (!equal || equal->identity() != *content.judgement->equal_to) return false;
  const ByteResult result = compare_with_file(*equal, file);
  count_bytes(result.bytes_read);
  const std::optional<Size> size = file.size();
  std::optional<std::uint64_t> length;
  if (size && size->proven) length = size->bytes;
  judge(entry, judgement_of(result.difference, content.measure->length, length, context_.options),
        &result);
  return true;
}

// A name that the archive has as something else than a file may be a file there.
void ArchiveAgainstTree::find_others() {
  const StreamContext& context = context_;
  for (MemberEntry& entry : pass_.index().entries()) {
    if (entry.kind == Kind::directory) {
      note_answer(entry, Kind::directory);
      continue;
    }
    const std::size_t slash = entry.path.rfind('/');
    if (slash != std::string::npos && slash > 0) {
      Member above;
      above.path = entry.path.substr(0, slash);
      above.kind = Kind::directory;
      answers_.add(above);
    }
    const bool asked_before = entry.kind == Kind::regular && !entry.problem;
    if (over_ || entry.passed_over || asked_before) continue;
    context.until.check();
    const auto error = attempt([&] {
      if (open(entry)) note_answer(entry, Kind::regular);
    });
    if (error) note_answer(entry, Kind::regular);
  }
}

void ArchiveAgainstTree::note_answer(const MemberEntry& entry, Kind kind) {
  if (tree_.listed()) return;
  Member answer;
  answer.path = entry.path;
  answer.kind = kind;
  answers_.add(answer).entry.reached = true;
}

void ArchiveAgainstTree::count_bytes(std::uint64_t bytes) {
  bytes_read_ += bytes;
  if (context_.options.progress != nullptr) context_.options.progress->bytes_read += bytes;
}

std::optional<ByteResult> ArchiveAgainstTree::result(const Item& item) const {
  const Seen& member = side_ == Side::left ? item.left : item.right;
  const Seen& other = side_ == Side::left ? item.right : item.left;
  if (member.entry == nullptr) return std::nullopt;
  const MemberEntry* const entry =
      pass_.index().find(item.directory->path(side_, member.entry->name));
  if (entry == nullptr) return std::nullopt;
  if (other.entry == nullptr) return result_alone(*entry, side_);
  if (!entry->judgement) {
    throw Error(ErrorCode::changed, "", "changed while the archive was read")
        .with_side(tree_side());
  }
  SideFacts file;
  file.kind = Kind::regular;
  if (entry->judgement->facts) file = *entry->judgement->facts;
  const SideFacts own = facts_of(*entry);
  return side_ == Side::left ? result_of(*entry->judgement, own, file)
                             : result_of(*entry->judgement, file, own);
}

}  // namespace komparu
