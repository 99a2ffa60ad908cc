// SPDX-License-Identifier: MIT
#include "run.h"

#include <algorithm>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "captured_output.h"
#include "komparu/error.h"
#include "options/apply.h"
#include "support/catch.h"
#include "support/temporary_directory.h"
#include "unit/archive/archive_builder.h"

using namespace komparu;
using namespace komparu::cli;
using namespace komparu::testing;

namespace {

struct Ran {
  Verdict verdict = Verdict::trouble;
  std::string report;
  std::string messages;
  std::optional<ErrorCode> thrown;
};

Ran ran(const std::vector<std::string_view>& words) {
  CapturedOutput captured;
  const auto invocation = std::get<Invocation>(read_command_line("komparu", words));
  Progress progress;
  const auto report = make_report(invocation, captured.output());
  Ran result;
  try {
    result.verdict = run(invocation, StopToken(), progress, *report, captured.output()).verdict;
  } catch (const Error& error) {
    report->trouble(error);
    result.thrown = error.code();
  }
  CHECK(captured.output().finish(0) == 0);
  result.report = captured.report();
  result.messages = captured.messages();
  return result;
}

// Archives with members of the same names, and a directory with files of these names.
struct Samples {
  TemporaryDirectory directory;
  std::string one = tar_member("d/a", "1") + tar_member("d/b", "2") + tar_end();
  std::string tar = directory.write("x.tar", one);
  // The same members in another order.
  std::string turned =
      directory.write("y.tar", tar_member("d/b", "2") + tar_member("d/a", "1") + tar_end());
  std::string other =
      directory.write("z.tar", tar_member("d/b", "X") + tar_member("d/c", "3") + tar_end());
  std::string plain = directory.write("plain", "d/a");
  std::string tree = directory.path("tree");

  Samples() {
    std::filesystem::create_directories(directory.path("tree/d"));
    directory.write("tree/d/a", "1");
    directory.write("tree/d/b", "2");
  }
};

constexpr std::string_view kHint = "komparu: both are archives: -a compares their members\n";

}  // namespace

TEST_CASE("an archive and a directory are trees, on either side") {
  const Samples samples;
  CHECK(ran({samples.tree, samples.tar}).verdict == Verdict::same);
  CHECK(ran({samples.turned, samples.tree}).verdict == Verdict::same);
  const Ran found = ran({samples.tree, samples.other});
  CHECK(found.verdict == Verdict::different);
  CHECK(found.report == "Only in " + samples.tree + "/d: a\nFiles " + samples.tree + "/d/b and " +
                            samples.other + "/d/b differ\nOnly in " + samples.other + "/d: c\n");
  CHECK(ran({"-z", samples.other, samples.tree}).report ==
        std::string("right d/a\0differ d/b\0left d/c\0", 30));
  CHECK(ran({"--strip-components=1", samples.tree + "/d", samples.tar}).verdict == Verdict::same);
}

TEST_CASE("A2: a directory and a file that is no archive are of the wrong kind") {
  const Samples samples;
  for (const Ran& found :
       {ran({samples.tree, samples.plain}), ran({samples.plain, samples.tree})}) {
    CHECK(found.thrown == ErrorCode::wrong_kind);
    CHECK(found.messages == "komparu: " + samples.plain +
                                ": is no archive that komparu reads, and " + samples.tree +
                                " is a directory\n");
  }
  CHECK(ran({"-a", samples.tree, samples.plain}).thrown == ErrorCode::bad_archive);
  CHECK(ran({"-a", samples.plain, samples.plain}).messages ==
        "komparu: " + samples.plain + ": it is no archive\n");
}

TEST_CASE("two archives are bytes, and with -a their members") {
  const Samples samples;
  const Ran bytes = ran({samples.tar, samples.turned});
  CHECK(bytes.verdict == Verdict::different);
  CHECK(bytes.report.find(" differ: ") != std::string::npos);
  CHECK(bytes.messages == kHint);
  CHECK(ran({"-a", samples.tar, samples.turned}).verdict == Verdict::same);
  CHECK(ran({"-a", samples.tar, samples.other}).verdict == Verdict::different);
  CHECK(ran({"-a", samples.tree, samples.tree}).verdict == Verdict::same);
}

