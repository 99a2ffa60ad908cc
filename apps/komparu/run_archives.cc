// SPDX-License-Identifier: MIT
#include "run_archives.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "komparu/compare.h"
#include "komparu/error.h"
#include "komparu/http.h"
#include "run_trees.h"

namespace komparu::cli {
namespace {

// What was opened, compared by `compare`, which is given the options and where findings go.
template <typename Compare>
Outcome report_members(const Invocation& asked, const CompareOptions& options, Report& report,
                       Output& output, const Compare& compare) {
  const TreeOptions trees = tree_options(asked, options);
  Lists lists(asked.lists, output);
  FindingPrinter printer(report, &lists, output);
  const TreeSummary summary = compare(trees, printer);
  lists.finish();
  return {summary.verdict, summary.counts};
}

bool is_base(const Operand& operand) {
  return operand.kind == Operand::Kind::web && is_base_url(operand.path);
}

// What is compressed in these ways can only be looked into with libarchive.
bool is_compressed(Reader& reader) {
  using namespace std::string_view_literals;
  constexpr std::array kMagics = {"BZh"sv,
                                  "\xfd"
                                  "7zXZ\0"sv,
                                  "\x28\xb5\x2f\xfd"sv, "\x04\x22\x4d\x18"sv};
  const auto window = reader.random_access()->window(6);
  const std::span<const std::byte> bytes = window->at(0, 6);
  const std::string_view head(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  // Frames that zstd and lz4 skip have 16 numbers.
  if (head.substr(std::min<std::size_t>(1, head.size())).starts_with("\x2a\x4d\x18")) return true;
  return std::any_of(kMagics.begin(), kMagics.end(),
                     [head](std::string_view magic) { return head.starts_with(magic); });
}

bool shows_to_be_archive(Reader& reader, const ArchiveOptions& archives) {
  return reader.random_access() != nullptr && !is_compressed(reader) &&
         is_archive(reader, archives);
}

}  // namespace

Outcome run_members(const Invocation& asked, const CompareOptions& options,
                    const Fetching& fetching, Report& report, Output& output) {
  if (is_base(asked.left) && is_base(asked.right)) throw neither_listed(asked.left);
  const Source left = source_of(asked.left, fetching.left);
  const Source right = source_of(asked.right, fetching.right);
  return report_members(asked, options, report, output,
                        [&](const TreeOptions& trees, FindingSink& sink) {
                          return compare_archives(left, right, trees, asked.archives, sink);
                        });
}

std::unique_ptr<Archive> archive_beside_tree(std::unique_ptr<Reader> reader, const Operand& operand,
                                             const Invocation& asked, const Until& until) {
  const bool is_stream = reader->random_access() == nullptr;
  if (is_stream ? operand.kind == Operand::Kind::path : !is_archive(*reader, asked.archives)) {
    return nullptr;
  }
  return open_if_archive(std::move(reader), operand.name, asked.archives, until);
}

Outcome run_archive_and_tree(Side side, Archive& archive, Tree& tree, const Invocation& asked,
                             const CompareOptions& options, Report& report, Output& output) {
  return report_members(asked, options, report, output,
                        [&](const TreeOptions& trees, FindingSink& sink) {
                          return side == Side::left ? compare_archives(archive, tree, trees, sink)
                                                    : compare_archives(tree, archive, trees, sink);
                        });
}

void point_to_members(Reader& left, Reader& right, const Invocation& asked, Output& output) {
  if (asked.form != Form::text || asked.quiet || asked.brief) return;
  try {
    if (!shows_to_be_archive(left, asked.archives)) return;
    if (!shows_to_be_archive(right, asked.archives)) return;
  } catch (const Error&) {
    return;  // the answer is known; what stands in the way of a hint is none
  }
  output.message("both are archives: -a compares their members");
}

}  // namespace komparu::cli
