// SPDX-License-Identifier: MIT
#include "options/apply.h"

#include <chrono>
#include <string>
#include <vector>

#include "support/catch.h"

using namespace komparu;
using namespace komparu::cli;

namespace {

using Words = std::vector<std::string_view>;

Invocation asked(const Words& words) {
  const auto typed = read_command_line("komparu", words);
  if (const Answer* const answer = std::get_if<Answer>(&typed)) {
    FAIL(answer->report << (answer->messages.empty() ? "" : answer->messages[0]));
  }
  return std::get<Invocation>(typed);
}

Answer answer(const Words& words) {
  const auto typed = read_command_line("komparu", words);
  REQUIRE(std::holds_alternative<Answer>(typed));
  return std::get<Answer>(typed);
}

// The first line of a usage error, after a look at the rest of it.
std::string fault(const Words& words) {
  const Answer refused = answer(words);
  CHECK(refused.status == 2);
  CHECK(refused.report.empty());
  REQUIRE(refused.messages.size() >= 2);
  CHECK(refused.messages.back() == "Try 'komparu --help' for more information.");
  return refused.messages[0];
}

}  // namespace

TEST_CASE("without options everything has its default") {
  const Invocation plain = asked({"a", "b"});
  CHECK(plain.left.path == "a");
  CHECK(plain.right.path == "b");
  CHECK(plain.form == Form::text);
  CHECK(plain.compare.extent.skip_left == 0);
  CHECK_FALSE(plain.compare.extent.limit.has_value());
  CHECK(plain.compare.jobs == 0);
  CHECK(plain.compare.quick_check);
  CHECK(plain.compare.size_check);
  CHECK_FALSE(plain.time_limit.has_value());
  CHECK_FALSE((plain.quiet || plain.brief || plain.list || plain.print_bytes || plain.stats));
  CHECK(plain.color == When::automatic);
  CHECK(plain.progress == When::automatic);
}

TEST_CASE("operands are taken as they are typed") {
  for (const char* const name :
       {"[ab]", "[a,b]", "[]", "{}", "", "'x'", "\"x\"", "B\"(\\x41)\"", "%%", "a=b", "@a"}) {
    CAPTURE(name);
    CHECK(asked({"--json", name, "b"}).left.path == name);
    CHECK(asked({"--jobs=2", "a", name}).right.path == name);
  }
  CHECK(asked({"--", "--", "-s"}).left.path == "--");
  CHECK(asked({"--", "--", "-s"}).right.path == "-s");
  CHECK(asked({"-", "b"}).left.kind == cli::Operand::Kind::standard_input);
}

TEST_CASE("option values reach their option as they are typed") {
  for (const char* const value : {"[ab]", "[5]", "[]", "{}", "", "-", "--", "'5'", "\"5\"",
                                  "B\"(5)\"", "%%", "5,6", ":5", "\n"}) {
    CAPTURE(value);
    const std::string expected = "invalid --bytes value '" + std::string(value) + "'";
    CHECK(fault({"-n", value, "a", "b"}) == expected);
    CHECK(fault({"--bytes", value, "a", "b"}) == expected);
    CHECK(fault({"--bytes=" + std::string(value), "a", "b"}) == expected);
  }
}

TEST_CASE("every option says what it says") {
  CHECK(asked({"-s", "a", "b"}).quiet);
  CHECK(asked({"--silent", "a", "b"}).quiet);
  CHECK(asked({"-q", "a", "b"}).brief);
  CHECK(asked({"-l", "a", "b"}).list);
  CHECK(asked({"-b", "a", "b"}).print_bytes);
  CHECK(asked({"-c", "a", "b"}).print_bytes);
  CHECK(asked({"--json", "a", "b"}).form == Form::json);
  CHECK(asked({"-z", "a", "b"}).form == Form::null);
  CHECK(asked({"--stats", "a", "b"}).stats);
  CHECK(asked({"--report-identical-files", "a", "b"}).report_identical);
  CHECK_FALSE(asked({"--no-quick-check", "a", "b"}).compare.quick_check);
  CHECK_FALSE(asked({"--no-size-check", "a", "b"}).compare.size_check);
  CHECK(asked({"-j8", "a", "b"}).compare.jobs == 8);
  CHECK(asked({"--io=mmap", "a", "b"}).compare.read.io == Io::mmap);
  CHECK(asked({"--io=read", "a", "b"}).compare.read.io == Io::read);
  CHECK(asked({"--chunk-size=64K", "a", "b"}).compare.read.chunk_size == 65536);
  CHECK(asked({"--time-limit=0.5", "a", "b"}).time_limit == std::chrono::milliseconds(500));
  CHECK(asked({"--color", "a", "b"}).color == When::always);
  CHECK(asked({"--color=never", "a", "b"}).color == When::never);
  CHECK(asked({"--progress", "a", "b"}).progress == When::always);
  CHECK(asked({"--progress=always", "--progress=auto", "a", "b"}).progress == When::automatic);
}

