// SPDX-License-Identifier: MIT
#include "report/report.h"

#include <cstdlib>
#include <string>

#include "exit_code.h"
#include "support/catch.h"
#include "unit/apps/said.h"

using namespace komparu;
using namespace komparu::cli;
using komparu::testing::Said;
using komparu::testing::said;
using komparu::testing::said_of;

namespace {

Invocation invocation() {
  Invocation asked;
  asked.left = {cli::Operand::Kind::path, "a", "a"};
  asked.right = {cli::Operand::Kind::path, "file:///b", "/b"};
  asked.color = When::never;
  return asked;
}

ByteResult content_at(std::uint64_t offset, std::optional<std::uint64_t> line) {
  ByteResult result;
  result.verdict = Verdict::different;
  result.difference.emplace();
  result.difference->offset = offset;
  result.difference->line = line;
  result.difference->left = std::byte{'f'};
  result.difference->right = std::byte{0};
  result.left = {Kind::regular, Size{8, true}};
  result.right = {Kind::fifo, std::nullopt};
  return result;
}

ByteResult end_at(std::uint64_t offset, std::optional<std::uint64_t> line, bool at_line_start) {
  ByteResult result = content_at(offset, line);
  result.difference->reason = Reason::size;
  result.difference->ended = Side::right;
  result.difference->at_line_start = at_line_start;
  return result;
}

ByteResult sizes() {
  ByteResult result = content_at(0, std::nullopt);
  result.difference->reason = Reason::size;
  result.difference->offset.reset();
  return result;
}

ByteResult same() {
  ByteResult result;
  result.left = {Kind::regular, Size{8, true}};
  result.right = result.left;
  return result;
}

Error missing() {
  return Error(ErrorCode::not_found, "/b", "No such file or directory")
      .with_os_error(2)
      .with_phase(Phase::opening);
}

Totals test_totals(Verdict verdict, std::uint64_t bytes_read, double seconds) {
  return {outcome_of(verdict, bytes_read).counts, exit_code(verdict), seconds};
}

}  // namespace

TEST_CASE("text: a differing byte is told as cmp tells it") {
  Invocation asked = invocation();
  ::setenv("LC_ALL", "C", 1);
  CHECK(said_of(asked, content_at(6, 2)).report == "a file:///b differ: char 7, line 2\n");
  ::setenv("LC_ALL", "xx_YY.UTF-8", 1);
  CHECK(said_of(asked, content_at(6, 2)).report == "a file:///b differ: char 7, line 2\n");
  ::unsetenv("LC_ALL");
  asked.print_bytes = true;
  CHECK(said_of(asked, content_at(6, 2)).report ==
        "a file:///b differ: byte 7, line 2 is 146 f   0 ^@\n");
  asked.color = When::always;
  CHECK(said_of(asked, content_at(6, 2)).report ==
        "\x1b[31ma file:///b differ: byte 7, line 2 is 146 f   0 ^@\x1b[m\n");
}

TEST_CASE("text: the end of a file is told as cmp tells it, on standard error") {
  const Invocation asked = invocation();
  const auto message = [&asked](const ByteResult& result) {
    const Said both = said_of(asked, result);
    CHECK(both.report.empty());
    return both.messages;
  };
  CHECK(message(end_at(4, 2, true)) == "komparu: EOF on file:///b after byte 4, line 1\n");
  CHECK(message(end_at(3, 1, false)) == "komparu: EOF on file:///b after byte 3, in line 1\n");
  CHECK(message(end_at(4, std::nullopt, false)) == "komparu: EOF on file:///b after byte 4\n");
  CHECK(message(end_at(0, 1, true)) == "komparu: EOF on file:///b which is empty\n");
  CHECK(message(end_at(0, std::nullopt, false)) == "komparu: EOF on file:///b which is empty\n");
}

TEST_CASE("text: whoever asks for less or more gets it") {
  Invocation asked = invocation();
  CHECK(said_of(asked, same()).report.empty());
  asked.report_identical = true;
  CHECK(said_of(asked, same()).report == "Files a and file:///b are identical\n");
  asked.brief = true;
  for (const ByteResult& result : {content_at(6, 2), end_at(4, 2, true), sizes()}) {
    const Said both = said_of(asked, result);
    CHECK(both.report == "Files a and file:///b differ\n");
    CHECK(both.messages.empty());
  }
  asked.left.name = "a\n";
  CHECK(said_of(asked, sizes()).report == "Files a\\x0a and file:///b differ\n");
}

TEST_CASE("text: where nobody asked for the line there is nothing to tell of a byte") {
  const Said both = said_of(invocation(), content_at(6, std::nullopt));
  CHECK(both.report.empty());
  CHECK(both.messages.empty());
}

TEST_CASE("messages name operands as they were typed, also empty ones") {
  const Invocation asked = invocation();
  CHECK(said_of(asked, missing()).messages == "komparu: file:///b: No such file or directory\n");
  CHECK(said_of(asked, Error(ErrorCode::not_found, "", "No such file").with_os_error(2)).messages ==
        "komparu: : No such file\n");
  CHECK(said_of(asked, Error(ErrorCode::timed_out, "", "time limit exceeded")).messages ==
        "komparu: time limit exceeded\n");
}

