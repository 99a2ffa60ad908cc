// SPDX-License-Identifier: MIT
#include "library_options.h"

#include <fmt/format.h>

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "file_lines.h"
#include "komparu/error.h"
#include "komparu/http.h"
#include "komparu/tree.h"

namespace komparu::cli {
namespace {

// No more than the report prints: less is faster.
Detail detail(const Invocation& asked, bool into_the_void) {
  if (asked.quiet || asked.brief || asked.form == Form::null) return Detail::verdict;
  if (asked.form == Form::json || asked.list || into_the_void) return Detail::offset;
  return Detail::line;
}

// As diff reads them: white space at the end of a line is ignored, and so is an empty line.
void read_patterns(const std::string& file, const StopToken& stop,
                   std::vector<std::string>& patterns) {
  FileLines lines(file, '\n', stop, FileLines::kSmallFile);
  while (std::optional<std::string> line = lines.next()) {
    line->erase(line->find_last_not_of(" \t\r\v\f") + 1);
    if (!line->empty()) patterns.push_back(std::move(*line));
  }
}

// Throws Error for a line that is no relative path, and for a list without a line (G4).
std::shared_ptr<const internal::Paths> read_paths(const Invocation& asked, const StopToken& stop) {
  const std::string& file = *asked.files_from;
  FileLines lines(file, asked.ended_by_nul ? '\0' : '\n', stop);
  std::vector<std::string> paths;
  for (std::size_t number = 1; std::optional<std::string> line = lines.next(); ++number) {
    if (line->empty() && !asked.ended_by_nul) continue;
    try {
      check_path(*line);
    } catch (const Error& error) {
      throw Error(ErrorCode::unreadable, shown_name(file),
                  fmt::format("{} {}: '{}' {}", asked.ended_by_nul ? "name" : "line", number, *line,
                              error.detail()));
    }
    paths.push_back(std::move(*line));
  }
  if (paths.empty() && !asked.trees.allow_empty) {
    throw Error(ErrorCode::nothing_compared, shown_name(file),
                "nothing was compared: the list is empty");
  }
  return make_paths(std::move(paths));
}

TreeOptions tree_options(const Invocation& asked, const StopToken& stop) {
  TreeOptions options = asked.trees;
  for (const std::string& file : asked.exclude_from) {
    read_patterns(file, stop, options.filter.exclude);
  }
  if (asked.files_from) options.paths = read_paths(asked, stop);
  options.detail =
      asked.form == Form::json && !asked.quiet && !asked.brief ? Detail::offset : Detail::verdict;
  options.size_check = asked.compare.size_check;
  options.quick_check = asked.compare.quick_check;
  // A map has no directories of its own, and lists name files: each file that one side lacks is
  // reported by its path.
  options.every_file = asked.url_map.has_value() || !asked.lists.empty();
  options.report_same = asked.report_identical && !asked.quiet;
  for (const ListRequest& list : asked.lists) {
    if (list.kind == ListKind::combined || list.kind == ListKind::match) options.report_same = true;
  }
  options.stop_at_any_difference = asked.quiet && asked.lists.empty() && !asked.write_checksums;
  if (asked.checksums) {
    // A list has no directories, and nothing in it that is no file.
    options.every_file = options.files_only = true;
    if (asked.left.kind == Operand::Kind::path) options.left_out.push_back(asked.left.path);
  }
  if (asked.write_checksums) {
    options.every_file = true;
    options.files_only = asked.only_write;
    options.left_out.push_back(*asked.write_checksums);
    options.digest_algorithm = asked.hash.value_or(DigestAlgorithm::sha256);
  }
  return options;
}

}  // namespace

PairOptions library_options(const Invocation& asked, const Fetching& fetching,
                            const StopToken& stop, Progress& progress, bool into_the_void) {
  PairOptions options;
  options.as = asked.as;
  options.bytes = asked.compare;
  options.bytes.progress = &progress;
  options.bytes.read.http = fetching.both;
  if (fetching.both) options.bytes.read.client = make_http_client();
  options.bytes.detail = detail(asked, into_the_void);
  // Unequal sizes do not show where the first difference is, nor which side ends first.
  if (options.bytes.detail != Detail::verdict) options.bytes.size_check = false;
  options.trees = tree_options(asked, stop);
  options.archives = asked.archives;
  // A list of checksums and archives keep to one limit.
  options.archives.memory = share_archive_memory(asked.archives.limits);
  options.spot_archives =
      asked.as == As::automatic && asked.form == Form::text && !asked.quiet && !asked.brief;
  return options;
}

}  // namespace komparu::cli
