// SPDX-License-Identifier: MIT
#include "compare/trees/judgement.h"

#include <utility>

namespace komparu {

Judgement judgement_of(const std::optional<Difference>& difference,
                       std::optional<std::uint64_t> left_length,
                       std::optional<std::uint64_t> right_length, const TreeOptions& options) {
  Judgement judgement;
  if (!difference) return judgement;
  judgement.verdict = Verdict::different;
  judgement.reason = difference->reason;
  if (options.size_check && left_length && right_length && left_length != right_length) {
    judgement.reason = Reason::size;
  }
  if (options.detail != Detail::verdict && judgement.reason == Reason::content) {
    judgement.offset = difference->offset;
  }
  return judgement;
}

std::optional<Judgement> judgement_of(const Measure& left, const Measure& right) {
  Judgement judgement;
  judgement.verdict = Verdict::different;
  if (left.length != right.length) {
    judgement.reason = Reason::size;
    return judgement;
  }
  if (!left.digest || !right.digest) return std::nullopt;
  if (left.digest == right.digest) judgement.verdict = Verdict::same;
  return judgement;
}

Judgement trouble(const Error& error) {
  Judgement judgement;
  judgement.verdict = Verdict::trouble;
  judgement.error = std::make_unique<Error>(error);
  return judgement;
}

std::unique_ptr<Judgement> copy_of(const Judgement& judgement) {
  auto copy = std::make_unique<Judgement>();
  copy->verdict = judgement.verdict;
  copy->reason = judgement.reason;
  copy->offset = judgement.offset;
  if (judgement.error) copy->error = std::make_unique<Error>(*judgement.error);
  if (judgement.facts) copy->facts = std::make_unique<SideFacts>(*judgement.facts);
  return copy;
}

ByteResult result_alone(const MemberEntry& entry, Side side) {
  if (entry.content != nullptr && entry.content->judgement && entry.content->judgement->error) {
    throw *entry.content->judgement->error;
  }
  if (entry.content == nullptr || !entry.content->measure) {
    throw Error(ErrorCode::unsupported, "", "its content was not read").with_side(side);
  }
  ByteResult result;
  (side == Side::left ? result.left : result.right) = facts_of(entry);
  if (entry.content->measure->length == 0) return result;
  result.verdict = Verdict::different;
  result.difference.emplace().reason = Reason::size;
  return result;
}

ByteResult result_of(const Judgement& judgement, const SideFacts& left, const SideFacts& right) {
  if (judgement.error) throw *judgement.error;
  ByteResult result;
  result.verdict = judgement.verdict;
  result.left = left;
  result.right = right;
  if (judgement.verdict != Verdict::different) return result;
  result.difference.emplace().reason = judgement.reason;
  result.difference->offset = judgement.offset;
  return result;
}

SideFacts facts_of(const MemberEntry& entry) {
  SideFacts facts;
  facts.kind = entry.kind;
  if (entry.content != nullptr && entry.content->measure) {
    facts.size = Size{entry.content->measure->length, true};
  } else if (entry.own_content() && entry.declared_size) {
    facts.size = Size{*entry.declared_size, false};
  }
  return facts;
}

}  // namespace komparu
