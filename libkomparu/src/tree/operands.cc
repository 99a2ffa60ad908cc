// SPDX-License-Identifier: MIT
#include "tree/operands.h"

#include <cerrno>
#include <optional>
#include <utility>

#include "archive/sniff.h"
#include "base/at_side.h"
#include "base/errors.h"
#include "file/open.h"
#include "file/readers.h"
#include "http/open.h"
#include "komparu/error.h"
#include "komparu/http.h"
#include "tree/directory_tree.h"
#include "tree/map_tree.h"
#include "tree/url_tree.h"

namespace komparu {

namespace {

bool names_url(const Source& source) {
  return !source.map && !source.descriptor && is_url(source.name);
}

bool names_base(const Source& source) { return names_url(source) && is_base_url(source.name); }

bool names_path(const Source& source) {
  return !source.map && !source.descriptor && !is_url(source.name);
}

// A source between being named and being read: of a URL the request has been sent. What it is given
// must outlive it.
class Opening {
 public:
  Opening(const Source& source, As as, const ReadOptions& options, const Until& until)
      : source_(source), options_(options), until_(until) {
    if (source.map) {
      if (as == As::bytes) throw os_error(EISDIR, shown_name(source.name));
    } else if (!names_url(source)) {
      file_ = file::open_file(source);
    } else if (as == As::bytes || !names_base(source)) {
      url_.emplace(source, options, until);
    }
  }

  // Waits for what there is to wait for.
  Operand finish(As as) {
    if (source_.map) return make_map_tree(source_.map, options_);
    if (!url_ && !file_) return make_url_tree(source_, options_);
    if (as != As::bytes && file_ && file_->status.kind == Kind::directory) {
      return make_directory_tree(std::move(*file_));
    }
    return finish_reader();
  }

  // A directory is a reader, too, which cannot be read.
  std::unique_ptr<Reader> finish_reader() {
    if (url_) return url_->finish();
    return file::make_reader(std::move(*file_), options_, until_);
  }

