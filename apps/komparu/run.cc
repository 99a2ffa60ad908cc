// SPDX-License-Identifier: MIT
#include "run.h"

#include <unistd.h>

#include <chrono>
#include <memory>

#include "byte_listing.h"
#include "komparu/compare.h"
#include "komparu/error.h"
#include "komparu/reader.h"
#include "komparu/signal_guard.h"

namespace komparu::cli {
namespace {

Source source(const Operand& operand) {
  switch (operand.kind) {
    case Operand::Kind::path:
      return Source(operand.path);
    case Operand::Kind::standard_input:
      return Source(operand.name, STDIN_FILENO);
    case Operand::Kind::web:
      break;
  }
  throw Error(ErrorCode::unsupported, operand.name, "URLs are not supported by this build");
}

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

}  // namespace

Verdict run(const Invocation& asked, const StopToken& stop, Progress& progress, Report& report,
            Output& output) {
  const Source left = source(asked.left);
  const Source right = source(asked.right);
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
  const ByteResult result = asked.list && !into_the_void ? list(asked, left, right, options, output)
                                                         : compare(left, right, options);
  report.streams(result);
  return result.verdict;
}

}  // namespace komparu::cli
