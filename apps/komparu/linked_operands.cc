// SPDX-License-Identifier: MIT
#include "linked_operands.h"

#include <fmt/format.h>

#include "local_file.h"

namespace komparu::cli {
namespace {

SideFacts facts_of(const LocalFile& file) {
  SideFacts facts;
  facts.kind = file.kind;
  if (file.kind == Kind::regular) facts.size = Size{file.size, false};
  return facts;
}

// A user who types a link to a directory may mean the directory.
void point_to_directory(const Operand& operand, const LocalFile& file, Output& output) {
  if (file.kind != Kind::symbolic_link) return;
  const std::optional<LocalFile> target = look_at(operand.path, true);
  if (!target || target->kind != Kind::directory) return;
  output.message(
      fmt::format("{}: is a symbolic link to a directory (add / to follow it)", operand.name));
}

}  // namespace

std::optional<Outcome> compare_linked_operands(const Invocation& asked, Report& report,
                                               Output& output) {
  if (asked.trees.follow_links || asked.groups || asked.pairs || asked.url_map) return std::nullopt;
  if (asked.left.is_list || asked.write_checksums || asked.left.kind != Operand::Kind::path ||
      asked.right.kind != Operand::Kind::path) {
    return std::nullopt;
  }
  const std::optional<LocalFile> left = look_at(asked.left.path, false);
  const std::optional<LocalFile> right = look_at(asked.right.path, false);
  if (!left || !right) return std::nullopt;
  const bool left_is_link = left->kind == Kind::symbolic_link;
  const bool right_is_link = right->kind == Kind::symbolic_link;
  if (!left_is_link && !right_is_link) return std::nullopt;
  Finding finding;
  finding.left = facts_of(*left);
  finding.right = facts_of(*right);
  const bool same = left_is_link && right_is_link && left->link_text == right->link_text;
  finding.status = same ? Status::same : Status::differ;
  finding.reason = left_is_link && right_is_link ? Reason::link : Reason::kind;
  report.entry(finding);
  if (!asked.quiet) {
    point_to_directory(asked.left, *left, output);
    point_to_directory(asked.right, *right, output);
  }
  return outcome_of(same ? Verdict::same : Verdict::different, 0);
}

}  // namespace komparu::cli
