// SPDX-License-Identifier: MIT
#include "report/words.h"

#include <fmt/format.h>

#include <optional>

#include "local_path.h"
#include "options/archive_options.h"

namespace komparu::cli {
namespace {

constexpr std::string_view kDirectoryLoop = "recursive directory loop";

std::string_view kind_words(const SideFacts& facts) {
  switch (facts.kind) {
    case Kind::regular:
      return facts.size && facts.size->bytes == 0 ? "regular empty file" : "regular file";
    case Kind::directory:
      return "directory";
    case Kind::symbolic_link:
      return "symbolic link";
    case Kind::fifo:
      return "fifo";
    case Kind::socket:
      return "socket";
    case Kind::character_device:
      return "character special file";
    case Kind::block_device:
      return "block special file";
    case Kind::unknown:
      break;
  }
  return "weird file";
}

// A map has paths, but no directories. A name that ends in a slash is from an archive: "/" in ar.
std::string only_in(const Operand& operand, std::string_view path) {
  const std::size_t slash = path.rfind('/');
  if (slash == std::string_view::npos || slash + 1 == path.size() ||
      operand.kind == Operand::Kind::map || operand.is_list) {
    return fmt::format("Only in {}: {}", operand.name, path);
  }
  return fmt::format("Only in {}: {}", path_below(operand.name, path.substr(0, slash)),
                     path.substr(slash + 1));
}

// The name of an entry: its URL, or its path below the operand.
std::string shown_entry(const std::optional<SideFacts>& facts, const Operand& operand,
                        std::string_view path) {
  if (facts && !facts->shown_as.empty()) return facts->shown_as;
  return path_below(operand.name, path);
}

std::string shown_left(const Finding& finding, const Operand& left) {
  return shown_entry(finding.left, left, finding.path);
}

std::string shown_right(const Finding& finding, const Operand& right) {
  return shown_entry(finding.right, right, finding.right_path);
}

}  // namespace

std::string shown_reason(ErrorCode code, const std::string& detail) {
  if (code == ErrorCode::limit_exceeded) return limit_by_option(detail);
  // A loop of links that leads nowhere has this code too, but the option does not help there.
  if (code == ErrorCode::loop && detail == kDirectoryLoop) {
    return detail + " (--no-dereference compares the links themselves)";
  }
  if (code == ErrorCode::nothing_compared) return detail + " (--allow-empty accepts that)";
  if (code == ErrorCode::unsupported) return request_by_option(detail);
  return detail;
}

std::string path_below(std::string_view operand, std::string_view path) {
  if (path.empty()) return std::string(operand);
  while (operand.size() > 1 && operand.back() == '/' && operand[operand.size() - 2] == '/') {
    operand.remove_suffix(1);
  }
  const bool slash_there = !operand.empty() && is_separator(operand.back());
  return fmt::format("{}{}{}", operand, slash_there ? "" : "/", path);
}

std::string tree_line(const Finding& finding, const Operand& left, const Operand& right) {
  if (finding.status == Status::only_left) return only_in(left, finding.path);
  if (finding.status == Status::only_right) return only_in(right, finding.right_path);
  const std::string left_path = shown_left(finding, left);
  const std::string right_path = shown_right(finding, right);
  if (finding.status == Status::same) {
    return fmt::format("Files {} and {} are identical", left_path, right_path);
  }
  if (finding.reason == Reason::link) {
    return fmt::format("Symbolic links {} and {} differ", left_path, right_path);
  }
  if (finding.reason == Reason::kind && finding.left && finding.right) {
    return fmt::format("File {} is a {} while file {} is a {}", left_path,
                       kind_words(*finding.left), right_path, kind_words(*finding.right));
  }
  return fmt::format("Files {} and {} differ", left_path, right_path);
}

std::string problem_message(const Finding& finding, const Problem& problem, const Operand& left,
                            const Operand& right) {
  const std::string path =
      problem.side == Side::right ? shown_right(finding, right) : shown_left(finding, left);
  return fmt::format("{}: {}", path, shown_reason(problem.code, problem.detail));
}

std::string kinship_note(const Finding& finding, const Operand& left, const Operand& right) {
  if (finding.resembles.empty()) return {};
  const bool on_left = finding.status == Status::only_left;
  const std::string path = on_left ? shown_left(finding, left) : shown_right(finding, right);
  return fmt::format("{}: the other side has '{}', which differs in case or normalization only",
                     path, finding.resembles);
}

std::string shown_encoding(const SideFacts& facts) {
  constexpr std::string_view kInTokens =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!#$%&'*+-.^_`|~";
  constexpr std::size_t kLongest = 100;
  const std::string& text = facts.encoding;
  const bool tokens = text.size() <= kLongest &&
                      text.find_first_not_of(std::string(kInTokens) + ", ") == std::string::npos;
  return tokens ? text : std::string();
}

std::string encoding_note(const SideFacts& facts, std::string_view name) {
  if (facts.encoding.empty()) return {};
  if (shown_encoding(facts).empty()) {
    return fmt::format("{}: compared as sent; its Content-Encoding is no list of tokens", name);
  }
  return fmt::format("{}: compared as sent, Content-Encoding: {}", name, facts.encoding);
}

std::vector<std::string> encoding_notes(const Finding& finding, const Operand& left,
                                        const Operand& right) {
  std::vector<std::string> notes;
  if (finding.left && !finding.left->encoding.empty()) {
    notes.push_back(encoding_note(*finding.left, shown_left(finding, left)));
  }
  if (finding.right && !finding.right->encoding.empty()) {
    notes.push_back(encoding_note(*finding.right, shown_right(finding, right)));
  }
  return notes;
}

std::string describe_group_problem(const GroupProblem& problem,
                                   const std::vector<Operand>& operands) {
  const std::string& operand = operands[problem.source].name;
  return fmt::format("{}: {}", problem.path.empty() ? operand : path_below(operand, problem.path),
                     shown_reason(problem.problem.code, problem.problem.detail));
}

}  // namespace komparu::cli
