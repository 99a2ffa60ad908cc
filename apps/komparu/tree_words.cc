// SPDX-License-Identifier: MIT
#include "tree_words.h"

#include <fmt/format.h>

namespace komparu::cli {
namespace {

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

std::string only_in(std::string_view operand, std::string_view path) {
  const std::size_t slash = path.rfind('/');
  if (slash == std::string_view::npos) return fmt::format("Only in {}: {}", operand, path);
  return fmt::format("Only in {}: {}", path_below(operand, path.substr(0, slash)),
                     path.substr(slash + 1));
}

}  // namespace

std::string path_below(std::string_view operand, std::string_view path) {
  while (operand.size() > 1 && operand.back() == '/' && operand[operand.size() - 2] == '/') {
    operand.remove_suffix(1);
  }
  const bool slash_there = !operand.empty() && operand.back() == '/';
  return fmt::format("{}{}{}", operand, slash_there ? "" : "/", path);
}

std::string tree_line(const Finding& finding, std::string_view left, std::string_view right) {
  if (finding.status == Status::only_left) return only_in(left, finding.path);
  if (finding.status == Status::only_right) return only_in(right, finding.right_path);
  const std::string left_path = path_below(left, finding.path);
  const std::string right_path = path_below(right, finding.right_path);
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

std::string problem_message(const Finding& finding, const Problem& problem, std::string_view left,
                            std::string_view right) {
  const std::string path = problem.side == Side::right ? path_below(right, finding.right_path)
                                                       : path_below(left, finding.path);
  return fmt::format("{}: {}", path, problem.detail);
}

std::string kinship_note(const Finding& finding, std::string_view left, std::string_view right) {
  if (finding.resembles.empty()) return {};
  const bool on_left = finding.status == Status::only_left;
  const std::string path =
      on_left ? path_below(left, finding.path) : path_below(right, finding.right_path);
  return fmt::format("{}: the other side has '{}', which differs in case or normalization only",
                     path, finding.resembles);
}

std::string describe_group_problem(const GroupProblem& problem,
                                   const std::vector<Operand>& operands) {
  const std::string& operand = operands[problem.source].name;
  return fmt::format("{}: {}", problem.path.empty() ? operand : path_below(operand, problem.path),
                     problem.problem.detail);
}

}  // namespace komparu::cli
