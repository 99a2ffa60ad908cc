// SPDX-License-Identifier: MIT
#ifndef KOMPARU_COMPARE_TREES_JUDGEMENT_H_
#define KOMPARU_COMPARE_TREES_JUDGEMENT_H_

#include <memory>
#include <optional>

#include "compare/archives/member_index.h"
#include "komparu/result.h"
#include "komparu/side.h"
#include "komparu/tree_options.h"

namespace komparu {

// What a difference that was found byte by byte comes to once both lengths are known: the same
// words whatever order the contents came in.
Judgement judgement_of(const std::optional<Difference>& difference,
                       std::optional<std::uint64_t> left_length,
                       std::optional<std::uint64_t> right_length, const TreeOptions& options);

// None if that cannot be said without the digest of both.
std::optional<Judgement> judgement_of(const Measure& left, const Measure& right);

Judgement trouble(const Error& error);

std::unique_ptr<Judgement> copy_of(const Judgement& judgement);

// The content of a file that has no partner against nothing.
ByteResult result_alone(const MemberEntry& entry, Side side);

// Throws what kept the contents from being judged.
ByteResult result_of(const Judgement& judgement, const SideFacts& left, const SideFacts& right);

SideFacts facts_of(const MemberEntry& entry);

}  // namespace komparu

#endif  // KOMPARU_COMPARE_TREES_JUDGEMENT_H_
