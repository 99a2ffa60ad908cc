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
#include <exception>
#include <system_error>
#include <thread>
#include <utility>

#include "base/at_side.h"
#include "base/signal_mask.h"
#include "compare/archives/scan.h"
#include "compare/bytes/lockstep.h"
#include "compare/bytes/workplace.h"
#include "compare/trees/entry_judge.h"

namespace komparu {

namespace {

// Small enough for the views that a ring of decoded bytes gives; both sides fit a cache.
constexpr std::size_t kChunk = std::size_t{64} << 10;

bool may_be_compared(const MemberEntry& entry) {
  return entry.problem() == nullptr && !entry.hard_link;
}

bool differ_in_kind(const MemberEntry& one, const MemberEntry& other) {
  return one.kind != other.kind || one.link_text() != other.link_text() ||
         one.device() != other.device();
}

class ArchivePair final : public Reading {
 public:
  ArchivePair(const Sides<MemberSource>& archives, const ScanContext& context, bool by_digest)
      : Reading(context),
        by_digest_(by_digest),
        stop_(context.until.stop),
        until_{stop_.token(), context.until.deadline, context.until.watch},
        scans_{Scan(Side::left, archives.left, context, until_),
               Scan(Side::right, archives.right, context, until_)} {}

  bool run() override {
    advance(Side::left);
    if (by_digest_) scan_to_end(Side::left);
    if (going_on() && !fault()) advance(Side::right);
    while (!by_digest_ && in_order()) compare();
    if (going_on() && (by_digest_ || !fault())) scan_both();
    bytes_read_ = scans_.left.close();
    bytes_read_ += scans_.right.close();
    if (lacks_digest_ && !over_) return false;
    if (!settle()) return false;
    const Verdict verdict = over_ ? Verdict::different : Verdict::same;
    const bool left_confirmed = scans_.left.confirm(verdict);
    if (!scans_.right.confirm(verdict) || !left_confirmed) over_ = false;
    return true;
  }

  const std::optional<Error>& fault() const override {
    return scans_.left.fault() ? scans_.left.fault() : scans_.right.fault();
  }

  Sides<std::shared_ptr<Tree>> trees(bool reached_only) override {
    return {make_index_tree(scans_.left.index(), reached_only),
            make_index_tree(scans_.right.index(), reached_only)};
  }

  std::optional<ByteResult> result(const Item& item) const override {
    const auto entry = [&](Side side) -> const MemberEntry* {
      const Seen& seen = side == Side::left ? item.left : item.right;
      if (seen.entry == nullptr) return nullptr;
      return scans_[side].index().find(item.directory->path(side, seen.entry->name));
    };
    const MemberEntry* const left = entry(Side::left);
    const MemberEntry* const right = entry(Side::right);
    if (left == nullptr && right == nullptr) return std::nullopt;
    if (left == nullptr) return result_alone(*right, Side::right);
    if (right == nullptr) return result_alone(*left, Side::left);
    return result(*left, *right);
  }

 private:
  bool going_on() const { return !over_ && !lacks_digest_; }

  void advance(Side side) {
    scans_[side].advance([&](const MemberEntry& entry) {
      if (!context_.options.stop_at_any_difference || entry.skipped) return true;
      const MemberEntry* const partner = scans_[opposite(side)].index().find_match(entry.path);
      const bool differ = partner != nullptr && may_be_compared(entry) &&
                          may_be_compared(*partner) && differ_in_kind(entry, *partner);
      if (differ) end_early(over_);
      return going_on();
    });
  }

  // Both have come to a content of the same name.
  bool in_order() const {
    const MemberEntry* const left = scans_.left.pending();
    const MemberEntry* const right = scans_.right.pending();
    return going_on() && !fault() && left != nullptr && right != nullptr && !scans_.left.again() &&
           !scans_.right.again() && scans_.left.index().find_match(right->path) == left &&
           scans_.right.index().find_match(left->path) == right;
  }

  void compare() {
    MemberEntry& left = *scans_.left.pending();
    MemberEntry& right = *scans_.right.pending();
    MeasuredContent a(scans_.left.content(), context_.hashed);
    MeasuredContent b(scans_.right.content(), context_.hashed);
    LockstepOptions options;
    options.chunk = kChunk;
    std::optional<Difference> difference;
    const std::optional<Error> error =
        attempt([&] { difference = compare_in_lockstep(a, b, options, until_, scratch_, meter_); });
    const bool any_will_do = context_.options.stop_at_any_difference && !left.skipped;
    // What is left of each side, unless its failure is what ended the comparison.
    const auto finish = [&](MeasuredContent& content, Side side) -> std::optional<Error> {
      if (error && error->side().value_or(side) == side) return error;
      const auto failure =
          attempt([&] { at_side(side, [&] { content.finish(until_, scratch_); }); });
      if (!failure) scans_[side].index().set_measure(*scans_[side].pending(), content.measure());
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
      if (left_error && left_needed) scans_.left.refuse_content(*left_error);
      if (right_error && right_needed) scans_.right.refuse_content(*right_error);
    }
    if (left.failure() == nullptr && right.failure() == nullptr) {
      const auto length = [](const MemberEntry& entry) {
        return entry.measured() ? std::optional(entry.size) : std::nullopt;
      };
      scans_.left.index().set_judgement(
          left, judgement_of(difference, length(left), length(right), context_.options));
      if (difference) note_difference(left);
    }
    if (going_on()) advance(Side::left);
    if (going_on() && !fault()) advance(Side::right);
  }

