// SPDX-License-Identifier: MIT
// How it works: two phases, and no way back from the second to the first.
//
// As long as both archives bring contents of the same names in the same order, the two contents are
// compared byte by byte as they are decoded: nothing is hashed, and the first differing byte is
// known. Most pairs end like this. From the first content out of order on, both archives are
// scanned to their ends at the same time, each on a thread of its own, and every content is hashed;
// what has not been compared by then is judged by digest, in the walk over the names.
//
// What is found never depends on which archive is faster: in the first phase both advance in step,
// in the second each is read to its end or its failure, whatever becomes of the other one. Only a
// run that ends at any difference stops both at once, and a difference stays one however early it
// is seen.
//
// Digests that are wanted of contents that have gone by unhashed (a name that comes again, A7; a
// hard link whose target was compared with something else, A9) take a second reading in which every
// content is hashed. Archives that can be read only once are hashed from the beginning.
#include "compare/archives/pair.h"

#include <exception>
#include <system_error>
#include <thread>
#include <utility>

#include "base/at_side.h"
#include "base/signal_mask.h"
#include "compare/archives/measured_content.h"
#include "compare/bytes/lockstep.h"
#include "compare/trees/entry_judge.h"

namespace komparu {

namespace {

// Small enough for the views that a ring of decoded chunks gives; both sides fit a cache.
constexpr std::size_t kChunk = std::size_t{64} << 10;

bool may_be_compared(const MemberEntry& entry) { return !entry.problem && entry.hard_link.empty(); }

bool differ_in_kind(const MemberEntry& one, const MemberEntry& other) {
  return one.kind != other.kind || one.link_text != other.link_text || one.device != other.device;
}

}  // namespace

ArchivePair::ArchivePair(const StreamedArchive& left, const StreamedArchive& right,
                         const ScanContext& context, bool by_digest)
    : context_(context),
      by_digest_(by_digest),
      stop_(context.until.stop),
      until_{stop_.token(), context.until.deadline, context.until.watch},
      left_(Side::left, left, context, until_),
      right_(Side::right, right, context, until_),
      meter_(nullptr) {}

bool ArchivePair::run() {
  advance(Side::left);
  if (by_digest_) scan_to_end(Side::left);
  if (going_on() && !fault()) advance(Side::right);
  while (!by_digest_ && in_order()) compare();
  if (going_on() && (by_digest_ || !fault())) scan_both();
  bytes_read_ = left_.close();
  bytes_read_ += right_.close();
  if (lacks_digest_ && !over_) return false;
  if (!settle()) return false;
  const Verdict verdict = over_ ? Verdict::different : Verdict::same;
  const bool left_confirmed = left_.confirm(verdict);
  if (!right_.confirm(verdict) || !left_confirmed) over_ = false;
  return true;
}

void ArchivePair::advance(Side side) {
  scan(side).advance([&](const MemberEntry& entry) {
    if (!context_.options.stop_at_any_difference || entry.skipped) return true;
    const MemberEntry* const partner = other(side).index().find_match(entry.path);
    const bool differ = partner != nullptr && may_be_compared(entry) && may_be_compared(*partner) &&
                        differ_in_kind(entry, *partner);
    if (differ) end_early(over_);
    return going_on();
  });
}

// Both have come to a content of the same name.
bool ArchivePair::in_order() const {
  const MemberEntry* const left = left_.pending();
  const MemberEntry* const right = right_.pending();
  return going_on() && !fault() && left != nullptr && right != nullptr && !left_.again() &&
         !right_.again() && left_.index().find_match(right->path) == left &&
         right_.index().find_match(left->path) == right;
}

void ArchivePair::compare() {
  MemberEntry& left = *left_.pending();
  MemberEntry& right = *right_.pending();
  MeasuredContent a(left_.content(), context_.hashed);
  MeasuredContent b(right_.content(), context_.hashed);
  LockstepOptions options;
  options.chunk = kChunk;
  std::optional<Difference> difference;
  const std::optional<Error> error =
      attempt([&] { difference = compare_in_lockstep(a, b, options, until_, scratch_, meter_); });
  const bool any_will_do = context_.options.stop_at_any_difference && !left.skipped;
  // What is left of each side, unless its failure is what ended the comparison.
  const auto finish = [&](MeasuredContent& content, Side side) -> std::optional<Error> {
    if (error && error->side().value_or(side) == side) return error;
    const auto failure = attempt([&] { at_side(side, [&] { content.finish(until_, scratch_); }); });
    if (!failure) scan(side).pending()->measure = content.measure();
    return failure;
  };
  if (error || !any_will_do || !difference || difference->ended) {
    const std::optional<Error> left_error = finish(a, Side::left);
    const std::optional<Error> right_error = finish(b, Side::right);
    // Bytes that differ are proof, and so is an end that was reached before the other one; equal
    // bytes prove nothing before both ends.
    const bool proven = !error && difference;
    const bool left_needed = !proven || difference->ended == Side::left;
    const bool right_needed = !proven || difference->ended == Side::right;
    if (left_error && left_needed) left_.refuse_content(*left_error);
    if (right_error && right_needed) right_.refuse_content(*right_error);
  }
  if (!left.failure && !right.failure) {
    const auto length = [](const MemberEntry& entry) {
      return entry.measure ? std::optional(entry.measure->length) : std::nullopt;
    };
    left.judgement = std::make_unique<Judgement>(
        judgement_of(difference, length(left), length(right), context_.options));
    if (difference) note_difference(left);
  }
  if (going_on()) advance(Side::left);
  if (going_on() && !fault()) advance(Side::right);
}

void ArchivePair::scan_both() {
  if (by_digest_) return scan_to_end(Side::right);
  if (left_.any_thread() && right_.any_thread() && scan_at_once()) return;
  while (going_on() && (left_.pending() != nullptr || right_.pending() != nullptr)) {
    if (left_.pending() != nullptr) take(Side::left);
    if (going_on() && right_.pending() != nullptr) take(Side::right);
  }
}

// False if there is no other thread to be had.
bool ArchivePair::scan_at_once() {
  std::exception_ptr left_failure;
  std::exception_ptr right_failure;
  const auto scan_side = [this](Side side, std::exception_ptr& failure) {
    try {
      scan_to_end(side);
    } catch (...) {
      // Unless it is the other one that ended it.
      if (!until_.stop.stop_requested()) failure = std::current_exception();
      stop_.request_stop();
    }
  };
  std::thread thread;
  try {
    const SignalsBlocked blocked;
    thread = std::thread([&] { scan_side(Side::right, right_failure); });
  } catch (const std::system_error&) {
    return false;
  }
  scan_side(Side::left, left_failure);
  thread.join();
  if (left_failure) std::rethrow_exception(left_failure);
  if (right_failure) std::rethrow_exception(right_failure);
  context_.until.check();
  return true;
}

void ArchivePair::scan_to_end(Side side) {
  while (going_on() && scan(side).pending() != nullptr) take(side);
}

void ArchivePair::take(Side side) {
  Scan& own = scan(side);
  MemberEntry& entry = *own.pending();
  if (own.again()) {
    take_again(side);
  } else {
    Measure measure;
    if (const auto error = attempt([&] { measure = own.measure(true); })) {
      own.refuse_content(*error);
    } else {
      const std::lock_guard lock(context_.indexes);
      entry.measure = measure;
      const MemberEntry* const partner = other(side).index().find_match(entry.path);
      const bool comparable = partner != nullptr && !entry.problem && may_be_compared(*partner);
      const bool hashed = comparable && partner->measure && partner->measure->digest;
      const bool differ = (comparable && partner->kind != Kind::regular) ||
                          (hashed && partner->measure->digest != measure.digest);
      if (differ) note_difference(entry);
    }
  }
  if (going_on()) advance(side);
}

void ArchivePair::take_again(Side side) {
  Scan& own = scan(side);
  MemberEntry& entry = *own.pending();
  if (!context_.hashed && entry.own_content() && !(entry.measure && entry.measure->digest)) {
    return end_early(lacks_digest_);
  }
  Measure measure;
  const auto error = attempt([&] { measure = own.measure(true); });
  const std::lock_guard lock(context_.indexes);
  if (!error) {
    own.index().add_content(entry, measure);
  } else if (concerns_everything(*error)) {
    throw *error;
  } else {
    entry.problem = std::make_unique<Error>(*error);
  }
}

void ArchivePair::end_early(std::atomic<bool>& why) {
  why = true;
  stop_.request_stop();
}

void ArchivePair::note_difference(const MemberEntry& entry) {
  if (context_.options.stop_at_any_difference && !entry.skipped) end_early(over_);
}

// False if something needs the digest of a content that has gone by.
bool ArchivePair::settle() {
  const bool complete = !over_ && !fault();
  const bool left_settled = left_.index().settle(complete, context_.until);
  const bool right_settled = right_.index().settle(complete, context_.until);
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

// Whether all is known that the walk will ask for.
bool ArchivePair::settle_pair(MemberEntry& left, MemberEntry& right) {
  const bool content_decides = left.kind == Kind::regular && right.kind == Kind::regular;
  if (left.problem || right.problem || !content_decides) {
    left.reached = right.reached = true;
    return true;
  }
  if (left.skipped || right.skipped || left.content == nullptr || right.content == nullptr) {
    return true;
  }
  bool differ = false;
  try {
    const auto known = result(left, right);
    if (!known) return false;
    differ = known->difference.has_value();
  } catch (const Error&) {
    // The walk tells it.
  }
  left.reached = right.reached = true;
  if (differ && !over_) note_difference(left);
  return true;
}

bool ArchivePair::settle_alone(const MemberIndex& here, const MemberIndex& there) const {
  for (const MemberEntry& entry : here.entries()) {
    if (entry.content == nullptr || entry.skipped) continue;
    if (entry.content->measure || entry.content->failure) continue;
    if (there.find_match(entry.path) == nullptr) return false;
  }
  return true;
}

// None if that takes the digest of a content that was not hashed.
std::optional<ByteResult> ArchivePair::result(const MemberEntry& left,
                                              const MemberEntry& right) const {
  const MemberEntry* const one = left.content;
  const MemberEntry* const other = right.content;
  if (one == nullptr || other == nullptr) return std::nullopt;
  if (one->failure) throw *one->failure;
  if (other->failure) throw *other->failure;
  if (one->judgement && right_.index().find_match(one->path) == other) {
    return result_of(*one->judgement, facts_of(left), facts_of(right));
  }
  if (!one->measure || !other->measure) return std::nullopt;
  Judgement judgement;
  if (one->measure->length != other->measure->length) {
    judgement.difference.emplace().reason = Reason::size;
  } else if (!one->measure->digest || !other->measure->digest) {
    return std::nullopt;
  } else if (one->measure->digest != other->measure->digest) {
    judgement.difference.emplace();
  }
  return result_of(judgement, facts_of(left), facts_of(right));
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
  return result(*left, *right);
}

}  // namespace komparu
