// SPDX-License-Identifier: MIT
#include "tree/operands.h"

#include <cerrno>
#include <optional>
#include <string>
#include <utility>

#include "archive/other_kinds.h"
#include "archive/sniff.h"
#include "base/at_side.h"
#include "base/errors.h"
#include "file/open.h"
#include "file/readers.h"
#include "http/open.h"
#include "http/url.h"
#include "http/url_parts.h"
#include "komparu/error.h"
#include "komparu/http.h"
#include "tree/checksum_line.h"
#include "tree/checksum_list.h"
#include "tree/directory_tree.h"
#include "tree/map_tree.h"
#include "tree/one_file_tree.h"
#include "tree/url_tree.h"

namespace komparu {

namespace {

// A tree that is in memory already.
bool is_made(const Source& source) { return source.map || source.checksums; }

bool names_url(const Source& source) {
  return !is_made(source) && !source.descriptor && is_url(source.name);
}

std::string last_component(const std::string& path) { return path.substr(path.rfind('/') + 1); }

bool names_base(const Source& source) { return names_url(source) && is_base_url(source.name); }

bool names_path(const Source& source) {
  return !is_made(source) && !source.descriptor && !is_url(source.name);
}

// A source between being named and being read: of a URL the request has been sent. What it is given
// must outlive it.
class Opening {
 public:
  Opening(const Source& source, As as, const ReadOptions& options, const Until& until)
      : source_(source), options_(options), until_(until) {
    if (names_url(source)) {
      const bool is_base = names_base(source);
      if (is_base && as == As::archive) throw refused(EISDIR);
      if (!is_base && as == As::directory) {
        throw refused("is no base URL: its path does not end in '/'");
      }
      if (!is_base || as == As::bytes) url_.emplace(source, options, until);
      return;
    }
    if (source.checksums) return;
    if (!source.map) file_ = file::open_file(source);
    const bool is_tree = source.map || file_->status.kind == Kind::directory;
    if (!is_tree && as == As::directory) throw refused(ENOTDIR);
    if (is_tree && as == As::archive) throw refused(EISDIR);
    if (source.map && as == As::bytes) throw refused(EISDIR);
  }