 private:
  const Source& source_;
  const ReadOptions& options_;
  const Until& until_;
  std::optional<http::Opening> url_;
  std::optional<file::OpenFile> file_;
};

std::unique_ptr<Reader>* reader_in(Operand& operand) {
  return std::get_if<std::unique_ptr<Reader>>(&operand);
}

bool is_listed(const Operand& operand) {
  const auto* const tree = std::get_if<std::unique_ptr<Tree>>(&operand);
  return tree == nullptr || (*tree)->listed();
}

// Null if it holds none. Standard input and what a URL sends are read to see that; nobody waits for
// other streams, which may stay silent for ever.
std::unique_ptr<Archive> archive_in(std::unique_ptr<Reader> reader, const Source& source,
                                    const ArchiveOptions& archives, const Until& until) {
  const bool is_stream = reader->random_access() == nullptr;
  if (is_stream ? names_path(source) : !is_archive(*reader, archives)) return nullptr;
  return open_if_archive(std::move(reader), shown_name(source.name), archives, until);
}

// One is a tree, the other is neither a tree nor an archive.
Error unequal_kinds(const Source& tree, Side tree_side, const Source& other) {
  const Side other_side = tree_side == Side::left ? Side::right : Side::left;
  if (names_base(tree)) {
    return Error(ErrorCode::wrong_kind, shown_name(tree.name),
                 "the '/' at its end makes it the base of a tree, and the other side is none")
        .with_side(tree_side);
  }
  if (names_url(other)) {
    return Error(ErrorCode::wrong_kind, shown_name(other.name),
                 "is neither an archive nor the base of a tree, whose URL ends in '/'")
        .with_side(other_side);
  }
  if (tree.map)
    return os_error(ENOTDIR, shown_name(other.name))
        .with_phase(Phase::opening)
        .with_side(other_side);
  return os_error(EISDIR, shown_name(tree.name)).with_side(tree_side);
}

}  // namespace

bool Operands::are_bytes() const {
  return std::holds_alternative<std::unique_ptr<Reader>>(left) &&
         std::holds_alternative<std::unique_ptr<Reader>>(right);
}

Operands open_operands(const Source& left, const Source& right, const OperandOptions& options,
                       const Until& until) {
  const auto begin = [&](Side side) {
    return at_side(side, [&] {
      return Opening(side == Side::left ? left : right, options.as, options.read, until);
    });
  };
  const bool right_first = right.descriptor.has_value();
  Opening first = begin(right_first ? Side::right : Side::left);
  Opening second = begin(right_first ? Side::left : Side::right);
  Opening& left_opening = right_first ? second : first;
  Opening& right_opening = right_first ? first : second;
  Operand left_operand = at_side(Side::left, [&] { return left_opening.finish(options.as); });
  Operand right_operand = at_side(Side::right, [&] { return right_opening.finish(options.as); });
  return {std::move(left_operand), std::move(right_operand)};
}

void look_inside(Operands& operands, const Source& left, const Source& right,
                 const OperandOptions& options, const Until& until) {
  // Both sides together keep the limits on memory.
  ArchiveOptions archives = options.archives;
  if (!archives.memory) archives.memory = share_archive_memory(archives.limits);
  const auto look = [&](Side side) {
    const Source& source = side == Side::left ? left : right;
    Operand& operand = side == Side::left ? operands.left : operands.right;
    std::unique_ptr<Reader>* const reader = reader_in(operand);
    if (reader == nullptr) return;
    std::unique_ptr<Archive> archive = at_side(side, [&] {
      if (options.as != As::tree) {
        return archive_in(std::move(*reader), source, archives, until);
      }
      return open_archive(std::move(*reader), shown_name(source.name), archives, until);
    });
    if (!archive) {
      throw side == Side::left ? unequal_kinds(right, Side::right, left)
                               : unequal_kinds(left, Side::left, right);
    }
    operand = std::move(archive);
  };
  look(Side::left);
  look(Side::right);
  if (!is_listed(operands.left) && !is_listed(operands.right)) {
    throw Error(ErrorCode::wrong_kind, shown_name(left.name),
                "neither side can be listed: one must be a directory, an archive or a map of URLs")
        .with_side(Side::left);
  }
}

bool shows_to_be_archive(Reader& reader, const ArchiveOptions& archives) noexcept {
  try {
    RandomAccess* const access = reader.random_access();
    if (access == nullptr) return false;
    const archive::Filter filter = archive::sniff_filter(
        access->window(archive::kSniffedInside)->at(0, archive::kSniffedInside));
    return (filter == archive::Filter::none || filter == archive::Filter::gzip) &&
           is_archive(reader, archives);
  } catch (const std::exception&) {
    return false;  // what stands in the way of a hint is no trouble
  }
}

Operand open_operand(const Source& source, const OperandOptions& options, const Until& until) {
  Operand operand = Opening(source, options.as, options.read, until).finish(options.as);
  std::unique_ptr<Reader>* const reader = reader_in(operand);
  if (options.as != As::tree || reader == nullptr) return operand;
  return open_archive(std::move(*reader), shown_name(source.name), options.archives, until);
}

std::unique_ptr<Reader> open_reader(const Source& source, const ReadOptions& options,
                                    const Until& until) {
  return Opening(source, As::bytes, options, until).finish_reader();
}

std::unique_ptr<Tree> open_tree(const Source& source, const ReadOptions& options) {
  if (source.map) return make_map_tree(source.map, options);
  if (names_base(source)) return make_url_tree(source, options);
  if (names_url(source)) {
    throw Error(ErrorCode::wrong_kind, shown_name(source.name),
                "is no base URL: its path does not end in '/'")
        .with_phase(Phase::opening);
  }
  file::OpenFile opened = file::open_file(source);
  if (opened.status.kind != Kind::directory) {
    throw os_error(ENOTDIR, shown_name(source.name)).with_phase(Phase::opening);
  }
  return make_directory_tree(std::move(opened));
}

}  // namespace komparu