  void scan_both() {
    if (by_digest_) return scan_to_end(Side::right);
    if (scans_.left.any_thread() && scans_.right.any_thread() && scan_at_once()) return;
    while (going_on() && (scans_.left.pending() != nullptr || scans_.right.pending() != nullptr)) {
      if (scans_.left.pending() != nullptr) take(Side::left);
      if (going_on() && scans_.right.pending() != nullptr) take(Side::right);
    }
  }

  // False if there is no other thread to be had.
  bool scan_at_once() {
    Sides<std::exception_ptr> failures;
    const auto scan_side = [&](Side side) {
      try {
        scan_to_end(side);
      } catch (...) {
        // Unless it is the other one that ended it.
        if (!until_.stop.stop_requested()) failures[side] = std::current_exception();
        stop_.request_stop();
      }
    };
    std::thread thread;
    try {
      const SignalsBlocked blocked;
      thread = std::thread([&] { scan_side(Side::right); });
    } catch (const std::system_error&) {
      return false;
    }
    scan_side(Side::left);
    thread.join();
    for (const Side side : kBothSides) {
      if (failures[side]) std::rethrow_exception(failures[side]);
    }
    context_.until.check();
    return true;
  }

  void scan_to_end(Side side) {
    while (going_on() && scans_[side].pending() != nullptr) take(side);
  }

  void take(Side side) {
    Scan& own = scans_[side];
    MemberEntry& entry = *own.pending();
    if (own.again()) {
      if (!own.take_again()) end_early(lacks_digest_);
    } else {
      Measure measure;
      if (const auto error = attempt([&] { measure = own.measure(); })) {
        own.refuse_content(*error);
      } else {
        const std::lock_guard lock(context_.indexes);
        own.index().set_measure(entry, measure);
        const MemberEntry* const partner = scans_[opposite(side)].index().find_match(entry.path);
        const bool comparable =
            partner != nullptr && entry.problem() == nullptr && may_be_compared(*partner);
        const bool hashed = comparable && partner->digest != nullptr;
        const bool differ = (comparable && partner->kind != Kind::regular) ||
                            (hashed && *partner->digest != measure.digest);
        if (differ) note_difference(entry);
      }
    }
    if (going_on()) advance(side);
  }

  void end_early(std::atomic<bool>& why) {
    why = true;
    stop_.request_stop();
  }

  void note_difference(const MemberEntry& entry) {
    if (context_.options.stop_at_any_difference && !entry.skipped) end_early(over_);
  }

  // False if something needs the digest of a content that has gone by.
  bool settle() {
    const bool complete = !over_ && !fault();
    const bool left_settled = scans_.left.index().settle(complete, context_.until);
    const bool right_settled = scans_.right.index().settle(complete, context_.until);
    bool settled = left_settled && right_settled;
    for (MemberEntry& left : scans_.left.index().entries()) {
      MemberEntry* const right = scans_.right.index().find_match(left.path);
      if (right != nullptr && !settle_pair(left, *right)) settled = false;
    }
    if (context_.options.new_file) {
      settled = settled && settle_alone(scans_.left.index(), scans_.right.index()) &&
                settle_alone(scans_.right.index(), scans_.left.index());
    }
    return settled || !complete || !context_.may_repeat;
  }

  // Whether all is known that the walk will ask for.
  bool settle_pair(MemberEntry& left, MemberEntry& right) {
    const bool content_decides = left.kind == Kind::regular && right.kind == Kind::regular;
    if (left.problem() != nullptr || right.problem() != nullptr || !content_decides) {
      left.reached = right.reached = true;
      return true;
    }
    if (left.skipped || right.skipped || left.content() == nullptr || right.content() == nullptr) {
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

  bool settle_alone(const MemberIndex& here, const MemberIndex& there) const {
    for (const MemberEntry& entry : here.entries()) {
      if (entry.content() == nullptr || entry.skipped) continue;
      if (entry.content()->measured() || entry.content()->failure() != nullptr) continue;
      if (there.find_match(entry.path) == nullptr) return false;
    }
    return true;
  }

  // None if that takes the digest of a content that was not hashed.
  std::optional<ByteResult> result(const MemberEntry& left, const MemberEntry& right) const {
    const MemberEntry* const one = left.content();
    const MemberEntry* const other = right.content();
    if (one == nullptr || other == nullptr) return std::nullopt;
    if (one->failure() != nullptr) throw *one->failure();
    if (other->failure() != nullptr) throw *other->failure();
    if (one->judged && scans_.right.index().find_match(one->path) == other) {
      return result_of(one->judgement.get(), facts_of(left), facts_of(right));
    }
    if (!one->measured() || !other->measured()) return std::nullopt;
    Judgement judgement;
    if (one->size != other->size) {
      judgement.difference = Reason::size;
    } else {
      const std::optional<Digest> left_digest = digest_of(left);
      const std::optional<Digest> right_digest = digest_of(right);
      if (!left_digest || !right_digest) return std::nullopt;
      const auto difference = difference_of(*left_digest, *right_digest);
      if (difference) judgement.difference = difference->reason;
    }
    return result_of(&judgement, facts_of(left), facts_of(right));
  }

  const bool by_digest_;
  StopSource stop_;
  const Until until_;
  Sides<Scan> scans_;
  Scratch scratch_;
  Meter meter_{nullptr};
};

}  // namespace

std::unique_ptr<Reading> read_pair(const Sides<MemberSource>& archives, const ScanContext& context,
                                   bool by_digest) {
  return std::make_unique<ArchivePair>(archives, context, by_digest);
}

}  // namespace komparu
