// SPDX-License-Identifier: MIT
// What is this operand?
#include <cerrno>
#include <utility>

#include "base/at_side.h"
#include "base/errors.h"
#include "file/open.h"
#include "file/readers.h"
#include "komparu/error.h"
#include "komparu/http.h"
#include "komparu/tree.h"
#include "tree/directory_tree.h"
#include "tree/opening.h"
#include "tree/url_tree.h"

namespace komparu {

namespace {

bool names_url(const Source& source) { return !source.descriptor && is_url(source.name); }

bool names_base(const Source& source) { return names_url(source) && is_base_url(source.name); }

// A descriptor that was given is looked at before anything is opened.
std::pair<Opening, Opening> begin_both(const Source& left, const Source& right, bool bytes,
                                       const ReadOptions& options, const Until& until) {
  const auto begin = [&](Side side) {
    return at_side(
        side, [&] { return Opening(side == Side::left ? left : right, bytes, options, until); });
  };
  if (right.descriptor) {
    Opening second = begin(Side::right);
    return {begin(Side::left), std::move(second)};
  }
  Opening first = begin(Side::left);
  return {std::move(first), begin(Side::right)};
}

}  // namespace

Opening::Opening(const Source& source, bool bytes, const ReadOptions& options, const Until& until)
    : source_(source), options_(options), until_(until) {
  if (!names_url(source)) {
    file_ = file::open_file(source);
  } else if (bytes || !names_base(source)) {
    url_.emplace(source, options, until);
  }
}

Operand Opening::finish() {
  if (!url_ && !file_) return make_url_tree(source_, options_);
  if (file_ && file_->status.kind == Kind::directory) {
    return make_directory_tree(std::move(*file_));
  }
  return finish_reader();
}

std::unique_ptr<Reader> Opening::finish_reader() {
  if (url_) return url_->finish();
  return file::make_reader(std::move(*file_), options_, until_);
}

Operand open_operand(const Source& source, const ReadOptions& options, const Until& until) {
  return Opening(source, false, options, until).finish();
}

std::unique_ptr<Reader> open_reader(const Source& source, const ReadOptions& options,
                                    const Until& until) {
  return Opening(source, true, options, until).finish_reader();
}

std::pair<Operand, Operand> open_operands(const Source& left, const Source& right,
                                          const ReadOptions& options, const Until& until) {
  std::pair<Opening, Opening> both = begin_both(left, right, false, options, until);
  Operand first = at_side(Side::left, [&] { return both.first.finish(); });
  return {std::move(first), at_side(Side::right, [&] { return both.second.finish(); })};
}

std::pair<std::unique_ptr<Reader>, std::unique_ptr<Reader>> open_readers(const Source& left,
                                                                         const Source& right,
                                                                         const ReadOptions& options,
                                                                         const Until& until) {
  std::pair<Opening, Opening> both = begin_both(left, right, true, options, until);
  auto first = at_side(Side::left, [&] { return both.first.finish_reader(); });
  return {std::move(first), at_side(Side::right, [&] { return both.second.finish_reader(); })};
}

std::unique_ptr<Tree> open_tree(const Source& source, const ReadOptions& options) {
  if (names_base(source)) return make_url_tree(source, options);
  if (names_url(source)) {
    throw Error(ErrorCode::wrong_kind, shown_name(source.name),
                "is no base URL: its path does not end in '/'")
        .with_phase(Phase::opening);
  }
  file::OpenFile opened = file::open_file(source);
  if (opened.status.kind != Kind::directory) {
    throw os_error(ENOTDIR, source.name).with_phase(Phase::opening);
  }
  return make_directory_tree(std::move(opened));
}

}  // namespace komparu
