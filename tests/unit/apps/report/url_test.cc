// SPDX-License-Identifier: MIT
#include <string>

#include "report/report.h"
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
  asked.left = {cli::Operand::Kind::path, "dir", "dir"};
  asked.right = read_operand("https://me:secret@host/base/");
  asked.color = When::never;
  return asked;
}

SideFacts url(std::string encoding = {}) {
  return {Kind::regular, Size{9, true}, "https://***@host/base/a%20b", std::move(encoding)};
}

Finding entry(Status status) {
  Finding finding;
  finding.path = finding.right_path = "a b";
  finding.status = status;
  finding.left = SideFacts{Kind::regular, Size{9, true}};
  finding.right = url();
  return finding;
}

Finding refused() {
  Finding finding = entry(Status::error);
  finding.problem = Problem{ErrorCode::http, "the server answered 503", 0, 503, Side::right};
  return finding;
}

}  // namespace

TEST_CASE("text: an entry that is a URL is called by it, without secrets") {
  Invocation asked = invocation();
  CHECK(said_of(asked, entry(Status::differ)).report ==
        "Files dir/a b and https://***@host/base/a%20b differ\n");
  asked.report_identical = true;
  CHECK(said_of(asked, entry(Status::same)).report ==
        "Files dir/a b and https://***@host/base/a%20b are identical\n");
  CHECK(said_of(asked, refused()).messages ==
        "komparu: https://***@host/base/a%20b: the server answered 503\n");
  Finding kinds = entry(Status::differ);
  kinds.reason = Reason::kind;
  kinds.left->kind = Kind::fifo;
  CHECK(said_of(asked, kinds).report ==
        "File dir/a b is a fifo while file https://***@host/base/a%20b is a regular file\n");
}

TEST_CASE("text: what only one side has is told of the operand") {
  Invocation asked = invocation();
  Finding left = entry(Status::only_left);
  left.path = left.right_path = "sub/a";
  left.right.reset();
  CHECK(said_of(asked, left).report == "Only in dir/sub: a\n");
  left.path = left.right_path = "/";  // the table of symbols in an ar archive
  CHECK(said_of(asked, left).report == "Only in dir: /\n");
  asked.right = {cli::Operand::Kind::map, "map", "map"};
  Finding right = entry(Status::only_right);
  right.path = right.right_path = "sub/a";
  right.left.reset();
  CHECK(said_of(asked, right).report == "Only in map: sub/a\n");
}

TEST_CASE("H9: a content coding is named wherever more than the bare answer is asked for") {
  const std::string stream =
      "komparu: https://***@host/base/: compared as sent, "
      "Content-Encoding: gzip\n";
  const std::string below =
      "komparu: https://***@host/base/a%20b: compared as sent, "
      "Content-Encoding: gzip\n";
  ByteResult same;
  same.right = url("gzip");
  Finding differ = entry(Status::differ);
  differ.right = url("gzip");
  Invocation asked = invocation();
  CHECK(said_of(asked, same).messages == stream);
  CHECK(said_of(asked, differ).messages == below);
  asked.brief = true;
  CHECK(said_of(asked, same).messages.empty());
  CHECK(said_of(asked, differ).messages.empty());
  asked.brief = false;
  asked.quiet = true;
  CHECK(said_of(asked, same).messages.empty());
  asked.quiet = false;
  asked.form = Form::json;
  const Said json = said_of(asked, differ);
  CHECK(json.messages.empty());
  CHECK(json.report.find(R"("right":{"kind":"file","size":9,"encoding":"gzip"})") !=
        std::string::npos);
  CHECK(json.report.find(R"("left":{"kind":"file","size":9})") != std::string::npos);
}

TEST_CASE("JSON: errors carry the HTTP status where there is one") {
  Invocation asked = invocation();
  asked.form = Form::json;
  CHECK(said_of(asked, refused())
            .report.find(R"("reason":"http","message":"https://***@host/base/a%20b: the server )"
                         R"(answered 503","errno":null,"http_status":503)") != std::string::npos);
  const Error error =
      Error(ErrorCode::not_found, "https://***@host/base/", "gone").with_http_status(410);
  const Said trouble = said(asked, [&error](Report& report) { report.trouble(error); });
  CHECK(trouble.report.find(R"("http_status":410)") != std::string::npos);
  const Error local = Error(ErrorCode::not_found, "dir", "gone").with_os_error(2);
  const Said plain = said(asked, [&local](Report& report) { report.trouble(local); });
  CHECK(plain.report.find("http_status") == std::string::npos);
}
