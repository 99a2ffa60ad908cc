// SPDX-License-Identifier: MIT
#include "report/text.h"

#include <fmt/format.h>

#include <cstddef>
#include <string>

#include "environment.h"
#include "report/shown_byte.h"
#include "report/shown_text.h"
#include "report/words.h"
#include "terminal.h"

namespace komparu::cli {
namespace {

constexpr std::string_view kColor = "\x1b[31m";
constexpr std::string_view kColorEnd = "\x1b[m";

}  // namespace

std::string TextReport::shown(std::string_view text) {
  return output_.at_terminal() ? escape(text) : escape_controls(text);
}

void TextReport::line(std::string_view text) {
  if (lists_instead_) return;
  std::string line = shown(text);
  if (use_color(asked_.color)) line.insert(0, kColor).append(kColorEnd);
  output_.write(line += '\n');
}

void TextReport::plain_line(std::string_view text) {
  if (lists_instead_) return;
  output_.write(shown(text) += '\n');
}

void TextReport::write_streams(const ByteResult& result) {
  answer(result);
  if (asked_.brief) return;
  for (const std::string& note :
       {encoding_note(result.left, left().name), encoding_note(result.right, right().name)}) {
    if (!note.empty()) output_.message(note);
  }
}

void TextReport::answer(const ByteResult& result) {
  if (!result.difference) {
    if (!asked_.report_identical) return;
    return plain_line(fmt::format("Files {} and {} are identical", left().name, right().name));
  }
  const Difference& difference = *result.difference;
  if (asked_.brief) {
    line(fmt::format("Files {} and {} differ", left().name, right().name));
  } else if (difference.ended) {
    end_of_file(result);
  } else if (difference.line) {
    differing_byte(difference);
  }
}

void TextReport::differing_byte(const Difference& difference) {
  const bool values = asked_.print_bytes;
  // POSIX words the line with "char" in its own locale.
  std::string text = fmt::format("{} {} differ: {} {}, line {}", left().name, right().name,
                                 !values && messages_are_posix() ? "char" : "byte",
                                 difference.offset.value_or(0) + 1, difference.line.value_or(1));
  if (values) {
    const ShownByte left(difference.left);
    const ShownByte right(difference.right);
    text += fmt::format(" is {} {} {} {}", left.octal(), left.text(), right.octal(), right.text());
  }
  line(text);
}

void TextReport::end_of_file(const ByteResult& result) {
  const Difference& difference = *result.difference;
  const Operand& ended = *difference.ended == Side::left ? left() : right();
  const std::uint64_t offset = difference.offset.value_or(0);
  std::string text = fmt::format("EOF on {}", ended.name);
  if (offset == 0) {
    text += " which is empty";
  } else {
    text += fmt::format(" after byte {}", offset);
    if (difference.line && difference.at_line_start) {
      text += fmt::format(", line {}", *difference.line - 1);
    } else if (difference.line) {
      text += fmt::format(", in line {}", *difference.line);
    }
  }
  output_.message(text);
  // An image that was written to a device is shorter than the device.
  const bool left_ended = *difference.ended == Side::left;
  const SideFacts& longer = left_ended ? result.right : result.left;
  if (longer.kind == Kind::block_device && offset > 0 && !asked_.compare.extent.limit) {
    output_.message(fmt::format("{} is larger: -n {} compares as much as {} holds",
                                left_ended ? right().name : left().name, offset, ended.name));
  }
}

void TextReport::note_roots(const Finding& finding) {
  const bool at_left = finding.status == Status::only_left;
  const std::string& path = at_left ? finding.path : finding.right_path;
  const std::optional<SideFacts>& facts = at_left ? finding.left : finding.right;
  std::string& root = at_left ? left_root_ : right_root_;
  const bool is_root = (at_left || finding.status == Status::only_right) && root.empty() && facts &&
                       facts->kind == Kind::directory && path.find('/') == std::string::npos;
  if (!is_root) found_more_ = true;
  if (is_root) root = path;
}

// src-1.0.tar and src-1.1.tar each hold one directory, of another name.
void TextReport::point_to_roots() {
  if (asked_.as != As::tree || asked_.archives.strip_components > 0 || found_more_) return;
  if (left_root_.empty() || right_root_.empty()) return;
  output_.message(
      fmt::format("all of LEFT is in '{}', all of RIGHT in '{}': --strip-components=1 compares "
                  "what is below them",
                  left_root_, right_root_));
}

void TextReport::write_entry(const Finding& finding) {
  note_roots(finding);
  if (finding.status == Status::error) {
    for (const std::optional<Problem>& problem : {finding.problem, finding.right_problem}) {
      if (!problem) continue;
      output_.message(problem_message(finding, *problem, left(), right()));
    }
    return;
  }
  const std::string text = tree_line(finding, left(), right());
  if (finding.status != Status::same) {
    line(text);
  } else if (asked_.report_identical) {
    plain_line(text);
  }
  const std::string note = kinship_note(finding, left(), right());
  if (!note.empty()) output_.message(note);
  if (asked_.brief) return;
  for (const std::string& coding : encoding_notes(finding, left(), right())) {
    output_.message(coding);
  }
}

void TextReport::groups(const GroupResult& result, const std::vector<Operand>& operands) {
  for (const GroupProblem& problem : result.problems) {
    output_.message(describe_group_problem(problem, operands));
  }
  if (result.groups.size() < 2 && !asked_.report_identical) return;
  bool first = true;
  for (const std::vector<std::size_t>& group : result.groups) {
    if (!first) plain_line("");
    first = false;
    for (const std::size_t member : group) plain_line(operands[member].name);
  }
}

void TextReport::write_trouble(const Error& error) { output_.message(describe(error)); }

void TextReport::end(const Totals& totals) {
  if (totals.counts.same == 0 && !asked_.brief) point_to_roots();
  if (asked_.stats) output_.message(stats_line(totals));
}

}  // namespace komparu::cli
