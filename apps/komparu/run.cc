// SPDX-License-Identifier: MIT
#include "run.h"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <system_error>
#include <variant>

#include "byte_listing.h"
#include "komparu/compare.h"
#include "komparu/error.h"
#include "komparu/http.h"
#include "komparu/reader.h"
#include "komparu/signal_guard.h"
#include "komparu/tree.h"
#include "run_archives.h"
#include "run_many.h"
#include "run_trees.h"
#include "sources.h"
#include "url_map.h"

namespace komparu::cli {
namespace {

// No more than the report will say: less is faster.
Detail detail(const Invocation& asked, bool into_the_void) {
  if (asked.quiet || asked.brief || asked.form == Form::null) return Detail::verdict;
  if (asked.form == Form::json || asked.list || into_the_void) return Detail::offset;
  return Detail::line;
}

// Options for what is compared once it is open: waiting for that has used up some of the time.
CompareOptions from_now_on(const CompareOptions& options, const Until& until) {
  CompareOptions rest = options;
  if (until.deadline) {
    const std::chrono::nanoseconds left = *until.deadline - std::chrono::steady_clock::now();
    rest.time_limit = std::max(left, std::chrono::nanoseconds(1));
  }
  return rest;
}

// Opens both sides itself, because the width of the numbers depends on their sizes.
Outcome run_listing(const Invocation& asked, const CompareOptions& options,
                    const Fetching& fetching, Report& report, Output& output) {
  const Source left = source_of(asked.left, fetching.left);
  const Source right = source_of(asked.right, fetching.right);
  const Until until = until_of(left, right, options);
  const auto readers = open_readers(left, right, options.read, until);
  ByteListing listing(output, byte_number_width(*readers.first, *readers.second, options.extent),
                      asked.print_bytes);
  const ByteResult result =
      list_differences(*readers.first, *readers.second, from_now_on(options, until), listing);
  report.streams(result);
  return outcome_of(result.verdict, result.bytes_read);
}

Error wrong_kind(const Operand& operand, Side side, std::string_view why) {
  return Error(ErrorCode::wrong_kind, operand.name, std::string(why)).with_side(side);
}

Error wrong_kind(const Operand& operand, Side side, int error_number) {
  return Error(ErrorCode::wrong_kind, operand.path, std::generic_category().message(error_number))
      .with_os_error(error_number)
      .with_side(side);
}

// One is a tree, the other is none.
Error unequal_kinds(const Invocation& asked, Side tree_side) {
  const Operand& tree = tree_side == Side::left ? asked.left : asked.right;
  const Operand& other = tree_side == Side::left ? asked.right : asked.left;
  if (tree.kind == Operand::Kind::web) {
    return wrong_kind(tree, tree_side,
                      "the '/' at its end makes it the base of a tree, and the other side is none "
                      "(--as=bytes compares what it sends)");
  }
  if (other.kind == Operand::Kind::web) {
    return wrong_kind(other, tree_side == Side::left ? Side::right : Side::left,
                      "is neither an archive nor the base of a tree, whose URL ends in '/'");
  }
  return wrong_kind(tree, tree_side, EISDIR);
}

// The two operands as what they turn out to be.
Outcome run_operands(const Invocation& asked, const CompareOptions& options,
                     const Fetching& fetching, Report& report, Output& output) {
  const Source left_source = source_of(asked.left, fetching.left);
  const Source right_source = source_of(asked.right, fetching.right);
  const Until until = until_of(left_source, right_source, options);
  auto [left, right] = open_operands(left_source, right_source, options.read, until);
  const CompareOptions rest = from_now_on(options, until);
  const auto* const left_tree = std::get_if<std::unique_ptr<Tree>>(&left);
  const auto* const right_tree = std::get_if<std::unique_ptr<Tree>>(&right);
  if (left_tree != nullptr && right_tree != nullptr) {
    if (!(*left_tree)->listed() && !(*right_tree)->listed()) {
      throw neither_listed(asked.left);
    }
    return run_trees(**left_tree, **right_tree, asked, rest, report, output);
  }
  if (left_tree != nullptr || right_tree != nullptr) {
    const Side side = left_tree != nullptr ? Side::right : Side::left;
    auto& reader = std::get<std::unique_ptr<Reader>>(side == Side::left ? left : right);
    const std::unique_ptr<Archive> archive = archive_beside_tree(
        std::move(reader), side == Side::left ? asked.left : asked.right, asked, until);
    if (!archive) throw unequal_kinds(asked, left_tree != nullptr ? Side::left : Side::right);
    Tree& tree = left_tree != nullptr ? **left_tree : **right_tree;
    return run_archive_and_tree(side, *archive, tree, asked, rest, report, output);
  }
  Reader& left_reader = *std::get<std::unique_ptr<Reader>>(left);
  Reader& right_reader = *std::get<std::unique_ptr<Reader>>(right);
  const ByteResult result = compare(left_reader, right_reader, rest);
  report.streams(result);
  if (result.verdict == Verdict::different) {
    point_to_members(left_reader, right_reader, asked, output);
  }
  return outcome_of(result.verdict, result.bytes_read);
}

Outcome run_streams(const Invocation& asked, const CompareOptions& options,
                    const Fetching& fetching, Report& report) {
  const ByteResult result = compare(source_of(asked.left, fetching.left),
                                    source_of(asked.right, fetching.right), options);
  report.streams(result);
  return outcome_of(result.verdict, result.bytes_read);
}

// A map that is none is found before anything is fetched.
Outcome run_url_map(const Invocation& asked, const CompareOptions& options,
                    const Fetching& fetching, Report& report, Output& output) {
  const std::unique_ptr<Tree> map =
      read_url_map(*asked.url_map, fetching.right, options.read, options.stop);
  const std::unique_ptr<Tree> directory =
      open_tree(source_of(asked.left, fetching.left), options.read);
  return run_trees(*directory, *map, asked, options, report, output);
}

// What every URL of the run shares.
Fetching prepare_fetching(const Invocation& asked, CompareOptions& options, Output& output) {
  if (!asked.meets_urls) return {};
  if (!asked.web.http.verify_tls) output.message("warning: --insecure: servers are not verified");
  Fetching result = fetching(asked, options.stop);
  options.read.http = result.both;
  options.read.client = make_http_client();
  return result;
}

}  // namespace

Outcome run(const Invocation& asked, const StopToken& stop, Progress& progress, Report& report,
            Output& output) {
  CompareOptions options = asked.compare;
  options.stop = stop;
  options.progress = &progress;
  const Fetching fetching = prepare_fetching(asked, options, output);
  if (options.read.io != Io::read) install_signal_guard();
  // With nobody to read it, cmp does not look for the line, nor past the first difference.
  const bool text = asked.form == Form::text && !asked.quiet && !asked.brief;
  const bool into_the_void = text && output.is_null_device();
  options.detail = detail(asked, into_the_void);
  // Sizes tell neither where the first difference is nor which side ends first.
  options.size_check = options.size_check && options.detail == Detail::verdict;
  if (asked.pairs) return run_pairs(asked, options, fetching, report, output);
  if (asked.url_map) return run_url_map(asked, options, fetching, report, output);
  if (asked.groups) return run_groups(asked, options, fetching, report);
  if (asked.list && !into_the_void) return run_listing(asked, options, fetching, report, output);
  if (asked.as == As::tree) return run_members(asked, options, fetching, report, output);
  if (asked.as == As::bytes) return run_streams(asked, options, fetching, report);
  return run_operands(asked, options, fetching, report, output);
}

}  // namespace komparu::cli
