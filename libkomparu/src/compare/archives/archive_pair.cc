// SPDX-License-Identifier: MIT
#include "compare/archives/archive_pair.h"

#include <utility>

#include "base/at_side.h"
#include "compare/bytes/lockstep.h"
#include "compare/trees/entry_judge.h"
#include "compare/trees/judgement.h"
#include "compare/trees/measured_content.h"

namespace komparu {

namespace {

// Small enough for the views that a ring of decoded chunks gives; both sides fit a cache.
constexpr std::size_t kChunk = std::size_t{64} << 10;

// Which parts of a content are known to have arrived.
std::optional<Error> finish(MeasuredContent& content, Side side, const Until& until,
                            Scratch& scratch) {
  return attempt([&] { at_side(side, [&] { content.finish(until, scratch); }); });
}

Measure measure_of(MeasuredContent& content, bool hashed) {
  Measure measure;
  measure.length = content.length();
  if (hashed) measure.digest = content.digest();
  return measure;
}

}  // namespace

bool ArchivePair::run() {
  advance(Side::left);
  if (context_.by_turns) take_all(Side::left);
  if (!fault() && !over_) advance(Side::right);
  if (context_.by_turns) take_all(Side::right);
  while (!over_ && !repeat_ && !fault() && (left_.pending() || right_.pending())) step();
  bytes_read_ = left_.close();
  bytes_read_ += right_.close();
  if (repeat_) return false;
  const Verdict verdict = over_ ? Verdict::different : Verdict::same;
  const bool left_confirmed = left_.confirm(verdict);
  if (!right_.confirm(verdict) || !left_confirmed) over_ = false;
  return settle();
}

void ArchivePair::take_all(Side side) {
  const ArchivePass& pass = side == Side::left ? left_ : right_;
  while (!over_ && !repeat_ && !fault() && pass.pending() != nullptr) take(side);
}

void ArchivePair::step() {
  MemberEntry* const left = left_.pending();
  MemberEntry* const right = right_.pending();
  if (left != nullptr && right != nullptr && partners(*left, *right)) return compare();
  // What repeats a name, or has a partner that has gone by, does not hold up the other side.
  const auto goes_alone = [](const ArchivePass& pass, const ArchivePass& other) {
    return pass.pending() != nullptr &&
           (pass.again() || other.index().find_match(pass.pending()->path) != nullptr);
  };
  const bool left_alone = goes_alone(left_, right_);
  if (left_alone || !goes_alone(right_, left_)) {
    if (left != nullptr) take(Side::left);
    if (left_alone || over_ || repeat_ || fault()) return;
    if (left_.pending() && right != nullptr && partners(*left_.pending(), *right)) return;
  }
  if (right != nullptr) take(Side::right);
}

void ArchivePair::advance(Side side) {
  ArchivePass& pass = side == Side::left ? left_ : right_;
  const MemberIndex& others = side == Side::left ? right_.index() : left_.index();
  pass.advance([&](const MemberEntry& entry) {
    if (!context_.options.stop_at_any_difference || entry.passed_over) return true;
    const MemberEntry* const partner = others.find_match(entry.path);
    over_ = over_ || (partner != nullptr && differ_in_kind(entry, *partner));
    return !over_;
  });
}

bool ArchivePair::partners(const MemberEntry& left, const MemberEntry& right) const {
  return !left_.again() && !right_.again() && left_.index().find_match(right.path) == &left &&
         right_.index().find_match(left.path) == &right;
}

bool ArchivePair::differ_in_kind(const MemberEntry& one, const MemberEntry& other) const {
  if (one.problem || other.problem || !one.hard_link.empty() || !other.hard_link.empty()) {
    return false;
  }
  return one.kind != other.kind || one.link_text != other.link_text || one.device != other.device;
}

void ArchivePair::compare() {
  MemberEntry& left = *left_.pending();
  MemberEntry& right = *right_.pending();
  MeasuredContent a(left_.content(), context_.hashed);
  MeasuredContent b(right_.content(), context_.hashed);
  LockstepOptions options;
  options.chunk = kChunk;
  std::optional<Difference> difference;
  std::optional<Error> error = attempt(
      [&] { difference = compare_in_lockstep(a, b, options, context_.until, scratch_, meter_); });
  const bool any_will_do = context_.options.stop_at_any_difference && !left.passed_over;
  if (!error && difference && any_will_do && !difference->ended) {
    return judge(left, right, judgement_of(difference, {}, {}, context_.options));
  }
  const auto rest = [&](MeasuredContent& content, Side side) {
    if (error && error->side().value_or(side) == side) return error;
    return finish(content, side, context_.until, scratch_);
  };
  const std::optional<Error> left_error = rest(a, Side::left);
  const std::optional<Error> right_error = rest(b, Side::right);
  if (!left_error) left.measure = measure_of(a, context_.hashed);
  if (!right_error) right.measure = measure_of(b, context_.hashed);
  // Bytes that differ are proof, and so is an end that was reached before the other one; equal
  // bytes prove nothing before both ends.
  if (!error && (!difference || difference->ended == Side::left)) error = left_error;
  if (!error && (!difference || difference->ended == Side::right)) error = right_error;
  if (error) {
    (error->side() == Side::right ? right_ : left_).refuse_content(left, *error);
    right.reached = true;
  } else {
    const auto length = [](const MemberEntry& entry) {
      return entry.measure ? std::optional(entry.measure->length) : std::nullopt;
    };
    judge(left, right, judgement_of(difference, length(left), length(right), context_.options));
    if (over_) return;
  }
  advance(Side::left);
  if (!fault() && !over_) advance(Side::right);
}

void ArchivePair::take(Side side) {
  ArchivePass& pass = side == Side::left ? left_ : right_;
  ArchivePass& other = side == Side::left ? right_ : left_;
  MemberEntry& entry = *pass.pending();
  MemberEntry* const partner = other.index().find_match(entry.path);
  MemberEntry& judged = side == Side::left || partner == nullptr ? entry : *partner;
  if (pass.again()) {
    take_again(pass);
  } else if (context_.hashed || partner == nullptr || !differ_in_kind(entry, *partner)) {
    MeasuredContent content(pass.content(), true);
    if (const auto error = finish(content, side, context_.until, scratch_)) {
      pass.refuse_content(judged, *error);
    } else {
      entry.measure = measure_of(content, true);
      if (partner != nullptr && partner->measure && !judged.judgement) {
        MemberEntry& counterpart = &judged == &entry ? *partner : entry;
        judge_by_measure(judged, counterpart, *judged.measure, *counterpart.measure);
      }
    }
  } else if (context_.options.stop_at_any_difference && !entry.passed_over) {
    over_ = true;
  }
  if (!over_ && !repeat_) advance(side);
}

void ArchivePair::take_again(ArchivePass& pass) {
  MemberEntry& entry = *pass.pending();
  const bool gone_unhashed = entry.own_content() && !(entry.measure && entry.measure->digest);
  if (gone_unhashed) {
    if (context_.may_repeat) {
      repeat_ = true;
    } else {
      MemberIndex::refuse_duplicate(entry);
    }
    return;
  }
  MeasuredContent content(pass.content(), true);
  const Side side = &pass == &left_ ? Side::left : Side::right;
  if (const auto error = finish(content, side, context_.until, scratch_)) {
    if (concerns_everything(*error)) throw *error;
    entry.problem = std::make_unique<Error>(*error);
  } else {
    pass.index().claim(entry, measure_of(content, true));
  }
}

void ArchivePair::judge_by_measure(MemberEntry& left, MemberEntry& right, const Measure& one,
                                   const Measure& other) {
  std::optional<Judgement> judgement = judgement_of(one, other);
  if (judgement) judge(left, right, std::move(*judgement));
}

void ArchivePair::judge(MemberEntry& left, MemberEntry& right, Judgement judgement) {
  if (judgement.verdict == Verdict::different && context_.options.stop_at_any_difference &&
      !left.passed_over) {
    over_ = true;
  }
  left.judgement = std::make_unique<Judgement>(std::move(judgement));
  left.reached = right.reached = true;
}

// False if something needs the digest of a content that has gone by.
bool ArchivePair::settle() {
  const bool complete = !over_ && !fault();
  const bool left_settled = left_.index().settle(complete);
  const bool right_settled = right_.index().settle(complete);
  bool settled = left_settled && right_settled;
  for (MemberEntry& left : left_.index().entries()) {
    MemberEntry* const right = right_.index().find_match(left.path);
    if (right != nullptr && !settle_pair(left, *right)) settled = false;
  }
  if (context_.options.new_file) {
    settled = settled && settle_alone(left_.index(), right_.index()) &&
              settle_alone(right_.index(), left_.index());
  }
  return settled || !complete || !context_.may_repeat;
}

bool ArchivePair::settle_pair(MemberEntry& left, MemberEntry& right) {
  const bool content_decides = left.kind == Kind::regular && right.kind == Kind::regular;
  if (left.problem || right.problem || !content_decides) {
    left.reached = right.reached = true;
    return true;
  }
  if (left.judgement || left.passed_over || right.passed_over) return true;
  const MemberEntry* const one = left.content;
  const MemberEntry* const other = right.content;
  if (one == nullptr || other == nullptr) return true;
  std::optional<Judgement> judgement;
  if (one->judgement && right_.index().find_match(one->path) == other) {
    judgement = std::move(*copy_of(*one->judgement));
  } else if (const Judgement* const failed = failure_of(*one, *other)) {
    judgement = std::move(*copy_of(*failed));
  } else if (one->measure && other->measure) {
    judgement = judgement_of(*one->measure, *other->measure);
  }
  if (judgement) {
    judge(left, right, std::move(*judgement));
    return true;
  }
  const bool complete = !over_ && !fault();
  if (complete && !context_.may_repeat) {
    judge(left, right,
          trouble(Error(ErrorCode::unsupported, left.path,
                        "a hard link to content that has gone by, and cannot be read again")));
  }
  return false;
}

// Why a content was not delivered, wherever that was noted.
const Judgement* ArchivePair::failure_of(const MemberEntry& left, const MemberEntry& right) const {
  const MemberEntry* const noted_at_left = left_.index().find_match(right.path);
  for (const MemberEntry* const entry : {&left, noted_at_left, &right}) {
    if (entry == nullptr || (entry == &left ? left : right).measure || !entry->judgement) continue;
    if (entry->judgement->error) return entry->judgement.get();
  }
  return nullptr;
}

bool ArchivePair::settle_alone(const MemberIndex& here, const MemberIndex& there) const {
  for (const MemberEntry& entry : here.entries()) {
    if (entry.content == nullptr || entry.passed_over) continue;
    if (entry.content->measure || entry.content->judgement) continue;
    if (there.find_match(entry.path) == nullptr) return false;
  }
  return true;
}

std::optional<ByteResult> ArchivePair::result(const Item& item) const {
  const auto entry = [&](Side side) -> const MemberEntry* {
    const Seen& seen = side == Side::left ? item.left : item.right;
    const MemberIndex& index = side == Side::left ? left_.index() : right_.index();
    if (seen.entry == nullptr) return nullptr;
    return index.find(item.directory->path(side, seen.entry->name));
  };
  const MemberEntry* const left = entry(Side::left);
  const MemberEntry* const right = entry(Side::right);
  if (left == nullptr && right == nullptr) return std::nullopt;
  if (left == nullptr) return result_alone(*right, Side::right);
  if (right == nullptr) return result_alone(*left, Side::left);
  if (!left->judgement) return std::nullopt;
  return result_of(*left->judgement, facts_of(*left), facts_of(*right));
}

}  // namespace komparu
