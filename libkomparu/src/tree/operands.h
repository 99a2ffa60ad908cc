// SPDX-License-Identifier: MIT
// What are these operands? This is the one place that decides it.
//
// open_operands() tells bytes from trees. It asks every source before it waits for any: both
// requests are under way before the first answer is needed, and a descriptor that the caller gave
// is looked at before another one could get its number.
//
// look_inside() comes second, because it reads: it makes trees of the bytes that are archives. In
// between, compare/ may find that the bytes of two archives are equal, and look into neither (A13).
#ifndef KOMPARU_TREE_OPERANDS_H_
#define KOMPARU_TREE_OPERANDS_H_

#include <string>

#include "base/sides.h"
#include "komparu/operand.h"
#include "komparu/source.h"
#include "komparu/stop.h"

namespace komparu {

// Whether bytes that are no archive are refused.
constexpr bool asks_for_tree(As as) { return as != As::automatic && as != As::bytes; }

using Operands = Sides<Operand>;

bool are_bytes(const Operands& operands);

// Whether its names can be told: all but a tree that is not listed().
bool is_listed(const Operand& operand);

// Opens both as readers or trees. Errors carry their side.
Operands open_operands(const Source& left, const Source& right, const OperandOptions& options,
                       const Until& until);

// Makes an archive of each reader whose members are to be compared: of all if a tree is asked for,
// else of one that stands beside a tree. Throws Error (wrong_kind) if the kinds do not fit
// together, (bad_archive) if there is no archive where one was asked for.
void look_inside(Operands& operands, const Source& left, const Source& right,
                 const OperandOptions& options, const Until& until);

// LEFT is a list of checksums. If RIGHT is one file that has a line in it, by its path as typed or
// by its last component, both become trees of that file alone; false if not. Throws Error
// (not_found) if it has none and cannot be a tree either.
bool limit_to_listed_file(Operands& operands, const Source& list, const Source& file, As as);

// What a list of checksums calls a file that was typed: its path, or the last component of a URL.
std::string name_of_file(const Source& source);

// Whether the bytes begin as those of an archive do. Loads no library for that, reads at offsets
// only, and never throws: it serves a hint.
bool shows_to_be_archive(Reader& reader, const ArchiveOptions& archives) noexcept;

}  // namespace komparu

#endif  // KOMPARU_TREE_OPERANDS_H_