  // Waits for what there is to wait for.
  Operand finish(As as) {
    if (source_.map) return make_map_tree(source_.map, options_);
    if (source_.checksums) return make_checksum_tree(source_.checksums);
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
  // The source is of another kind than was asked for.
  Error refused(int error_number) const {
    return os_error(error_number, shown_name(source_.name)).with_phase(Phase::opening);
  }
  Error refused(const char* detail) const {
    Error error(ErrorCode::wrong_kind, shown_name(source_.name), detail);
    return error.with_phase(Phase::opening);
  }

  const Source& source_;
  const ReadOptions& options_;
  const Until& until_;
  std::optional<http::Opening> url_;
  std::optional<file::OpenFile> file_;
};

std::unique_ptr<Reader>* reader_in(Operand& operand) {
  return std::get_if<std::unique_ptr<Reader>>(&operand);
}

// Null if it holds none: `other` is then what it is instead. Standard input and what a URL sends
// are read to see that; nobody waits for other streams, which may stay silent for ever.
std::unique_ptr<Archive> archive_in(std::unique_ptr<Reader> reader, const Source& source,
                                    const ArchiveOptions& archives, const Until& until,
                                    std::string& other) {
  if (reader->random_access() == nullptr && names_path(source)) {
    other = "a pipe or device is not looked into";
    return nullptr;
  }
  return archive::open_or_name(std::move(reader), shown_name(source.name), archives, until, other);
}

// A file whose checksum is wanted, and that has none.
Error not_listed(const Source& list, const Source& file, const std::string& also) {
  return Error(ErrorCode::not_found, shown_name(file.name),
               "has no line in " + shown_name(list.name) + also)
      .with_phase(Phase::opening);
}

// One is a tree, the other is neither a tree nor an archive, but `kind`.
Error unequal_kinds(const Source& tree, Side tree_side, const Source& other,
                    const std::string& kind) {
  const Side other_side = opposite(tree_side);
  const std::string in_brackets = kind.empty() ? "" : " (" + kind + ")";
  if (tree.checksums) {
    return not_listed(tree, other, " and is no archive that komparu reads" + in_brackets)
        .with_side(other_side);
  }
  if (names_base(tree)) {
    return Error(ErrorCode::wrong_kind, shown_name(tree.name),
                 "the '/' at its end makes it the base of a tree, and the other side is none")
        .with_side(tree_side);
  }
  if (names_url(other)) {
    return Error(ErrorCode::wrong_kind, shown_name(other.name),
                 "is neither an archive" + in_brackets +
                     " nor the base of a tree, whose URL ends in '/'")
        .with_side(other_side);
  }
  if (tree.map)
    return os_error(ENOTDIR, shown_name(other.name))
        .with_phase(Phase::opening)
        .with_side(other_side);
  return Error(ErrorCode::wrong_kind, shown_name(other.name),
               "is no archive that komparu reads" + in_brackets + ", and " + shown_name(tree.name) +
                   " is a directory")
      .with_side(other_side);
}

}  // namespace

bool are_bytes(const Operands& operands) {
  return std::holds_alternative<std::unique_ptr<Reader>>(operands.left) &&
         std::holds_alternative<std::unique_ptr<Reader>>(operands.right);
}

bool is_listed(const Operand& operand) {
  const auto* const tree = std::get_if<std::unique_ptr<Tree>>(&operand);
  return tree == nullptr || (*tree)->listed();
}

Operands open_operands(const Source& left, const Source& right, const OperandOptions& options,
                       const Until& until) {
  Sides<std::optional<Opening>> openings;
  const Side first = right.descriptor ? Side::right : Side::left;
  for (const Side side : {first, opposite(first)}) {
    const Source& source = side == Side::left ? left : right;
    at_side(side, [&] { openings[side].emplace(source, options.as, options.read, until); });
  }
  Operands operands;
  for (const Side side : kBothSides) {
    at_side(side, [&] { operands[side] = openings[side]->finish(options.as); });
  }
  return operands;
}

void look_inside(Operands& operands, const Source& left, const Source& right,
                 const OperandOptions& options, const Until& until) {
  // Both sides together keep the limits on memory.
  ArchiveOptions archives = options.archives;
  if (!archives.memory) archives.memory = share_archive_memory(archives.limits);
  const auto look = [&](Side side) {
    const Source& source = side == Side::left ? left : right;
    std::unique_ptr<Reader>* const reader = reader_in(operands[side]);
    if (reader == nullptr) return;
    std::string other;
    std::unique_ptr<Archive> archive = at_side(side, [&] {
      if (options.as == As::automatic) {
        return archive_in(std::move(*reader), source, archives, until, other);
      }
      return open_archive(std::move(*reader), shown_name(source.name), archives, until);
    });
    if (!archive) {
      throw side == Side::left ? unequal_kinds(right, Side::right, left, other)
                               : unequal_kinds(left, Side::left, right, other);
    }
    operands[side] = std::move(archive);
  };
  for (const Side side : kBothSides) look(side);
}

bool limit_to_listed_file(Operands& operands, const Source& list, const Source& file, As as) {
  std::unique_ptr<Reader>* const reader = reader_in(operands.right);
  if (reader == nullptr || asks_for_tree(as)) return false;
  for (std::string path : {name_of_file(file), last_component(name_of_file(file))}) {
    if (file.name.empty() || !normalize_listed_path(path)) continue;
    const std::string name = last_component(path);
    auto one = list.checksums->only(path, name);
    if (!one) continue;
    operands.left = make_checksum_tree(std::move(one));
    operands.right = make_one_file_tree(name, std::move(*reader));
    return true;
  }
  if (as == As::bytes) throw not_listed(list, file, "").with_side(Side::right);
  return false;
}

std::string name_of_file(const Source& source) {
  if (!names_url(source)) return source.name;
  const std::string target = http::Url::parse(source.name).target();
  const std::string last = last_component(target.substr(0, target.find('?')));
  return http::percent_decoded(last).value_or(last);
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
  if (!asks_for_tree(options.as) || reader == nullptr) return operand;
  return open_archive(std::move(*reader), shown_name(source.name), options.archives, until);
}

std::unique_ptr<Reader> open_reader(const Source& source, const ReadOptions& options,
                                    const Until& until) {
  return Opening(source, As::bytes, options, until).finish_reader();
}

std::unique_ptr<Tree> open_tree(const Source& source, const ReadOptions& options) {
  const Until until;
  Operand operand = Opening(source, As::directory, options, until).finish(As::directory);
  return std::get<std::unique_ptr<Tree>>(std::move(operand));
}

}  // namespace komparu
