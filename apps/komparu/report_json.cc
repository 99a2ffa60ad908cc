// SPDX-License-Identifier: MIT
#include "report_json.h"

#include <fmt/format.h>

#include <string>
#include <string_view>

#include "shown_text.h"

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

// The start of an entry: its path, in a lossless form too where JSON cannot hold the name.
std::string entry(std::string_view path) {
  std::string text = R"({"v":1,"type":"entry","path":)" + json_string(path);
  if (!is_utf8(path)) text += fmt::format(R"(,"path_b64":"{}")", base64(path));
  return text;
}

std::string number_or_null(std::optional<std::uint64_t> number) {
  return number ? fmt::format("{}", *number) : "null";
}

std::string side(const SideFacts& facts) {
  std::optional<std::uint64_t> size;
  if (facts.size) size = facts.size->bytes;
  return fmt::format(R"({{"kind":"{}","size":{}}})", word(facts.kind), number_or_null(size));
}

}  // namespace

void JsonReport::streams(const ByteResult& result) {
  if (!result.difference && !asked_.report_identical) return;
  output_.write(entry(asked_.left.name));
  if (!result.difference) {
    return output_.write(fmt::format(R"(,"status":"same","left":{},"right":{}}})"
                                     "\n",
                                     side(result.left), side(result.right)));
  }
  const Difference& difference = *result.difference;
  output_.write(fmt::format(R"(,"status":"differ","reason":"{}","offset":{},"left":{},"right":{}}})"
                            "\n",
                            komparu::word(difference.reason), number_or_null(difference.offset),
                            side(result.left), side(result.right)));
}

void JsonReport::trouble(const Error& error) {
  output_.write(entry(asked_.left.name));
  output_.write(fmt::format(R"(,"status":"error","reason":"{}","message":{},"errno":{}}})"
                            "\n",
                            komparu::word(error.code()), json_string(describe(error, asked_)),
                            error.os_error() == 0 ? "null" : fmt::format("{}", error.os_error())));
}

void JsonReport::end(const Totals& totals) {
  output_.write(fmt::format(
      R"({{"v":1,"type":"summary","exit":{},"same":{},"differ":{},"only_left":0,"only_right":0,)"
      R"("errors":{},"excluded":0,"bytes_read":{},"seconds":{:.3f}}})"
      "\n",
      totals.exit, totals.same, totals.differ, totals.errors, totals.bytes_read, totals.seconds));
}

}  // namespace komparu::cli
