// SPDX-License-Identifier: MIT
// What is this operand?
#include <cerrno>
#include <utility>

#include "base/errors.h"
#include "file/open.h"
#include "file/readers.h"
#include "komparu/error.h"
#include "komparu/tree.h"
#include "tree/directory_tree.h"

namespace komparu {

Operand open_operand(const Source& source, const ReadOptions& options, const Until& until) {
  file::OpenFile opened = file::open_file(source);
  if (opened.status.kind == Kind::directory) return make_directory_tree(std::move(opened));
  return file::make_reader(std::move(opened), options, until);
}

std::unique_ptr<Tree> open_tree(const Source& source) {
  file::OpenFile opened = file::open_file(source);
  if (opened.status.kind != Kind::directory) {
    throw os_error(ENOTDIR, source.name).with_phase(Phase::opening);
  }
  return make_directory_tree(std::move(opened));
}

}  // namespace komparu
