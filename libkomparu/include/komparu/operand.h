// SPDX-License-Identifier: MIT
// What a source turns out to be. This is decided once, when it is opened.
#ifndef KOMPARU_OPERAND_H_
#define KOMPARU_OPERAND_H_

#include <memory>
#include <variant>

#include "komparu/archive.h"
#include "komparu/options.h"
#include "komparu/reader.h"
#include "komparu/source.h"
#include "komparu/stop.h"
#include "komparu/tree.h"

namespace komparu {

// What operands are compared as.
enum class As {
  // A directory, a base URL and a map are trees, everything else is bytes. Beside a tree, bytes
  // that are an archive are the tree of its members.
  automatic,
  bytes,      // of a base URL, what it sends; a directory cannot be read (wrong_kind)
  tree,       // an archive is the tree of its members; other bytes are Error (bad_archive)
  directory,  // a directory, a base URL or a map; anything else is Error (wrong_kind)
  archive,    // the tree of an archive's members; those three are Error (wrong_kind)
};

struct OperandOptions {
  As as = As::automatic;
  ReadOptions read;
  ArchiveOptions archives;
};

// Bytes; names that can be asked for in any order; or members that pass by, each once.
using Operand =
    std::variant<std::unique_ptr<Reader>, std::unique_ptr<Tree>, std::unique_ptr<Archive>>;

// Opens a source that stands alone: of As::automatic an archive is bytes. Waits end when `until`
// says so. Throws what open_reader() and open_archive() throw.
Operand open_operand(const Source& source, const OperandOptions& options = {},
                     const Until& until = {});

// A source that must be a directory, a base URL or a map: Error (wrong_kind, not_found) if it is
// none.
std::unique_ptr<Tree> open_tree(const Source& source, const ReadOptions& options = {});

}  // namespace komparu

#endif  // KOMPARU_OPERAND_H_
