// SPDX-License-Identifier: MIT
#include "compare/trees/entry_judge.h"

#include <string>
#include <utility>

#include "base/at_side.h"
#include "compare/bytes/bytes.h"
#include "compare/bytes/comparison.h"
#include "compare/bytes/readers.h"
#include "compare/bytes/workplace.h"
#include "compare/digest.h"
#include "compare/hashing_reader.h"

namespace komparu {

namespace {

// A server was asked for a name that it does not have.
bool is_absent(const Error& error) {
  return error.code() == ErrorCode::not_found && error.http_status() != 0;
}

bool is_device(Kind kind) { return kind == Kind::character_device || kind == Kind::block_device; }

CompareOptions options_for_content(const TreeOptions& options) {
  CompareOptions content;
  content.detail = options.detail;
  content.size_check = options.size_check;
  content.quick_check = options.quick_check;
  content.weak_digests = options.weak_digests;
  content.read = options.read;
  content.progress = options.progress;
  return content;
}

}  // namespace

EntryJudge::EntryJudge(const TreeOptions& options, const Until& until, ThreadPool& pool,
                       const JudgedContent* judged)
    : options_(options),
      until_(until),
      pool_(pool),
      judged_(judged),
      compare_options_(options_for_content(options)) {}

Seen EntryJudge::see(Folder& folder, const Entry* entry) const {
  Seen seen;
  seen.entry = entry;
  if (entry == nullptr) return seen;
  seen.kind = entry->kind;
  try {
    if (seen.kind == Kind::unknown) {
      seen.facts = folder.look(entry->name, false);
      seen.kind = seen.facts->side.kind;
    }
    if (seen.kind == Kind::symbolic_link && options_.follow_links) {
      seen.link = true;
      seen.facts = folder.look(entry->name, true);
      seen.kind = seen.facts->side.kind;
    }
  } catch (const Error& error) {
    seen.error = error;
  }
  return seen;
}

void EntryJudge::keep_links(Item& item) {
  const auto unfollowable = [](const Seen& seen) {
    return seen.link && seen.kind == Kind::symbolic_link && !seen.error;
  };
  if (!unfollowable(item.left) && !unfollowable(item.right)) return;
  for (Seen* const seen : {&item.left, &item.right}) {
    if (!seen->link) continue;
    seen->kind = Kind::symbolic_link;
    seen->link = false;
    seen->facts.reset();
    seen->error.reset();
  }
}

void EntryJudge::settle(Item& item) {
  if (item.left.entry == nullptr || item.right.entry == nullptr) {
    const Seen& there = item.left.entry != nullptr ? item.left : item.right;
    // A7: a name that several members have is trouble wherever it is.
    const bool ambiguous = there.error && there.error->code() == ErrorCode::duplicate;
    const bool lacks_digest = options_.digests != nullptr && item.right.entry == nullptr;
    if (ambiguous || ((options_.new_file || lacks_digest) && there.error)) {
      settle_failed(item);
    } else if (wants_digest(item) || there.believed ||
               (options_.new_file && there.kind == Kind::regular)) {
      item.to_compare = true;
    } else {
      tell_missing(item);
    }
    return;
  }
  if (item.left.error || item.right.error) return settle_failed(item);
  if (item.left.kind != item.right.kind) return tell_different(item, Reason::kind);
  if (item.left.kind == Kind::regular) {
    item.to_compare = true;
  } else if (item.left.kind == Kind::symbolic_link) {
    settle_links(item);
  } else if (is_device(item.left.kind)) {
    settle_devices(item);
  } else {
    tell_same(item);
  }
}

void EntryJudge::settle_failed(Item& item) const {
  if (equal_dangling(item)) return tell_same(item);
  std::optional<Error> left = item.left.error;
  std::optional<Error> right = item.right.error;
  if (left) left->with_side(Side::left);
  if (right) right->with_side(Side::right);
  left ? refuse(item, *left, right) : refuse(item, *right);
}

void EntryJudge::settle_devices(Item& item) {
  try {
    const EntryFacts left = at_side(Side::left, [&] {
      return item.directory->left->look(item.left.entry->name, item.left.link);
    });
    const EntryFacts right = at_side(Side::right, [&] {
      return item.directory->right->look(item.right.entry->name, item.right.link);
    });
    left.device == right.device ? tell_same(item) : tell_different(item, Reason::kind);
  } catch (const Error& error) {
    refuse(item, error);
  }
}

void EntryJudge::settle_links(Item& item) {
  try {
    const std::string left =
        at_side(Side::left, [&] { return item.directory->left->link_text(item.left.entry->name); });
    const std::string right = at_side(
        Side::right, [&] { return item.directory->right->link_text(item.right.entry->name); });
    left == right ? tell_same(item) : tell_different(item, Reason::link);
  } catch (const Error& error) {
    refuse(item, error);
  }
}

bool EntryJudge::equal_dangling(const Item& item) const {
  for (const Seen* seen : {&item.left, &item.right}) {
    if (!seen->link || !seen->error || seen->error->code() != ErrorCode::not_found) return false;
  }
  try {
    return item.directory->left->link_text(item.left.entry->name) ==
           item.directory->right->link_text(item.right.entry->name);
  } catch (const Error&) {
    return false;
  }
}

EntryJudge::Content EntryJudge::open(const Item& item, Side side, Scratch& scratch) const {
  const Seen& seen = side == Side::left ? item.left : item.right;
  Content content;
  if (seen.entry == nullptr) {
    content.reader = std::make_unique<NothingReader>();
    return content;
  }
  const DirectoryPair& directory = *item.directory;
  SmallFiles* const small = side == Side::left ? directory.left_small : directory.right_small;
  at_side(side, [&] {
    if (small == nullptr) {
      content.reader =
          directory.folder(side)->open(seen.entry->name, seen.link, options_.read, until_);
      return;
    }
    const std::span<std::byte> both = scratch.small_files();
    const std::span<std::byte> half =
        side == Side::left ? both.first(Scratch::kSmallFile) : both.last(Scratch::kSmallFile);
    SmallContent opened =
        small->open_small(seen.entry->name, seen.link, half, options_.read, until_);
    content.reader = std::move(opened.reader);
    if (!content.reader) content.small.emplace(half.first(opened.length), opened.identity);
  });
  return content;
}

void EntryJudge::compare(Item& item, Scratch& scratch) {
  try {
    gate_.hold(until_, [&] {
      wants_digest(item) ? hash_and_compare(item, scratch) : compare_content(item, scratch);
    });
  } catch (const Error& error) {
    if (concerns_everything(error)) throw;
    refuse(item, error);
  }
}

bool EntryJudge::wants_digest(const Item& item) const {
  return options_.digests != nullptr && item.left.entry != nullptr && !item.left.error &&
         item.left.kind == Kind::regular;
}

// D4: the left content is hashed while it is compared, and read to its end whatever came of that.
void EntryJudge::hash_and_compare(Item& item, Scratch& scratch) {
  std::optional<Content> left;
  const auto error = attempt([&] { left.emplace(open(item, Side::left, scratch)); });
  if (error && is_absent(*error)) return compare_content(item, scratch);
  if (error) throw *error;
  HashingReader hashed(left->get(), options_.digest_algorithm);
  const bool alone = item.right.entry == nullptr && !item.left.believed && !options_.new_file;
  if (alone) {
    tell_missing(item);
  } else {
    const auto failure = attempt([&] { compare_content(item, scratch, &hashed); });
    if (failure) refuse(item, *failure);
  }
  const bool failed =
      item.finding && item.finding->problem && item.finding->problem->side == Side::left;
  if (failed) return;
  item.digest =
      std::make_unique<Digest>(at_side(Side::left, [&] { return hashed.finish(until_, scratch); }));
  Meter meter(options_.progress);
  meter.add(hashed.bytes_read_at_end());
  bytes_read_.fetch_add(meter.bytes(), std::memory_order_relaxed);
}

void EntryJudge::compare_content(Item& item, Scratch& scratch, Reader* hashed) {
  if (judged_ != nullptr) {
    const std::optional<ByteResult> known = judged_->result(item);
    if (known) return settle_content(item, *known);
  }
  if (judge_by_digest(item, scratch, hashed)) return;
  std::optional<Content> left;
  std::optional<Content> right;
  std::optional<Error> left_error = attempt([&] {
    left.emplace(hashed != nullptr ? Content(*hashed) : open(item, Side::left, scratch));
  });
  std::optional<Error> right_error =
      attempt([&] { right.emplace(open(item, Side::right, scratch)); });
  const bool believed = (item.left.entry == nullptr && item.right.believed) ||
                        (item.right.entry == nullptr && item.left.believed);
  if (believed && (left_error || right_error || !options_.new_file)) {
    return settle_believed(item, left_error ? left_error : right_error);
  }
  if (left_error && !right_error && is_absent(*left_error)) {
    return compare_with_absent(item, Side::left, right->get(), scratch);
  }
  if (right_error && !left_error && is_absent(*right_error)) {
    return compare_with_absent(item, Side::right, left->get(), scratch);
  }
  if (left_error) return refuse(item, *left_error, right_error);
  if (right_error) return refuse(item, *right_error);
  if (are_equal(*left, *right)) {
    item.status = Status::same;
    return;
  }
  compare_opened(item, left->get(), right->get(), scratch);
}

// False if neither side knows the content by its digest.
bool EntryJudge::judge_by_digest(Item& item, Scratch& scratch, Reader* hashed) {
  Sides<std::optional<Digest>> digests;
  for (const Side side : kBothSides) {
    const Seen& seen = side == Side::left ? item.left : item.right;
    if (seen.entry == nullptr) continue;
    Folder& folder = *item.directory->folder(side);
    digests[side] = at_side(side, [&] { return folder.digest(seen.entry->name, seen.link); });
  }
  if (!digests.left && !digests.right) return false;
  Sides<Known> known;
  std::optional<Content> content;  // of the side that has bytes
  for (const Side side : kBothSides) {
    if (digests[side]) {
      known[side].digest = &*digests[side];
      continue;
    }
    const bool is_open = side == Side::left && hashed != nullptr;
    const auto error =
        attempt([&] { content.emplace(is_open ? Content(*hashed) : open(item, side, scratch)); });
    if (error && !is_absent(*error)) throw *error;
    if (error) {
      (side == Side::left ? item.left : item.right) = Seen{};
      if (!options_.new_file) {
        tell_absent(item, side);
        return true;
      }
      content.emplace().reader = std::make_unique<NothingReader>();
    }
    known[side].reader = &content->get();
  }
  settle_content(item,
                 compare_by_digest(known.left, known.right, compare_options_, until_, scratch));
  return true;
}

// Most files of most trees are small, and the same: that is said without more ado.
bool EntryJudge::are_equal(const Content& left, const Content& right) {
  if (!left.small || !right.small || options_.report_same) return false;
  if (left.small->identity() && left.small->identity() == right.small->identity()) return true;
  const Bytes a = left.small->bytes();
  const Bytes b = right.small->bytes();
  if (a.size() != b.size() || first_difference(a, b) != a.size()) return false;
  Meter meter(options_.progress);
  meter.expect(2 * a.size());
  meter.add(2 * a.size());
  bytes_read_.fetch_add(meter.bytes(), std::memory_order_relaxed);
  return true;
}

// `side` turned out to have nothing of that name.
void EntryJudge::compare_with_absent(Item& item, Side side, Reader& there, Scratch& scratch) {
  (side == Side::left ? item.left : item.right) = Seen{};
  if (!options_.new_file) return tell_absent(item, side);
  NothingReader nothing;
  side == Side::left ? compare_opened(item, nothing, there, scratch)
                     : compare_opened(item, there, nothing, scratch);
}

void EntryJudge::tell_absent(Item& item, Side side) {
  const bool wanted = side == Side::right ? !options_.ignore_missing : !options_.one_way;
  if (wanted) return tell_missing(item);
  item.passed_over = true;
}

// The other side does not have it. `error` is what opening it has come to.
void EntryJudge::settle_believed(Item& item, const std::optional<Error>& error) {
  if (error && is_absent(*error)) {
    refuse_absent(item);
  } else if (error) {
    refuse(item, *error);
  } else {
    tell_absent(item, item.left.entry == nullptr ? Side::left : Side::right);
  }
}

void EntryJudge::compare_opened(Item& item, Reader& left, Reader& right, Scratch& scratch) {
  const ByteResult result =
      compare_readers(left, right, compare_options_, until_, {pool_, scratch, &ways_}, "", nullptr);
  settle_content(item, result);
}

void EntryJudge::settle_content(Item& item, const ByteResult& result) {
  bytes_read_.fetch_add(result.bytes_read, std::memory_order_relaxed);
  item.status = result.difference ? Status::differ : Status::same;
  if (!result.difference && !options_.report_same) return;
  item.finding = named(item);
  if (item.left.entry != nullptr) item.finding->left = result.left;
  if (item.right.entry != nullptr) item.finding->right = result.right;
  if (!result.difference) return;
  item.finding->reason = result.difference->reason;
  if (result.difference->reason == Reason::content) {
    item.finding->offset = result.difference->offset;
  }
  note_difference();
}

void EntryJudge::note_difference() {
  if (options_.stop_at_any_difference) over_.store(true);
}

void EntryJudge::refuse(Item& item, const Error& error, const std::optional<Error>& also) const {
  item.status = Status::error;
  item.finding = with_facts(item);
  item.finding->problem = problem_of(item, error);
  if (also) item.finding->right_problem = problem_of(item, *also);
}

void EntryJudge::refuse_absent(Item& item) const {
  item.status = Status::error;
  item.finding = named(item);
  item.finding->problem = Problem{ErrorCode::not_found, "is on neither side", 0, 0, std::nullopt};
}

Problem EntryJudge::problem_of(const Item& item, const Error& error) const {
  Problem problem{error.code(), error.detail(), error.os_error(), error.http_status(),
                  error.side()};
  // It was listed a moment ago; only what a link or a path leads to may never have been there.
  const Seen& seen = error.side() == Side::right ? item.right : item.left;
  if (problem.code == ErrorCode::not_found && !seen.link && !item.directory->paths) {
    problem.code = ErrorCode::vanished;
  }
  return problem;
}

void EntryJudge::tell_same(Item& item) const {
  item.status = Status::same;
  if (options_.report_same) item.finding = with_facts(item);
}

void EntryJudge::tell_different(Item& item, Reason reason) {
  note_difference();
  item.status = Status::differ;
  item.finding = with_facts(item);
  item.finding->reason = reason;
}

void EntryJudge::tell_missing(Item& item) {
  note_difference();
  item.status = item.right.entry == nullptr ? Status::only_left : Status::only_right;
  item.finding = with_facts(item);
}

std::unique_ptr<Finding> EntryJudge::named(const Item& item) {
  auto finding = std::make_unique<Finding>();
  finding->status = item.status;
  const Seen& left = item.left.entry != nullptr ? item.left : item.right;
  const Seen& right = item.right.entry != nullptr ? item.right : item.left;
  finding->path = item.directory->path(Side::left, left.entry->name);
  finding->right_path = item.directory->path(Side::right, right.entry->name);
  return finding;
}

std::unique_ptr<Finding> EntryJudge::with_facts(const Item& item) {
  std::unique_ptr<Finding> finding = named(item);
  finding->left = facts(item, Side::left);
  finding->right = facts(item, Side::right);
  return finding;
}

std::optional<SideFacts> EntryJudge::facts(const Item& item, Side side) {
  const Seen& seen = side == Side::left ? item.left : item.right;
  if (seen.entry == nullptr) return std::nullopt;
  if (seen.facts) return seen.facts->side;
  if (seen.kind == Kind::regular) {
    try {
      return item.directory->folder(side)->look(seen.entry->name, seen.link).side;
    } catch (const Error&) {
      // The size is only told beside the finding.
    }
  }
  return SideFacts{seen.kind, std::nullopt, {}, {}};
}

}  // namespace komparu