TEST_CASE("the largest skip and the smallest limit count, as in cmp") {
  const auto extent = [](const Words& words) { return asked(words).compare.extent; };
  CHECK(extent({"-i1:2", "-i2:1", "a", "b"}).skip_left == 2);
  CHECK(extent({"-i1:2", "-i2:1", "a", "b"}).skip_right == 2);
  CHECK(extent({"-i0:5", "-i3", "a", "b"}).skip_right == 5);
  CHECK(extent({"-i3", "-i1", "a", "b"}).skip_right == 3);
  CHECK(extent({"-n7", "-n5", "-n6", "a", "b"}).limit == 5U);
  CHECK(extent({"-i4", "a", "b", "2", "9"}).skip_left == 4);
  CHECK(extent({"-i4", "a", "b", "2", "9"}).skip_right == 9);
}

TEST_CASE("third and fourth operands are skips where bytes are asked for") {
  for (const char* const option : {"--as=bytes", "-l", "-b", "-i0", "-n9"}) {
    CAPTURE(option);
    CHECK(asked({option, "a", "b", "5"}).compare.extent.skip_left == 5);
    CHECK(asked({option, "a", "b", "5"}).compare.extent.skip_right == 0);
    CHECK(asked({option, "a", "b", "5", "1K"}).compare.extent.skip_right == 1024);
  }
  for (const char* const option : {"-l", "-b", "-i0", "-n9"}) {
    CAPTURE(option);
    CHECK(fault({option, "a", "b", "./5"}) == "extra operand './5'");
    CHECK(fault({option, "a", "b", "1", "2", "3"}) == "extra operand '1'");
  }
}

TEST_CASE("three operands or more are sorted into groups where they are no skips") {
  CHECK(asked({"a", "b", "5"}).groups);
  CHECK(asked({"-s", "a", "b", "5"}).groups);
  CHECK(asked({"--as=bytes", "a", "b", "./5"}).groups);
  CHECK(asked({"--as=bytes", "a", "b", "1", "2", "3"}).operands.size() == 5);
  CHECK(asked({"--as=bytes", "--as=auto", "a", "b", "5"}).groups);
  CHECK(asked({"--groups", "--as=bytes", "a", "b", "5"}).operands.size() == 3);
  CHECK(asked({"--groups", "a", "b"}).groups);
  CHECK_FALSE(asked({"a", "b"}).groups);
  CHECK(fault({"-", "a", "-"}) == "standard input can be only one of the operands");
}

TEST_CASE("a list of pairs takes the place of operands") {
  CHECK(asked({"--pairs=list"}).pairs == "list");
  CHECK(asked({"-0", "--pairs", "-"}).ended_by_nul);
  CHECK(asked({"--files-from=list", "a", "b"}).files_from == "list");
  CHECK(asked({"--files-from=list", "a", "b"}).as == As::tree);
  CHECK(fault({"--pairs=list", "a"}) == "extra operand 'a'");
  CHECK(fault({"--pairs="}) == "invalid --pairs value ''");
}

TEST_CASE("options of trees reach the library") {
  const TreeOptions trees = asked({"-N", "--one-way", "--one-file-system", "--no-dereference", "-x",
                                   "[ab]", "--include", "*.c", "-m5", "-m3", "--max-depth=7",
                                   "--ignore-file-name-case", "--normalize-names=nfc", "a", "b"})
                                .trees;
  CHECK(trees.new_file);
  CHECK(trees.one_way);
  CHECK(trees.one_file_system);
  CHECK_FALSE(trees.follow_links);
  CHECK(trees.filter.exclude == std::vector<std::string>{"[ab]"});
  CHECK(trees.filter.include == std::vector<std::string>{"*.c"});
  CHECK(trees.max_differences == std::uint64_t{3});
  CHECK(trees.max_depth == std::uint64_t{7});
  CHECK(trees.names.ignore_case);
  CHECK(trees.names.nfc);
  CHECK(asked({"--no-recursive", "a", "b"}).trees.max_depth == std::uint64_t{0});
  CHECK(fault({"-m0", "a", "b"}) == "invalid --max-diffs value '0'");
  CHECK(fault({"--include=", "a", "b"}) == "invalid --include value ''");
  CHECK(fault({"--normalize-names=nfd", "a", "b"}) ==
        "invalid --normalize-names value 'nfd' (--normalize-names=nfc)");
  CHECK(asked({"--combined=x", "--match=-", "a", "b"}).lists.size() == 2);
}

