// SPDX-License-Identifier: MIT
// The lines of GNU diff -rq about an entry, word for word.
#ifndef KOMPARU_APPS_REPORT_WORDS_H_
#define KOMPARU_APPS_REPORT_WORDS_H_

#include <string>
#include <string_view>
#include <vector>

#include "komparu/error.h"
#include "komparu/findings.h"
#include "komparu/groups.h"
#include "operand.h"

namespace komparu::cli {

// The reason of an error, with the option that helps: the one that sets a limit, for example.
std::string shown_reason(ErrorCode code, const std::string& detail);

// The path of an entry below an operand: one slash between them, however many were typed.
// Without a path the operand itself.
std::string path_below(std::string_view operand, std::string_view path);

// The line for standard output about a finding that is no trouble.
std::string tree_line(const Finding& finding, const Operand& left, const Operand& right);

// The message about a problem of an entry: its path or URL on the side that failed, and the reason.
std::string problem_message(const Finding& finding, const Problem& problem, const Operand& left,
                            const Operand& right);

// The note about a name that the other side has in another case or normalisation; empty if none.
std::string kinship_note(const Finding& finding, const Operand& left, const Operand& right);

// The coding that a server named, if it is a list of tokens (RFC 9110, section 8.4), so that it is
// safe to print; else empty.
std::string shown_encoding(const SideFacts& facts);

// The note about bytes that a server sent in some coding, for a side called `name`; empty if none.
std::string encoding_note(const SideFacts& facts, std::string_view name);

// The same for each side of an entry.
std::vector<std::string> encoding_notes(const Finding& finding, const Operand& left,
                                        const Operand& right);

// The message about an operand, or an entry below it, that could not be put into a group.
std::string describe_group_problem(const GroupProblem& problem,
                                   const std::vector<Operand>& operands);

}  // namespace komparu::cli

#endif  // KOMPARU_APPS_REPORT_WORDS_H_