TEST_CASE("quiet says nothing but why it has no answer, and not that of what it cannot open") {
  Invocation asked = invocation();
  asked.quiet = true;
  asked.stats = true;
  asked.form = Form::json;
  const Said both = said(asked, [](Report& report) {
    report.streams(content_at(6, 2));
    report.trouble(missing());
    report.end(test_totals(Verdict::trouble, 0, 0));
  });
  CHECK(both.report.empty());
  CHECK(both.messages.empty());
  CHECK(said_of(asked, Error(ErrorCode::changed, "a", "changed")).messages ==
        "komparu: a: changed\n");
}

TEST_CASE("JSON: an entry for what differs or is trouble") {
  Invocation asked = invocation();
  asked.form = Form::json;
  CHECK(said_of(asked, same()).report.empty());
  CHECK(said_of(asked, content_at(6, std::nullopt)).report ==
        R"({"v":1,"type":"entry","path":"a","status":"differ","reason":"content","offset":6,)"
        R"("left":{"kind":"file","size":8},"right":{"kind":"fifo","size":null}})"
        "\n");
  CHECK(said_of(asked, sizes()).report ==
        R"({"v":1,"type":"entry","path":"a","status":"differ","reason":"size","offset":null,)"
        R"("left":{"kind":"file","size":8},"right":{"kind":"fifo","size":null}})"
        "\n");
  const Said trouble = said_of(asked, missing());
  CHECK(trouble.report ==
        R"({"v":1,"type":"entry","path":"a","status":"error","reason":"not_found",)"
        R"("message":"file:///b: No such file or directory","errno":2})"
        "\n");
  CHECK(trouble.messages.empty());
  CHECK(said_of(asked, Error(ErrorCode::timed_out, "", "late")).report.find(R"("errno":null})") !=
        std::string::npos);
}

TEST_CASE("what a report is about outlives those who said it") {
  Invocation asked = invocation();
  asked.form = Form::json;
  const Said trouble = said(asked, [](Report& report) {
    const std::string name(64, 'n');
    report.about({cli::Operand::Kind::path, name, name}, {}, 3);
    report.trouble(Error(ErrorCode::unreadable, "", "unreadable"));
  });
  CHECK(trouble.report.find(std::string(64, 'n')) != std::string::npos);
}

TEST_CASE("JSON: equal files on request, and a summary at the end") {
  Invocation asked = invocation();
  asked.form = Form::json;
  asked.report_identical = true;
  CHECK(said_of(asked, same()).report ==
        R"({"v":1,"type":"entry","path":"a","status":"same",)"
        R"("left":{"kind":"file","size":8},"right":{"kind":"file","size":8}})"
        "\n");
  const auto summary = [&asked](Verdict verdict) {
    return said(asked, [verdict](Report& report) { report.end(test_totals(verdict, 123, 0.25)); })
        .report;
  };
  CHECK(summary(Verdict::same) ==
        R"({"v":1,"type":"summary","exit":0,"same":1,"differ":0,"only_left":0,"only_right":0,)"
        R"("errors":0,"excluded":0,"bytes_read":123,"seconds":0.250,"complete":true})"
        "\n");
  CHECK(summary(Verdict::different).find(R"("exit":1,"same":0,"differ":1,)") != std::string::npos);
  CHECK(summary(Verdict::trouble).find(R"("errors":1,)") != std::string::npos);
}

TEST_CASE("V5: JSON carries names that are not UTF-8 in base64 too") {
  Invocation asked = invocation();
  asked.form = Form::json;
  asked.left.name = "a\xFF";
  CHECK(said_of(asked, sizes()).report.substr(0, 54) ==
        "{\"v\":1,\"type\":\"entry\",\"path\":\"a\xEF\xBF\xBD\",\"path_b64\":\"Yf8=\",");
}

TEST_CASE("NUL: a word and the name as it is") {
  Invocation asked = invocation();
  asked.form = Form::null;
  asked.left.name = "a\n\xFF";
  CHECK(said_of(asked, sizes()).report == std::string("differ a\n\xFF") + '\0');
  CHECK(said_of(asked, same()).report.empty());
  const Said trouble = said_of(asked, missing());
  CHECK(trouble.report == std::string("error a\n\xFF") + '\0');
  CHECK(trouble.messages == "komparu: file:///b: No such file or directory\n");
  asked.report_identical = true;
  CHECK(said_of(asked, same()).report == std::string("same a\n\xFF") + '\0');
}

TEST_CASE("statistics follow on standard error") {
  Invocation asked = invocation();
  asked.stats = true;
  for (const Form form : {Form::text, Form::null}) {
    asked.form = form;
    const Said both =
        said(asked, [](Report& report) { report.end(test_totals(Verdict::different, 20, 1.5)); });
    CHECK(both.report.empty());
    CHECK(
        both.messages ==
        "komparu: same 0, differ 1, only left 0, only right 0, errors 0, excluded 0; 20 bytes read "
        "in 1.500 seconds\n");
  }
}