TEST_CASE("one operand is compared with standard input, which can be read once") {
  CHECK(asked({"a"}).right.kind == cli::Operand::Kind::standard_input);
  CHECK(fault({"-"}) == "standard input can be only one of the operands");
  CHECK(fault({"-", "-"}) == "standard input can be only one of the operands");
  CHECK(fault({}) == "missing operand after 'komparu'");
  CHECK(fault({"-n", "5"}) == "missing operand after '5'");
  CHECK(fault({"-s", "--"}) == "missing operand after '--'");
}

TEST_CASE("the first fault on the line is the one that is told") {
  CHECK(fault({"-n", "x", "-Z"}) == "invalid --bytes value 'x'");
  CHECK(fault({"-Z", "-n", "x"}) == "invalid option -- 'Z'");
  CHECK(fault({"-i", "y", "-n", "x"}) == "invalid --ignore-initial value 'y'");
  CHECK(fault({"-n5", "-i", "y", "-n", "x"}) == "invalid --ignore-initial value 'y'");
  CHECK(fault({"-l", "-n", "x", "-s"}) == "invalid --bytes value 'x'");
  CHECK(fault({"-ls", "-n", "x"}) == "options -l and -s are incompatible");
  CHECK(fault({"-n", "x", "--help"}) == "invalid --bytes value 'x'");
  CHECK(answer({"--help", "-n", "x"}).status == 0);
  CHECK(answer({"-v", "-Z"}).status == 0);
}

TEST_CASE("a skip that is wrong is quoted from where it is wrong") {
  CHECK(fault({"-i", "5:", "a"}) == "invalid --ignore-initial value ''");
  CHECK(fault({"-i", ":5", "a"}) == "invalid --ignore-initial value ':5'");
  CHECK(fault({"-i", "1:2:3", "a"}) == "invalid --ignore-initial value '2:3'");
  CHECK(fault({"-i", "1 :2", "a"}) == "invalid --ignore-initial value '1 :2'");
}

TEST_CASE("V4: values out of range and options that exclude each other are usage errors") {
  CHECK(fault({"--as=x", "a"}) == "invalid --as value 'x' (--as=auto|bytes|tree)");
  CHECK(fault({"--io=", "a"}) == "invalid --io value '' (--io=auto|read|mmap)");
  CHECK(fault({"--color=x", "a"}) == "invalid --color value 'x' (--color=auto|always|never)");
  CHECK(fault({"--completions=csh"}) ==
        "invalid --completions value 'csh' (--completions=bash|zsh|fish)");
  CHECK(fault({"-j257", "a"}) == "invalid --jobs value '257'");
  CHECK(fault({"-j", "-1", "a"}) == "invalid --jobs value '-1'");
  CHECK(fault({"--chunk-size=2G", "a"}) == "invalid --chunk-size value '2G'");
  CHECK(fault({"--time-limit=0", "a"}) == "invalid --time-limit value '0'");
  CHECK(fault({"-lq", "a"}) == "options -l and -q are incompatible");
  CHECK(fault({"-l", "--json", "a"}) == "options -l and --json are incompatible");
  CHECK(fault({"-bz", "a"}) == "options -b and -z are incompatible");
  CHECK(fault({"-z", "--json", "a"}) == "options --json and -z are incompatible");
  CHECK(fault({"ftp://host/a", "b"}) ==
        "unsupported scheme 'ftp://' (supported: file://, http://, https://; of other "
        "storage, signed https:// URLs can be listed in a file for --url-map)");
}

TEST_CASE("unknown options bring the nearest one") {
  const Answer refused = answer({"--quite"});
  CHECK(refused.messages.size() == 3);
  CHECK(refused.messages[0] == "unrecognized option '--quite'");
  CHECK(refused.messages[1] == "did you mean '--quiet'?");
}

TEST_CASE("help, version and completions are answers") {
  CHECK(answer({"--help"}).report.substr(0, 15) == "Usage: komparu ");
  CHECK(answer({"a", "-v", "b"}).report.substr(0, 8) == "komparu ");
  CHECK(answer({"--completions=bash"}).report.find("complete ") != std::string::npos);
  CHECK(answer({"--completions", "fish"}).report.find("complete ") != std::string::npos);
}

TEST_CASE("the first operand ends the options where the environment asks for it") {
  const auto typed = read_command_line("komparu", Words{"a", "-s"}, true);
  CHECK(std::get<Invocation>(typed).right.path == "-s");
}
