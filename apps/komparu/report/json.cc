// SPDX-License-Identifier: MIT
#include "report/json.h"

#include <fmt/format.h>

#include <string>
#include <string_view>

#include "report/shown_text.h"
#include "report/words.h"

namespace komparu::cli {
namespace {

std::string_view word(Kind kind) {
  switch (kind) {
    case Kind::regular:
      return "file";
    case Kind::directory:
      return "directory";
    case Kind::symbolic_link:
      return "symbolic_link";
    case Kind::fifo:
      return "fifo";
    case Kind::socket:
      return "socket";
    case Kind::character_device:
      return "character_device";
    case Kind::block_device:
      return "block_device";
    case Kind::unknown:
      break;
  }
  return "unknown";
}

// A name and, where JSON cannot hold it, its lossless form.
std::string named(std::string_view key, std::string_view name) {
  std::string text = fmt::format(R"("{}":{})", key, json_string(name));
  if (!is_utf8(name)) text += fmt::format(R"(,"{}_b64":"{}")", key, base64(name));
  return text;
}

std::string number_or_null(std::optional<std::uint64_t> number) {
  return number ? fmt::format("{}", *number) : "null";
}

std::string side(const SideFacts& facts) {
  std::optional<std::uint64_t> size;
  if (facts.size) size = facts.size->bytes;
  std::string text =
      fmt::format(R"({{"kind":"{}","size":{})", word(facts.kind), number_or_null(size));
  const std::string encoding = shown_encoding(facts);
  if (!encoding.empty()) text += fmt::format(R"(,"encoding":{})", json_string(encoding));
  return text + "}";
}

// With --new-file, what is absent on one side of a file counts as an empty file.
std::string sides(const Finding& finding) {
  constexpr std::string_view kEmpty = R"({"kind":"file","size":0})";
  const bool both = finding.status == Status::differ || finding.status == Status::same;
  std::string text;
  for (const Side at : {Side::left, Side::right}) {
    const std::optional<SideFacts>& facts = at == Side::left ? finding.left : finding.right;
    if (!facts && !both) continue;
    text += fmt::format(R"(,"{}":{})", at == Side::left ? "left" : "right",
                        facts ? side(*facts) : kEmpty);
  }
  return text;
}

std::string status(Status status) {
  return fmt::format(R"(,"status":"{}")", komparu::word(status));
}

std::string difference(Reason reason, std::optional<std::uint64_t> offset) {
  return fmt::format(R"(,"reason":"{}","offset":{})", komparu::word(reason),
                     number_or_null(reason == Reason::content ? offset : std::nullopt));
}

std::string problem(ErrorCode code, std::string_view message, int os_error, int http_status) {
  std::string text =
      fmt::format(R"(,"reason":"{}","message":{},"errno":{})", komparu::word(code),
                  json_string(message), os_error == 0 ? "null" : fmt::format("{}", os_error));
  if (http_status != 0) text += fmt::format(R"(,"http_status":{})", http_status);
  return text;
}

}  // namespace

std::string JsonReport::start(std::string_view type) const {
  std::string text = fmt::format(R"({{"v":1,"type":"{}")", type);
  if (pair()) text += fmt::format(R"(,"pair":{})", *pair());
  return text;
}

void JsonReport::write_streams(const ByteResult& result) {
  if (!result.difference && !asked_.report_identical) return;
  std::string text = start("entry") + "," + named("path", left().name);
  text += status(result.difference ? Status::differ : Status::same);
  if (result.difference) text += difference(result.difference->reason, result.difference->offset);
  text += fmt::format(R"(,"left":{},"right":{}}})"
                      "\n",
                      side(result.left), side(result.right));
  output_.write(text);
}

void JsonReport::write_entry(const Finding& finding) {
  if (finding.status == Status::same && !asked_.report_identical) return;
  std::string text = start("entry") + "," + named("path", path_of(finding));
  if (finding.right_path != finding.path) text += "," + named("right_path", finding.right_path);
  text += status(finding.status);
  if (finding.status == Status::differ) text += difference(finding.reason, finding.offset);
  if (finding.problem) {
    const Problem& first = *finding.problem;
    text += problem(first.code, problem_message(finding, first, left(), right()), first.os_error,
                    first.http_status);
  }
  if (!finding.resembles.empty()) text += "," + named("resembles", finding.resembles);
  output_.write(text + sides(finding) + "}\n");
}

void JsonReport::groups(const GroupResult& result, const std::vector<Operand>& operands) {
  for (const std::vector<std::size_t>& group : result.groups) {
    std::string names;
    std::string lossless;
    bool all_utf8 = true;
    for (const std::size_t member : group) {
      const std::string& name = operands[member].name;
      names += (names.empty() ? "" : ",") + json_string(name);
      lossless += fmt::format(R"({}"{}")", lossless.empty() ? "" : ",", base64(name));
      all_utf8 = all_utf8 && is_utf8(name);
    }
    std::string text = start("group") + fmt::format(R"(,"members":[{}])", names);
    if (!all_utf8) text += fmt::format(R"(,"members_b64":[{}])", lossless);
    output_.write(text + "}\n");
  }
  for (const GroupProblem& one : result.problems) {
    const std::string& operand = operands[one.source].name;
    const std::string path = one.path.empty() ? operand : path_below(operand, one.path);
    output_.write(start("entry") + "," + named("path", path) + status(Status::error) +
                  problem(one.problem.code, describe_group_problem(one, operands),
                          one.problem.os_error, one.problem.http_status) +
                  "}\n");
  }
}

void JsonReport::write_trouble(const Error& error) {
  output_.write(start("entry") + "," + named("path", left().name) + status(Status::error) +
                problem(error.code(), describe(error), error.os_error(), error.http_status()) +
                "}\n");
}

void JsonReport::write_pair_end(int exit) {
  output_.write(start("pair") + "," + named("left", left().name) + "," +
                named("right", right().name) + fmt::format(R"(,"exit":{}}})", exit) + "\n");
}

void JsonReport::end(const Totals& totals) {
  const TreeCounts& counts = totals.counts;
  const std::string weak = totals.weak_checksums > 0
                               ? fmt::format(R"(,"weak_checksums":{})", totals.weak_checksums)
                               : "";
  output_.write(fmt::format(
      R"({{"v":1,"type":"summary","exit":{},"same":{},"differ":{},"only_left":{},"only_right":{},)"
      R"("errors":{},"excluded":{},"bytes_read":{},"seconds":{:.3f},"complete":{}{}}})"
      "\n",
      totals.exit, counts.same, counts.differ, counts.only_left, counts.only_right, counts.errors,
      counts.excluded, counts.bytes_read, totals.seconds, totals.complete, weak));
}

}  // namespace komparu::cli
