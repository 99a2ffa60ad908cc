// SPDX-License-Identifier: MIT
#include "options/parse.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "support/catch.h"

using namespace komparu::cli;

namespace {

using Words = std::vector<std::string_view>;
using Texts = std::vector<std::string>;

// "bytes=5 quiet | a b | error", for comparison at a glance.
std::string shown(const Texts& texts, bool operands_last = false) {
  const Words words(texts.begin(), texts.end());
  std::string text;
  const auto add = [&text](const Option& option, std::optional<std::string_view> value) {
    text += preferred(option).name;
    if (value) text.append("=").append(*value);
    text += ' ';
  };
  const Parsed result = parse(words, operands_last, add);
  text += '|';
  for (const std::string& operand : result.operands) text.append(" <").append(operand) += '>';
  if (result.error) text += " ! " + result.error->reason;
  return text;
}

}  // namespace

TEST_CASE("options and operands may mix") {
  CHECK(shown({}) == "|");
  CHECK(shown({"a", "b"}) == "| <a> <b>");
  CHECK(shown({"a", "-s", "b", "-q"}) == "quiet brief | <a> <b>");
  CHECK(shown({"-s", "--", "-q", "--", "b"}) == "quiet | <-q> <--> <b>");
  CHECK(shown({"-", "--", "-"}) == "| <-> <->");
  CHECK(shown({"", "b"}) == "| <> <b>");
}

TEST_CASE("an operand ends the options where the environment asks for it") {
  CHECK(shown({"-s", "a", "-q"}, true) == "quiet | <a> <-q>");
  CHECK(shown({"-s", "--", "a", "--", "-q"}, true) == "quiet | <a> <--> <-q>");
}

TEST_CASE("letters may be bundled, with a value behind them or in the next word") {
  CHECK(shown({"-lb"}) == "verbose print-bytes |");
  CHECK(shown({"-lbc"}) == "verbose print-bytes print-bytes |");
  CHECK(shown({"-n5"}) == "bytes=5 |");
  CHECK(shown({"-n", "5", "a"}) == "bytes=5 | <a>");
  CHECK(shown({"-n=5"}) == "bytes==5 |");
  CHECK(shown({"-lbn", "5", "a"}) == "verbose print-bytes bytes=5 | <a>");
  CHECK(shown({"-bi1:2"}) == "print-bytes ignore-initial=1:2 |");
  CHECK(shown({"-n", "--", "a"}) == "bytes=-- | <a>");
  CHECK(shown({"-n", "", "a"}) == "bytes= | <a>");
}

TEST_CASE("long options may be shortened") {
  CHECK(shown({"--bytes=5"}) == "bytes=5 |");
  CHECK(shown({"--bytes", "-5"}) == "bytes=-5 |");
  CHECK(shown({"--byt=5"}) == "bytes=5 |");
  CHECK(shown({"--sil"}) == "quiet |");
  CHECK(shown({"--no-q"}) == "no-quick-check |");
  CHECK(shown({"--as=[a,b]"}) == "as=[a,b] |");
  CHECK(shown({"--bytes="}) == "bytes= |");
}

TEST_CASE("an optional value is never taken from the next word") {
  CHECK(shown({"--color", "never"}) == "color | <never>");
  CHECK(shown({"--color=never", "a"}) == "color=never | <a>");
  CHECK(shown({"--color="}) == "color= |");
}

TEST_CASE("faults are worded as getopt_long words them, and end the scan") {
  CHECK(shown({"-sZq", "a"}) == "quiet | ! invalid option -- 'Z'");
  CHECK(shown({"-l-"}) == "verbose | ! invalid option -- '-'");
  CHECK(shown({"a", "-n"}) == "| <a> ! option requires an argument -- 'n'");
  CHECK(shown({"-ln"}) == "verbose | ! option requires an argument -- 'n'");
  CHECK(shown({"--byt"}) == "| ! option '--bytes' requires an argument");
  CHECK(shown({"--sil=x"}) == "| ! option '--silent' doesn't allow an argument");
  CHECK(shown({"--quiet="}) == "| ! option '--quiet' doesn't allow an argument");
  CHECK(shown({"--frob=3", "-s"}) == "| ! unrecognized option '--frob=3'");
  CHECK(shown({"--ver"}) ==
        "| ! option '--ver' is ambiguous; possibilities: '--verbose' '--version'");
  CHECK(shown({"--ver=3"}) ==
        "| ! option '--ver=3' is ambiguous; possibilities: '--verbose' '--version'");
}

