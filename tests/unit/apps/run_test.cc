// SPDX-License-Identifier: MIT
#include "run.h"

#include <fcntl.h>
#include <unistd.h>

#include <string>
#include <vector>

#include "captured_output.h"
#include "exit_code.h"
#include "komparu/error.h"
#include "options/apply.h"
#include "support/catch.h"
#include "support/temporary_directory.h"

using namespace komparu;
using namespace komparu::cli;
using komparu::testing::CapturedOutput;
using komparu::testing::TemporaryDirectory;

namespace {

Invocation asked(const std::vector<std::string_view>& words) {
  return std::get<Invocation>(read_command_line("komparu", words));
}

struct Ran {
  Verdict verdict;
  std::string report;
  std::string messages;
};

Ran ran(const std::vector<std::string_view>& words) {
  CapturedOutput captured;
  const Invocation invocation = asked(words);
  Progress progress;
  const auto report = make_report(invocation, captured.output());
  const Verdict verdict =
      run(invocation, StopToken(), progress, *report, captured.output()).verdict;
  CHECK(captured.output().finish(0) == 0);
  return {verdict, captured.report(), captured.messages()};
}

}  // namespace

TEST_CASE("each option picks its verb and its detail") {
  const TemporaryDirectory directory;
  const std::string a = directory.write("a", "abc\ndef\n");
  const std::string b = directory.write("b", "abc\ndeX\nmore");
  const std::string copy = directory.write("copy", "abc\ndef\n");
  CHECK(ran({a, copy}).verdict == Verdict::same);
  CHECK(ran({"-b", a, b}).report == a + " " + b + " differ: byte 7, line 2 is 146 f 130 X\n");
  CHECK(ran({"-q", a, b}).report == "Files " + a + " and " + b + " differ\n");
  CHECK(ran({"-z", a, b}).report == "differ " + a + '\0');
  CHECK(ran({"--json", a, b}).report.find(R"("offset":6,)") != std::string::npos);
  CHECK(ran({"--json", "-q", a, b}).report.find(R"("reason":"size","offset":null,)") !=
        std::string::npos);
  const Ran list = ran({"-l", a, b});
  CHECK(list.verdict == Verdict::different);
  CHECK(list.report == "7 146 130\n");
  CHECK(list.messages == "komparu: EOF on " + a + " after byte 8\n");
  const Ran quiet = ran({"-s", a, b});
  CHECK(quiet.verdict == Verdict::different);
  CHECK((quiet.report + quiet.messages).empty());
}

TEST_CASE("into the null device no line is counted and nothing is listed") {
  const TemporaryDirectory directory;
  const std::string a = directory.write("a", "abc\ndef\n");
  const std::string b = directory.write("b", "abc\n");
  const std::string c = directory.write("c", "Xbc\n");
  const int null = ::open("/dev/null", O_WRONLY | O_CLOEXEC);
  const auto messages = [null](const std::vector<std::string_view>& words) {
    int ends[2];
    REQUIRE(::pipe(ends) == 0);
    Output output("komparu", StopToken(), null, ends[1]);
    const Invocation invocation = asked(words);
    Progress progress;
    CHECK(
        run(invocation, StopToken(), progress, *make_report(invocation, output), output).verdict ==
        Verdict::different);
    ::close(ends[1]);
    std::string text(200, '\0');
    const ssize_t length = ::read(ends[0], text.data(), text.size());
    ::close(ends[0]);
    REQUIRE(length >= 0);
    text.resize(static_cast<std::size_t>(length));
    return text;
  };
  CHECK(messages({a, b}) == "komparu: EOF on " + b + " after byte 4\n");
  CHECK(messages({"-l", a, b}) == "komparu: EOF on " + b + " after byte 4\n");
  CHECK(messages({"-l", a, c}).empty());
  CHECK(messages({"-q", a, c}).empty());
  ::close(null);
}

TEST_CASE("what cannot be compared throws") {
  const TemporaryDirectory directory;
  const std::string a = directory.write("a", "abc");
  const std::string missing = directory.path("missing");
  const auto code = [](const std::vector<std::string_view>& words) {
    try {
      ran(words);
    } catch (const Error& error) {
      return error.code();
    }
    return ErrorCode::bad_option;  // stands for: nothing was thrown
  };
  CHECK(code({a, missing}) == ErrorCode::not_found);
  CHECK(code({"-l", missing, missing}) == ErrorCode::not_found);
  CHECK(code({directory.path(""), directory.path(".")}) == ErrorCode::bad_option);
  CHECK(code({directory.path(""), a}) == ErrorCode::wrong_kind);
  // A base URL is asked for nothing before its names are known.
  CHECK(code({"http://127.0.0.1:9/", a}) == ErrorCode::wrong_kind);
  CHECK(code({"-s", a, "https://127.0.0.1:9/"}) == ErrorCode::wrong_kind);
  CHECK(code({"http://127.0.0.1:9/", "http://127.0.0.1:9/"}) == ErrorCode::wrong_kind);
}

TEST_CASE("verdicts have exit codes") {
  CHECK(exit_code(Verdict::same) == 0);
  CHECK(exit_code(Verdict::different) == 1);
  CHECK(exit_code(Verdict::trouble) == 2);
}
