// SPDX-License-Identifier: MIT
#include "run.h"

#include <cerrno>
#include <chrono>
#include <memory>
#include <optional>
#include <system_error>
#include <utility>
#include <variant>

#include "byte_listing.h"
#include "komparu/compare.h"
#include "komparu/error.h"
#include "komparu/reader.h"
#include "komparu/signal_guard.h"
#include "komparu/tree.h"
#include "run_many.h"
#include "run_trees.h"
#include "sources.h"

namespace komparu::cli {
namespace {

// No more than the report will say: less is faster.
Detail detail(const Invocation& asked, bool into_the_void) {
  if (asked.quiet || asked.brief || asked.form == Form::null) return Detail::verdict;
  if (asked.form == Form::json || asked.list || into_the_void) return Detail::offset;
  return Detail::line;
}

// Opens both sides itself, because the width of the numbers depends on their sizes.
ByteResult list(const Invocation& asked, const Source& left, const Source& right,
                const CompareOptions& options, Output& output) {
  Until until{options.stop, {}};
  if (options.time_limit) until.deadline = std::chrono::steady_clock::now() + *options.time_limit;
  std::unique_ptr<Reader> right_reader;
  // As compare() does: a closed standard input must not become the number of the other side.
  if (right.descriptor) right_reader = open_reader(right, options.read, until);
  const std::unique_ptr<Reader> left_reader = open_reader(left, options.read, until);
  if (!right_reader) right_reader = open_reader(right, options.read, until);
  ByteListing listing(output, byte_number_width(*left_reader, *right_reader, options.extent),
                      asked.print_bytes);
  return list_differences(*left_reader, *right_reader, options, listing);
}

Outcome run_listing(const Invocation& asked, const CompareOptions& options, Report& report,
                    Output& output) {
  const ByteResult result =
      list(asked, source_of(asked.left), source_of(asked.right), options, output);
  report.streams(result);
  return outcome_of(result.verdict, result.bytes_read);
}

// The two operands as what they turn out to be.
Outcome run_operands(const Invocation& asked, const CompareOptions& options, Progress& progress,
                     Report& report, Output& output) {
  const Source left_source = source_of(asked.left);
  const Source right_source = source_of(asked.right);
  Until until{options.stop, {}};
  if (options.time_limit) until.deadline = std::chrono::steady_clock::now() + *options.time_limit;
  std::optional<komparu::Operand> right;
  // As compare() does: a closed standard input must not become the number of the other side.
  if (right_source.descriptor) right = open_operand(right_source, options.read, until);
  komparu::Operand left = open_operand(left_source, options.read, until);
  if (!right) right = open_operand(right_source, options.read, until);
  auto* const left_tree = std::get_if<std::unique_ptr<Tree>>(&left);
  auto* const right_tree = std::get_if<std::unique_ptr<Tree>>(&*right);
  if (left_tree != nullptr && right_tree != nullptr) {
    return run_trees(**left_tree, **right_tree, asked, options.stop, progress, report, output);
  }
  if (left_tree != nullptr || right_tree != nullptr) {
    throw Error(ErrorCode::wrong_kind, (left_tree != nullptr ? asked.left : asked.right).path,
                std::generic_category().message(EISDIR))
        .with_os_error(EISDIR)
        .with_side(left_tree != nullptr ? Side::left : Side::right);
  }
  if (asked.as == As::tree) {
    throw Error(ErrorCode::wrong_kind, asked.left.path, std::generic_category().message(ENOTDIR))
        .with_os_error(ENOTDIR)
        .with_side(Side::left);
  }
  const ByteResult result = compare(*std::get<std::unique_ptr<Reader>>(left),
                                    *std::get<std::unique_ptr<Reader>>(*right), options);
  report.streams(result);
  return outcome_of(result.verdict, result.bytes_read);
}

Outcome run_streams(const Invocation& asked, const CompareOptions& options, Report& report) {
  const ByteResult result = compare(source_of(asked.left), source_of(asked.right), options);
  report.streams(result);
  return outcome_of(result.verdict, result.bytes_read);
}

}  // namespace

Outcome run(const Invocation& asked, const StopToken& stop, Progress& progress, Report& report,
            Output& output) {
  CompareOptions options = asked.compare;
  options.stop = stop;
  options.progress = &progress;
  if (options.read.io != Io::read) install_signal_guard();
  // With nobody to read it, cmp does not look for the line, nor past the first difference.
  const bool text = asked.form == Form::text && !asked.quiet && !asked.brief;
  const bool into_the_void = text && output.is_null_device();
  options.detail = detail(asked, into_the_void);
  // Sizes tell neither where the first difference is nor which side ends first.
  options.size_check = options.size_check && options.detail == Detail::verdict;
  if (asked.pairs) return run_pairs(asked, options, progress, report, output);
  if (asked.groups) return run_groups(asked, stop, progress, report);
  if (asked.list && !into_the_void) return run_listing(asked, options, report, output);
  if (asked.as == As::bytes) return run_streams(asked, options, report);
  return run_operands(asked, options, progress, report, output);
}

}  // namespace komparu::cli