TEST_CASE("an empty value is a value, and takes no operand") {
  CHECK(shown({"--proxy=", "a", "b"}) == "proxy= | <a> <b>");
  CHECK(shown({"--proxy", "", "a"}) == "proxy= | <a>");
  CHECK(shown({"-x", "", "a"}) == "exclude= | <a>");
  CHECK(shown({"-x", "--proxy=", "a"}) == "exclude=--proxy= | <a>");
}

TEST_CASE("values and operands stay as they were typed") {
  for (const std::string_view word : {"{}", "[]", "[a,b]", "[[aa]]", "%%", "'a'", "\"a\"", "a,b",
                                      "++", "a=b", "/x", "true", " a\n", "\xff\xfe"}) {
    const std::string text(word);
    CHECK(shown({"-q", text, text}) == "brief | <" + text + "> <" + text + ">");
    CHECK(shown({"-x", text, "a"}) == "exclude=" + text + " | <a>");
    CHECK(shown({"-x" + text, "a"}) == "exclude=" + text + " | <a>");
    CHECK(shown({"--exclude=" + text, "a"}) == "exclude=" + text + " | <a>");
  }
  for (const std::string_view word : {"--", "-", "-q", "--brief", "-5", "--=", "---", "-[a]"}) {
    const std::string text(word);
    CHECK(shown({"-x", text, "a"}) == "exclude=" + text + " | <a>");
    CHECK(shown({"-q", "--", text}) == "brief | <" + text + ">");
  }
}

TEST_CASE("an option may be given again") {
  CHECK(shown({"-n5", "--bytes=6", "--byt", "7"}) == "bytes=5 bytes=6 bytes=7 |");
  CHECK(shown({"-s", "--quiet", "--silent", "-s"}) == "quiet quiet quiet quiet |");
  CHECK(shown({"-xa", "--color", "-x", "b", "--color=never"}) ==
        "exclude=a color exclude=b color=never |");
}

TEST_CASE("a letter may be a digit, and a negative number is no operand") {
  CHECK(shown({"-0", "a"}) == "from0 | <a>");
  CHECK(shown({"-q0", "a"}) == "brief from0 | <a>");
  CHECK(shown({"-5", "a"}) == "| ! invalid option -- '5'");
  CHECK(shown({"-n", "-5", "a"}) == "bytes=-5 | <a>");
  CHECK(shown({"-n-5", "a"}) == "bytes=-5 | <a>");
}

TEST_CASE("words that CLI11 would take for operands are faults") {
  for (const std::string_view word : {"---", "---x", "--!x", "-- x", "--{}", "--a:b"}) {
    CHECK(shown({"-q", std::string(word), "--help"}) ==
          "brief | ! unrecognized option '" + std::string(word) + "'");
  }
  CHECK(shown({"-q!", "--help"}) == "brief | ! invalid option -- '!'");
  CHECK(shown({"-q ", "--help"}) == "brief | ! invalid option -- ' '");
}

namespace {

WordError fault(std::string_view word) {
  return parse(Words{word}, false, [](const Option&, const auto&) {}).error.value();
}

}  // namespace

TEST_CASE("only long names that nothing begins with bring a suggestion") {
  CHECK(fault("--quite").suggestion == "quiet");
  CHECK(fault("--byets=5").suggestion == "bytes");
  CHECK(fault("--zzzzzzzz").suggestion.empty());
  CHECK(fault("-Z").suggestion.empty());
  CHECK(fault("--ver").suggestion.empty());
}
