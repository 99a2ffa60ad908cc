// SPDX-License-Identifier: MIT
#include "options/scan.h"

#include <string>
#include <vector>

#include "support/catch.h"

using namespace komparu::cli;

namespace {

using Words = std::vector<std::string_view>;

// "bytes=5 quiet | a b | error", for comparison at a glance.
std::string shown(const Words& words, bool operands_last = false) {
  const Scan result = scan(words, operands_last);
  std::string text;
  for (const TypedOption& typed : result.options) {
    text += preferred(typed.option->id).name;
    if (typed.value) text.append("=").append(*typed.value);
    text += ' ';
  }
  text += '|';
  for (const std::string_view operand : result.operands) text.append(" <").append(operand) += '>';
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

TEST_CASE("only long names that nothing begins with bring a suggestion") {
  CHECK(scan(Words{"--quite"}, false).error->suggestion == "quiet");
  CHECK(scan(Words{"--byets=5"}, false).error->suggestion == "bytes");
  CHECK(scan(Words{"--zzzzzzzz"}, false).error->suggestion.empty());
  CHECK(scan(Words{"-Z"}, false).error->suggestion.empty());
  CHECK(scan(Words{"--ver"}, false).error->suggestion.empty());
}