TEST_CASE("the hint is for people, and for two archives only") {
  const Samples samples;
  for (const std::string_view option : {"-s", "-q", "--json", "-z", "--as=bytes"}) {
    CHECK(ran({option, samples.tar, samples.turned}).messages.empty());
  }
  CHECK(ran({samples.tar, samples.plain}).messages.find("archives") == std::string::npos);
  CHECK(ran({samples.plain, samples.tar}).messages.find("archives") == std::string::npos);
  CHECK(ran({samples.tar, samples.tar}).messages.empty());
}

TEST_CASE("an archive's own problem is told by its name") {
  const Samples samples;
  const std::string cut = samples.directory.write("cut.tar", samples.one.substr(0, 1600));
  const Ran text = ran({samples.tree, cut});
  CHECK(text.verdict == Verdict::trouble);
  CHECK(text.messages.starts_with("komparu: " + cut + ": "));
  const Ran json = ran({"--json", cut, samples.tree});
  CHECK(json.report.find(R"("path":")" + cut + R"(","status":"error","reason":"bad_archive")") !=
        std::string::npos);
}

TEST_CASE("A4: of an archive that is cut nothing but the cut is told") {
  const Samples samples;
  samples.directory.write("tree/d/b", std::string(3000, 'b'));
  const std::string whole =
      tar_member("d/a", "1") + tar_member("d/b", std::string(3000, 'b')) + tar_end();
  const std::string cut = samples.directory.write("cut.tar", whole.substr(0, 2600));
  const Ran found = ran({samples.tree, cut});
  CHECK(found.verdict == Verdict::trouble);
  CHECK(found.report.empty());
  CHECK(std::count(found.messages.begin(), found.messages.end(), '\n') == 1);
  CHECK(found.messages.starts_with("komparu: " + cut + ": "));
}

TEST_CASE("A11: a message about a limit names the option") {
  const Samples samples;
  const std::string what = ": more than --max-archive-entries allows (1)";
  CHECK(ran({"--max-archive-entries=1", samples.tree, samples.tar})
            .messages.find(samples.tar + what) != std::string::npos);
  CHECK(ran({"--json", "-a", "--max-archive-entries=1", samples.tar, samples.turned})
            .report.find(what) != std::string::npos);
}

TEST_CASE("A13: archives of equal bytes are the same, called by LEFT") {
  const Samples samples;
  const std::string copy = samples.directory.write("copy.tar", samples.one);
  const Ran text = ran({"-a", "--report-identical-files", samples.tar, copy});
  CHECK(text.report == "Files " + samples.tar + " and " + copy + " are identical\n");
  CHECK(ran({"-a", "--match=-", samples.tar, copy}).report == samples.tar + "\n");
  CHECK(ran({"-az", "--report-identical-files", samples.tar, copy}).report ==
        "same " + samples.tar + '\0');
}

TEST_CASE("pairs of a directory and an archive, and with -a of archives") {
  const Samples samples;
  const std::string list =
      samples.directory.write("list", samples.tree + "\t" + samples.tar + "\n" + samples.tar +
                                          "\t" + samples.turned + "\n");
  const std::string option = "--pairs=" + list;
  const Ran bytes = ran({option});
  CHECK(bytes.verdict == Verdict::different);
  CHECK(bytes.report.starts_with(samples.tar + " " + samples.turned + " differ: "));
  CHECK(ran({"-a", option}).verdict == Verdict::same);
}

TEST_CASE("two base URLs cannot be compared, with -a neither") {
  CHECK(ran({"-a", "http://127.0.0.1:9/", "http://127.0.0.1:9/"}).thrown == ErrorCode::wrong_kind);
}
